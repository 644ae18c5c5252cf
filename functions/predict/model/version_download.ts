import { type MlflowClient, MlflowError } from "@mlops/mlflow";
import { SIGNATURE_FILE } from "@mlops/signing/signature_file";
import { filesDigest } from "./files_digest.ts";
import { chooseFormat } from "./formats.ts";
import { type ApartReader, MlModelFile } from "./ml_model_file.ts";
import type { ModelFiles, ModelReference } from "./model_registry.ts";
import { pathsBeside } from "./paths_beside.ts";
import { RefusedModelError } from "./refused_model_error.ts";

const MAX_MLMODEL_BYTES = 4 * 1024 * 1024;

const MAX_SIGNATURE_BYTES = 1024 * 1024;

/** Where the trainer of this project, and `mlflow.onnx.log_model`, put a model. */
const LIKELY_FILE = "model.onnx";

/** A file as it came. */
type Download = Awaited<ReturnType<MlflowClient["artifacts"]["downloadArtifact"]>>;

/** A version whose files are wanted. */
export interface WantedVersion {
  /** What the registry says of it. */
  readonly reference: ModelReference;
  /** Where its files lie. */
  readonly source: string;
  /** Name and version, for messages. */
  readonly title: string;
  /** Most bytes of the model's files together. */
  readonly maxBytes: number;
  /** Whether the signature is wanted, too. */
  readonly isSignatureWanted: boolean;
  /** Reads an `MLmodel` that would hold up this thread; `null`: this thread reads it. */
  readonly readApart: ApartReader | null;
}

/** The transfer of one version's files. */
export class VersionDownload {
  readonly #client: MlflowClient;
  readonly #version: WantedVersion;
  readonly #signal: AbortSignal;

  /**
   * Prepares; nothing is asked yet.
   *
   * @param client Client of the tracking server.
   * @param version What is wanted.
   * @param signal Ends the transfer.
   */
  constructor(client: MlflowClient, version: WantedVersion, signal: AbortSignal) {
    this.#client = client;
    this.#version = version;
    this.#signal = signal;
  }

  /**
   * Fetches `MLmodel`, then what it names. Where the version bears a digest, as this project's trainer
   * tags it, the file that it most likely names is fetched at the same time: a cold start waits for one
   * answer in the place of two.
   *
   * @returns The files.
   * @throws {RefusedModelError} If they are not there, not to be read, or too large.
   */
  async files(): Promise<ModelFiles> {
    const unneeded = new AbortController();
    const isLikely = this.#version.reference.tags["sha256"] !== undefined;
    const likely = isLikely
      ? this.#fetchLikely(AbortSignal.any([this.#signal, unneeded.signal]))
      : null;
    try {
      return await this.#fetchAll(likely);
    } finally {
      unneeded.abort();
    }
  }

  /** Fetches the file that most versions have, without a word where it is not there. */
  async #fetchLikely(signal: AbortSignal): Promise<Download | null> {
    const { source, maxBytes } = this.#version;
    try {
      return await this.#client.artifacts.downloadArtifact(source, LIKELY_FILE, {
        signal,
        maxBytes,
      });
    } catch {
      return null;
    }
  }

  async #fetchAll(likely: Promise<Download | null> | null): Promise<ModelFiles> {
    const { title, maxBytes, isSignatureWanted, readApart } = this.#version;
    const { bytes, sha256 } = await this.#fetch("MLmodel", MAX_MLMODEL_BYTES);
    const signature = isSignatureWanted ? await this.#fetchSignature() : null;
    const mlModel = new MlModelFile(new TextDecoder().decode(bytes), readApart);
    const { file: main, format } = chooseFormat(await mlModel.read(title), title);
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    const digests = new Map<string, string>();
    let bytesLeft = maxBytes;
    const add = (path: string, file: Download) => {
      bytesLeft -= file.bytes.length;
      files.set(path, file.bytes);
      digests.set(path, file.sha256);
      return file.bytes;
    };
    const early = main === LIKELY_FILE ? await likely : null;
    const model = add(main, early ?? await this.#fetch(main, bytesLeft));
    for (const path of pathsBeside(model, { format, main, title })) {
      add(path, await this.#fetch(path, bytesLeft));
    }
    const ofFiles = await filesDigest(digests);
    digests.set("MLmodel", sha256);
    return { mlModel, main, files, digests, signature, sha256: ofFiles };
  }

  /** Fetches the signature; where there is none, whoever checks it says so. */
  async #fetchSignature(): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      return (await this.#fetch(SIGNATURE_FILE, MAX_SIGNATURE_BYTES)).bytes;
    } catch (error) {
      if (error instanceof RefusedModelError && error.reason === "missing_file") return null;
      throw error;
    }
  }

  async #fetch(path: string, maxBytes: number): Promise<Download> {
    const { source } = this.#version;
    try {
      const options = { signal: this.#signal, maxBytes };
      return await this.#client.artifacts.downloadArtifact(source, path, options);
    } catch (cause) {
      throw await this.#toRefusal(cause, path, maxBytes);
    }
  }

  /** Tells a fault of the version from one of the registry, which may pass. */
  async #toRefusal(cause: unknown, path: string, maxBytes: number): Promise<unknown> {
    const { reference, source, title } = this.#version;
    const refuse = (reason: "source" | "too_large" | "missing_file", fault: string) =>
      new RefusedModelError(reason, `Cannot serve ${title} as ${fault}`, { cause });
    if (isNoPath(cause)) {
      return refuse(
        "source",
        "its files must have paths below the artifacts' root: " +
          `"${path}" in "${source}" has none (log the model again)`,
      );
    }
    if (!(cause instanceof MlflowError)) return cause;
    if (cause.code === "RESPONSE_TOO_LARGE") {
      const help = path === "MLmodel" ? "" : " (raise MEMORY_LIMIT_MIB with the service's memory)";
      return refuse(
        "too_large",
        `its file must have at most ${maxBytes} bytes: "${path}" has more${help}`,
      );
    }
    // MLflow 2.17.2 answers 500 where a file is not there, which is also what its troubles look like.
    if (cause.status < 400 || await this.#isListed(path)) return cause;
    const run = await this.#isRunDeleted(reference) ? "; its run was deleted" : "";
    return refuse(
      "missing_file",
      `its files must be there: "${path}" is not${run} (log the model again)`,
    );
  }

  /** Whether the registry has a file, as far as it can tell. */
  async #isListed(path: string): Promise<boolean> {
    const { source } = this.#version;
    const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
    const options = { signal: this.#signal };
    const files = await this.#client.artifacts.listArtifacts(source, folder, options);
    return files.some((file) => file.path === path && !file.isDirectory);
  }

  async #isRunDeleted({ runId }: ModelReference): Promise<boolean> {
    if (runId === "") return false;
    try {
      const { info } = await this.#client.runs.getRun(runId, { signal: this.#signal });
      return info.lifecycleStage === "deleted";
    } catch (error) {
      if (error instanceof MlflowError) return error.status === 404;
      throw error;
    }
  }
}

/** Whether an address could not be made: a path that leaves its root, or text that is none. */
function isNoPath(error: unknown): boolean {
  return error instanceof URIError ||
    error instanceof MlflowError && error.code === "INVALID_ARTIFACT_LOCATION";
}
