import { listModelFiles, type MlflowClient } from "@mlops/mlflow";
import { SIGNATURE_FILE, type SignedFile } from "@mlops/signing";

/**
 * Reads every file of a version, one after the other and without keeping it, to learn its digest.
 *
 * @param client The tracking server.
 * @param artifactUri Where the model's folder lies.
 * @returns The files by path; a signature that is there already is not among them.
 * @throws {MlflowError} If one cannot be read, or there are more than a model has.
 */
export async function readSignedFiles(
  client: MlflowClient,
  artifactUri: string,
): Promise<SignedFile[]> {
  const files: SignedFile[] = [];
  for (const { path } of await listModelFiles(client, artifactUri)) {
    if (path === SIGNATURE_FILE) continue;
    const nowhere = () => new WritableStream<Uint8Array>();
    const read = await client.artifacts.pipeArtifact(artifactUri, path, nowhere);
    files.push({ path, sizeBytes: read.sizeBytes, sha256: read.sha256 });
  }
  return files;
}
