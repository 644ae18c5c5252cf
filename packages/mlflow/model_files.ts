import type { MlflowClient } from "./mlflow_client.ts";
import { MlflowError } from "./mlflow_error.ts";
import type { CallOptions } from "./rest_client.ts";

/** A file of a model's folder, as it is listed. */
export interface ListedFile {
  /** Path in the folder, `/` between segments; it never leaves the folder. */
  readonly path: string;
  /** Size in bytes, as the server says. */
  readonly sizeBytes: number;
}

/** A downloaded file. */
export interface DownloadedFile {
  /** Its bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Their lower-case hex SHA-256. */
  readonly sha256: string;
}

/** Bounds of what a server, perhaps a hostile one, can make of a model's folder. */
export interface ModelFilesOptions extends CallOptions {
  /** Most bytes of all files. Default 1 GiB. */
  readonly maxBytes?: number | undefined;
  /** Most files and subfolders. Default 1000. */
  readonly maxFiles?: number | undefined;
}

const MAX_BYTES = 1024 ** 3;
const MAX_FILES = 1_000;

/**
 * Lists all files of a model's folder, subfolders included.
 *
 * @param client Asks the tracking server.
 * @param artifactUri Artifact URI of the folder, e.g. from `locateModel`.
 * @param options Signal and time limit of each call, and `maxFiles`.
 * @returns The files, sorted by path; none if there is no such folder.
 * @throws {MlflowError} `RESPONSE_TOO_LARGE` if there are more than `maxFiles`, `INVALID_RESPONSE` if a
 * listed name would leave the folder.
 */
export async function listModelFiles(
  client: MlflowClient,
  artifactUri: string,
  options: ModelFilesOptions = {},
): Promise<ListedFile[]> {
  const { maxFiles = MAX_FILES } = options;
  const files: ListedFile[] = [];
  const folders = [""];
  let listed = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await client.artifacts.listArtifacts(artifactUri, folder, options)) {
      listed += 1;
      if (listed > maxFiles) throw tooLarge(`a model must have at most ${maxFiles} files`);
      if (entry.isDirectory) folders.push(entry.path);
      else files.push({ path: entry.path, sizeBytes: entry.sizeBytes ?? 0 });
    }
  }
  return files.sort((a, b) => a.path < b.path ? -1 : 1);
}

/**
 * Downloads files of a model's folder into memory: those that are named, or all.
 *
 * @param client Asks the tracking server.
 * @param artifactUri Artifact URI of the folder, e.g. from `locateModel`.
 * @param options Signal and time limit of each call, both bounds, and the `paths` that are wanted
 * (default: all files, which are listed first).
 * @returns Each file by its path in the folder.
 * @throws {MlflowError} `RESPONSE_TOO_LARGE`, as soon as a bound is passed;
 * `INVALID_ARTIFACT_LOCATION` if a path would leave the folder; the server's refusal if there is no such
 * file.
 */
export async function downloadModel(
  client: MlflowClient,
  artifactUri: string,
  options: ModelFilesOptions & { readonly paths?: readonly string[] | undefined } = {},
): Promise<Map<string, DownloadedFile>> {
  const { maxBytes = MAX_BYTES } = options;
  const paths = options.paths ?? await listWithin(client, artifactUri, { ...options, maxBytes });
  const files = new Map<string, DownloadedFile>();
  let bytesLeft = maxBytes;
  for (const path of new Set(paths)) {
    const file = await client.artifacts.downloadArtifact(artifactUri, path, {
      ...options,
      maxBytes: bytesLeft,
    });
    bytesLeft -= file.bytes.length;
    files.set(path, file);
  }
  return files;
}

async function listWithin(
  client: MlflowClient,
  artifactUri: string,
  options: ModelFilesOptions & { readonly maxBytes: number },
): Promise<string[]> {
  const files = await listModelFiles(client, artifactUri, options);
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (sizeBytes > options.maxBytes) {
    throw tooLarge(
      `a model's files must have at most ${options.maxBytes} bytes: have ${sizeBytes}`,
    );
  }
  return files.map(({ path }) => path);
}

function tooLarge(message: string): MlflowError {
  return new MlflowError(200, "RESPONSE_TOO_LARGE", message);
}
