import { locateModel, type MlflowClient, type MlModel, type ModelUri } from "@mlops/mlflow";
import { parseMlModel } from "@mlops/mlflow/model_directory";
import {
  type PrivateKey,
  SIGNATURE_FILE,
  signVersion,
  type VersionStatement,
} from "@mlops/signing";
import { aboutModel } from "./about_model.ts";
import { readSignedFiles } from "./signed_files.ts";

/** A version that somebody may sign. */
export interface Candidate {
  /** Its number. */
  readonly version: string;
  /** Where its files lie. */
  readonly artifactUri: string;
  /** What would be signed. */
  readonly statement: VersionStatement;
}

/** What a version's `MLmodel` may hold at most, in bytes. */
const MAX_MLMODEL_BYTES = 4 * 1024 * 1024;

/**
 * Gathers what a signature of a version would say, so that it can be shown first.
 *
 * @param client The tracking server.
 * @param uri The version, by number or alias.
 * @returns The version.
 * @throws {RangeError} If there is none, or it is no version of a registered model.
 */
export async function prepareSignature(client: MlflowClient, uri: ModelUri): Promise<Candidate> {
  const location = await locateModel(client, uri);
  if (location === null) throw new RangeError("no version has this alias (move it first)");
  const { artifactUri, version } = location;
  if (version === null) {
    throw new RangeError("a version of a registered model must be named: models:/NAME/VERSION");
  }
  const files = await readSignedFiles(client, artifactUri);
  if (!files.some(({ path }) => path === "MLmodel")) {
    throw new RangeError(`version ${version.version} must have a file MLmodel: has none`);
  }
  const about = aboutModel(await readMlModel(client, artifactUri));
  const statement = { name: version.name, runId: version.runId, files, about };
  return { version: version.version, artifactUri, statement };
}

/**
 * Signs a version and lays the signature beside its files. The digests are those that were shown: a
 * file that has changed since then makes the signature a bad one.
 *
 * @param client The tracking server.
 * @param candidate The version.
 * @param key What signs.
 */
export async function signCandidate(
  client: MlflowClient,
  { artifactUri, statement }: Candidate,
  key: PrivateKey,
): Promise<void> {
  const envelope = await signVersion(statement, key);
  await client.artifacts.uploadArtifact(artifactUri, SIGNATURE_FILE, envelope);
}

async function readMlModel(client: MlflowClient, artifactUri: string): Promise<MlModel> {
  const limits = { maxBytes: MAX_MLMODEL_BYTES };
  const { bytes } = await client.artifacts.downloadArtifact(artifactUri, "MLmodel", limits);
  return parseMlModel(new TextDecoder().decode(bytes));
}
