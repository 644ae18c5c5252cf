import type { MlflowClient } from "./mlflow_client.ts";
import { MlflowError } from "./mlflow_error.ts";
import type { ModelUri } from "./model_uri.ts";
import type { ModelVersion } from "./model_version.ts";
import type { CallOptions } from "./rest_client.ts";

/** Where a model lies. */
export interface ModelLocation {
  /** Artifact URI of its folder. */
  readonly artifactUri: string;
  /** The version that it is, or `null` for a run's artifacts. */
  readonly version: ModelVersion | null;
}

/**
 * Resolves a model URI, the way `models:/` and `runs:/` work in Python.
 *
 * @param client Asks the tracking server.
 * @param uri What to look for.
 * @param options Signal and time limit of each call.
 * @returns Where the model lies, or `null` if there is no such alias.
 * @throws {MlflowError} If there is no such version or run.
 */
export async function locateModel(
  client: MlflowClient,
  uri: ModelUri,
  options: CallOptions = {},
): Promise<ModelLocation | null> {
  if (uri.kind === "run") {
    const { info } = await client.runs.getRun(uri.runId, options);
    return { artifactUri: `${info.artifactUri.replace(/\/$/, "")}/${uri.path}`, version: null };
  }
  const version = uri.kind === "alias"
    ? await client.registry.getModelVersionByAlias(uri.name, uri.alias, options)
    : await client.registry.getModelVersion(uri.name, uri.version, options);
  if (version === null) return null;
  const { name, version: number } = version;
  const artifactUri = await client.registry.getModelVersionDownloadUri(name, number, options);
  return { artifactUri, version };
}

/** A downloaded file. */
export interface DownloadedFile {
  /** Its bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Their lower-case hex SHA-256. */
  readonly sha256: string;
}

/**
 * Downloads a model's folder into memory, subfolders included.
 *
 * @param client Asks the tracking server.
 * @param artifactUri Artifact URI of the folder.
 * @param options Signal and time limit of each call; `maxBytes` of all files (default 1 GiB) and
 * `maxFiles` (default 1000) bound what a hostile server can make of it.
 * @returns Each file by its path in the folder.
 * @throws {MlflowError} `RESPONSE_TOO_LARGE`, as soon as a limit is passed.
 */
export async function downloadModel(
  client: MlflowClient,
  artifactUri: string,
  options: CallOptions & { maxBytes?: number; maxFiles?: number } = {},
): Promise<Map<string, DownloadedFile>> {
  const maxFiles = options.maxFiles ?? 1_000;
  const files = new Map<string, DownloadedFile>();
  const folders = [""];
  let bytesLeft = options.maxBytes ?? 1024 ** 3;
  let listed = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await client.artifacts.listArtifacts(artifactUri, folder, options)) {
      listed += 1;
      if (listed > maxFiles) {
        throw new MlflowError(
          200,
          "RESPONSE_TOO_LARGE",
          `a model must have at most ${maxFiles} files`,
        );
      }
      if (entry.isDirectory) {
        folders.push(entry.path);
        continue;
      }
      const file = await client.artifacts.downloadArtifact(artifactUri, entry.path, {
        ...options,
        maxBytes: bytesLeft,
      });
      bytesLeft -= file.bytes.length;
      files.set(entry.path, file);
    }
  }
  return files;
}
