import type { MlModel } from "@mlops/mlflow";
import { SIGNATURE_FILE, type SignedFile, type VersionStatement } from "@mlops/signing";
import type { ArtifactFile } from "../mlflow/artifact_file.ts";
import { MODEL_PATH } from "../mlflow/model_files.ts";
import { aboutModel } from "./about_model.ts";

/** A version that was made here. */
export interface NewVersion {
  /** Name of the registered model. */
  readonly name: string;
  /** The run that made it. */
  readonly runId: string;
  /** What its `MLmodel` says. */
  readonly mlModel: MlModel;
  /** Every file of its folder, that one included. */
  readonly files: readonly ArtifactFile[];
}

/**
 * Signs a version whose files are still in memory: no server had them in its hands.
 *
 * @param version The version.
 * @param sign Signs a statement.
 * @returns The file that lies beside the others.
 */
export async function signatureFile(
  { name, runId, mlModel, files }: NewVersion,
  sign: (version: VersionStatement) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<ArtifactFile> {
  const signed = await Promise.all(files.map(toSignedFile));
  const content = await sign({ name, runId, files: signed, about: aboutModel(mlModel) });
  return { path: `${MODEL_PATH}/${SIGNATURE_FILE}`, content };
}

async function toSignedFile({ path, content }: ArtifactFile): Promise<SignedFile> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return {
    path: path.slice(`${MODEL_PATH}/`.length),
    sizeBytes: bytes.length,
    sha256: digest.toHex(),
  };
}
