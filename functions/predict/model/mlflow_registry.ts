import { type MlflowClient, MlflowError, type ModelUri, type ModelVersion } from "@mlops/mlflow";
import type { ModelFiles, ModelReference, ModelRegistry } from "./model_registry.ts";
import { readMlModel, requireOnnxFlavor } from "./read_ml_model.ts";
import { RefusedModelError } from "./refused_model_error.ts";

/** Larger files are refused before they fill the memory. */
const MAX_MODEL_BYTES = 256 * 1024 * 1024;

const MAX_MLMODEL_BYTES = 4 * 1024 * 1024;

/** Where MLflow's `log_model` puts the file; `MLmodel` may name another place. */
const USUAL_FILE = "model.onnx";

/** Statuses of a run that there is no use in asking for again. */
const NOT_SHOWN = [401, 403, 404];

/** Finds and fetches models in an MLflow registry, or among the artifacts of a run. */
export class MlflowRegistry implements ModelRegistry {
  /** What is asked for, to be shown. */
  readonly uri: string;
  /** Name of the alias that is followed; `null` where the version is fixed. */
  readonly alias: string | null;
  readonly #client: MlflowClient;
  readonly #wanted: ModelUri;

  /**
   * Prepares; nothing is asked yet.
   *
   * @param client Client of the tracking server, with short time limits and without retries, as the
   * follower tries again by itself.
   * @param wanted The model to find.
   */
  constructor(client: MlflowClient, wanted: ModelUri) {
    this.#client = client;
    this.#wanted = wanted;
    this.uri = formatUri(wanted);
    this.alias = wanted.kind === "alias" ? wanted.alias : null;
  }

  /**
   * Finds the version to serve.
   *
   * @param signal Ends the search.
   * @returns The version, or `null` if there is none.
   */
  async findMain(signal: AbortSignal): Promise<ModelReference | null> {
    const wanted = this.#wanted;
    switch (wanted.kind) {
      case "alias": {
        const found = await this.#client.registry.getModelVersionByAlias(
          wanted.name,
          wanted.alias,
          {
            signal,
          },
        );
        return found === null ? null : toReference(found);
      }
      case "version":
        return await this.findVersion(wanted.version, signal);
      case "run": {
        const { info } = await this.#client.runs.getRun(wanted.runId, { signal });
        const name = wanted.path.split("/").at(-1) ?? wanted.path;
        const source = `${info.artifactUri}/${wanted.path}`;
        return { name, version: wanted.runId, runId: wanted.runId, source, tags: {} };
      }
    }
  }

  /**
   * Finds the versions that the model's aliases point to.
   *
   * @param signal Ends the search.
   * @returns Versions by alias.
   */
  async findAliases(signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    if (this.#wanted.kind !== "alias") return {};
    return (await this.#client.registry.getRegisteredModel(this.#wanted.name, { signal }))
      ?.aliases ?? {};
  }

  /**
   * Finds one version of the model.
   *
   * @param version The version.
   * @param signal Ends the search.
   * @returns The version.
   */
  async findVersion(version: string, signal: AbortSignal): Promise<ModelReference> {
    const name = this.#wanted.kind === "run" ? "" : this.#wanted.name;
    return toReference(await this.#client.registry.getModelVersion(name, version, { signal }));
  }

  /**
   * Fetches the files of a version, both at once, as the ONNX file nearly always has its usual name.
   *
   * @param reference The version.
   * @param signal Ends the transfer.
   * @returns The files.
   * @throws {RefusedModelError} If the version has no ONNX file, or it is too large.
   */
  async download(reference: ModelReference, signal: AbortSignal): Promise<ModelFiles> {
    const title = `"${reference.name}" version ${reference.version}`;
    const source = await this.#resolve(reference, signal);
    const unneeded = new AbortController();
    const usual = this.#fetchOnnx(source, USUAL_FILE, {
      signal: AbortSignal.any([signal, unneeded.signal]),
      title,
    });
    try {
      const { bytes } = await this.#client.artifacts.downloadArtifact(source, "MLmodel", {
        signal,
        maxBytes: MAX_MLMODEL_BYTES,
      });
      const mlModel = new TextDecoder().decode(bytes);
      const file = await findOnnxFile(mlModel, title);
      if (file === USUAL_FILE) return { mlModel, ...await usual };
      unneeded.abort();
      return { mlModel, ...await this.#fetchOnnx(source, file, { signal, title }) };
    } finally {
      unneeded.abort();
      // Whoever did not wait for it has an error of its own, or no use for it.
      usual.catch(() => {});
    }
  }

  /**
   * Finds the metrics of the run that made a version.
   *
   * @param runId The run.
   * @param signal Ends the search.
   * @returns Metrics by name; none if the run is gone, or not shown to this client.
   */
  async findMetrics(
    runId: string,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, number>>> {
    try {
      const { metrics } = await this.#client.runs.getRun(runId, { signal });
      return Object.fromEntries(Object.entries(metrics).map(([key, { value }]) => [key, value]));
    } catch (error) {
      if (error instanceof MlflowError && NOT_SHOWN.includes(error.status)) return {};
      throw error;
    }
  }

  async #resolve(reference: ModelReference, signal: AbortSignal): Promise<string> {
    if (reference.source.startsWith("mlflow-artifacts:")) return reference.source;
    const { name, version } = reference;
    return await this.#client.registry.getModelVersionDownloadUri(name, version, { signal });
  }

  async #fetchOnnx(
    source: string,
    file: string,
    { signal, title }: { signal: AbortSignal; title: string },
  ): Promise<Pick<ModelFiles, "onnx" | "sha256">> {
    try {
      const { bytes, sha256 } = await this.#client.artifacts.downloadArtifact(source, file, {
        signal,
        maxBytes: MAX_MODEL_BYTES,
      });
      return { onnx: bytes, sha256 };
    } catch (cause) {
      if (!(cause instanceof MlflowError) || cause.code !== "RESPONSE_TOO_LARGE") throw cause;
      throw new RefusedModelError(
        "too_large",
        `Cannot serve ${title} as its file must have at most ${MAX_MODEL_BYTES} bytes: has more`,
        { cause },
      );
    }
  }
}

function toReference({ name, version, runId, source, tags }: ModelVersion): ModelReference {
  return { name, version, runId, source, tags };
}

async function findOnnxFile(text: string, title: string): Promise<string> {
  const mlModel = await readMlModel(text, title);
  requireOnnxFlavor(mlModel, title);
  const file = mlModel.flavors["onnx"]?.["data"];
  return typeof file === "string" ? file : USUAL_FILE;
}

function formatUri(uri: ModelUri): string {
  switch (uri.kind) {
    case "alias":
      return `models:/${uri.name}@${uri.alias}`;
    case "version":
      return `models:/${uri.name}/${uri.version}`;
    case "run":
      return `runs:/${uri.runId}/${uri.path}`;
  }
}
