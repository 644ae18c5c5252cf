import { artifactUrl, isSafeName, resolveArtifact } from "./artifact_location.ts";
import { MlflowError } from "./mlflow_error.ts";
import { pipeBody, readBody } from "./response_body.ts";
import type { CallOptions, RestClient } from "./rest_client.ts";
import { hashedUpload, type Transfer, transferOf, type UploadBody } from "./transfer.ts";

/** A file or folder among artifacts. */
export interface ArtifactFile {
  /** Path below the listed URI, `/` between segments; safe to join to a folder. */
  readonly path: string;
  /** Whether it is a folder. */
  readonly isDirectory: boolean;
  /** Size in bytes, or `null` for a folder. */
  readonly sizeBytes: number | null;
}

/** Signal, time limit and size limit of a download. */
export interface DownloadOptions extends CallOptions {
  /** Most bytes to take; more is an error. Default 1 GiB. */
  readonly maxBytes?: number | undefined;
}

const DEFAULT_MAX_BYTES = 1024 ** 3;

/** Artifacts, through a tracking server's proxy; a part of `MlflowClient`. */
export class ArtifactClient {
  readonly #rest: RestClient;

  /**
   * Prepares; nothing is sent.
   *
   * @param rest Speaks with the server.
   */
  constructor(rest: RestClient) {
    this.#rest = rest;
  }

  /**
   * Lists a folder of artifacts.
   *
   * @param uri Artifact URI, e.g. of a run.
   * @param path Folder below it, or empty.
   * @param options Signal and time limit.
   * @returns What lies in it, paths below `uri`; nothing if there is no such folder.
   * @throws {MlflowError} `INVALID_RESPONSE` if a listed name would leave the folder.
   */
  async listArtifacts(uri: string, path = "", options?: CallOptions): Promise<ArtifactFile[]> {
    const location = resolveArtifact(uri, { path, trackingUri: this.#rest.trackingUri });
    const url = new URL(location.proxyUrl);
    url.searchParams.set("path", location.path);
    const answer = await this.#rest.json({
      method: "GET",
      url: url.href,
      isIdempotent: true,
      options: options ?? {},
    });
    return answer.list("files", (file) => {
      const name = file.string("path");
      if (!isSafeName(name)) {
        throw new MlflowError(
          200,
          "INVALID_RESPONSE",
          `a listed artifact must stay in its folder: is ${JSON.stringify(name)}`,
        );
      }
      const isDirectory = file.boolean("is_dir");
      return {
        path: path === "" ? name : `${path.replace(/\/$/, "")}/${name}`,
        isDirectory,
        sizeBytes: isDirectory ? null : file.numberOrNull("file_size") ?? 0,
      };
    });
  }

  /**
   * Uploads an artifact, replacing it if it exists.
   *
   * @param uri Artifact URI, e.g. of a run.
   * @param path File below it.
   * @param body Its bytes, or a function that opens a stream of them anew for each try.
   * @param options Signal, time limit and media type.
   * @returns Size and SHA-256 of what was sent.
   */
  async uploadArtifact(
    uri: string,
    path: string,
    body: UploadBody,
    options: CallOptions & { contentType?: string } = {},
  ): Promise<Transfer> {
    const url = artifactUrl(resolveArtifact(uri, { path, trackingUri: this.#rest.trackingUri }));
    const upload = await hashedUpload(body);
    await this.#rest.exchange({
      method: "PUT",
      url,
      isIdempotent: true,
      body: upload.open,
      contentType: options.contentType ?? "application/octet-stream",
      options: { ...options, timeoutMs: options.timeoutMs ?? this.#rest.transferTimeoutMs },
    }, async (response) => {
      await response.body?.cancel();
    });
    return upload.transfer();
  }

  /**
   * Downloads an artifact into memory.
   *
   * @param uri Artifact URI, e.g. of a run.
   * @param path File below it.
   * @param options Signal, time limit and size limit.
   * @returns Its bytes and their lower-case hex SHA-256.
   * @throws {MlflowError} `RESPONSE_TOO_LARGE`, as soon as the limit is passed.
   */
  downloadArtifact(
    uri: string,
    path: string,
    options: DownloadOptions = {},
  ): Promise<{ bytes: Uint8Array<ArrayBuffer>; sha256: string }> {
    return this.#download(uri, path, options, async (response) => {
      const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
      const bytes = await readBody(response, { maxBytes });
      return { bytes, sha256: (await transferOf(bytes)).sha256 };
    });
  }

  /**
   * Downloads an artifact chunk by chunk, so that it never lies in memory whole.
   *
   * @param uri Artifact URI, e.g. of a run.
   * @param path File below it.
   * @param open Opens where the bytes go, anew for each try; closed at the end, aborted on failure.
   * @param options Signal, time limit and size limit.
   * @returns Size and SHA-256.
   * @throws {MlflowError} `RESPONSE_TOO_LARGE`, as soon as the limit is passed.
   */
  pipeArtifact(
    uri: string,
    path: string,
    open: () => WritableStream<Uint8Array> | Promise<WritableStream<Uint8Array>>,
    options: DownloadOptions = {},
  ): Promise<Transfer> {
    return this.#download(uri, path, options, async (response) => {
      return await pipeBody(response, await open(), options.maxBytes ?? DEFAULT_MAX_BYTES);
    });
  }

  #download<T>(
    uri: string,
    path: string,
    options: DownloadOptions,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const url = artifactUrl(resolveArtifact(uri, { path, trackingUri: this.#rest.trackingUri }));
    const timeoutMs = options.timeoutMs ?? this.#rest.transferTimeoutMs;
    return this.#rest.exchange(
      { method: "GET", url, isIdempotent: true, options: { ...options, timeoutMs } },
      read,
    );
  }
}
