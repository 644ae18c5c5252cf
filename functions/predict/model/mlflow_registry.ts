import {
  locateModel,
  locateVersion,
  type MlflowClient,
  MlflowError,
  type ModelUri,
  type ModelVersion,
} from "@mlops/mlflow";
import type { ApartReader } from "./ml_model_file.ts";
import {
  type ModelFiles,
  type ModelReference,
  type ModelRegistry,
  titleOf,
} from "./model_registry.ts";
import { RefusedModelError } from "./refused_model_error.ts";
import { VersionDownload } from "./version_download.ts";

/** Larger files are refused, whatever the memory. */
const MAX_MODEL_BYTES = 256 * 1024 * 1024;

/**
 * Share of the memory that a version's files may take: they are kept as they came, read, and laid out
 * for scoring, beside the version before.
 */
const SHARE_OF_MEMORY = 1 / 8;

/** Whether there is no use in asking for a run again. */
function isNotShown({ status, code }: MlflowError): boolean {
  return [401, 403, 404].includes(status) || code === "RESPONSE_TOO_LARGE";
}

/** What is fetched of a version. */
export interface MlflowRegistryOptions {
  /** Memory that the process may take, in MiB. */
  readonly memoryLimitMib: number;
  /** Whether the signature is fetched, too. */
  readonly isSignatureWanted: boolean;
  /** Reads what would hold up this thread; `null`: this thread reads it. */
  readonly readApart: ApartReader | null;
}

/** Finds and fetches models in an MLflow registry, or among the artifacts of a run. */
export class MlflowRegistry implements ModelRegistry {
  /** What is asked for, to be shown. */
  readonly uri: string;
  /** Name of the alias that is followed; `null` where the version is fixed. */
  readonly alias: string | null;
  readonly #client: MlflowClient;
  readonly #wanted: ModelUri;
  readonly #options: MlflowRegistryOptions;

  /**
   * Prepares; nothing is asked yet.
   *
   * @param client Client of the tracking server, with short time limits and without retries, as the
   * follower tries again by itself.
   * @param wanted The model to find.
   * @param options What is fetched.
   */
  constructor(client: MlflowClient, wanted: ModelUri, options: MlflowRegistryOptions) {
    this.#client = client;
    this.#options = options;
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
      case "model": {
        const model = await this.#client.runs.getLoggedModel(wanted.modelId, { signal });
        const { name, modelId: version, sourceRunId: runId, artifactUri: source, tags } = model;
        return { name, version, runId, source, tags };
      }
      case "run": {
        const location = await locateModel(this.#client, wanted, { signal });
        const name = wanted.path.split("/").at(-1) ?? wanted.path;
        const source = location?.artifactUri ?? "";
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
   * @param signal Ends the search.
   * @returns The version.
   */
  async findVersion(version: string, signal: AbortSignal): Promise<ModelReference> {
    const name = "name" in this.#wanted ? this.#wanted.name : "";
    return toReference(await this.#client.registry.getModelVersion(name, version, { signal }));
  }

  /**
   * Fetches the files of a version: `MLmodel`, then what it names. Where the version bears a digest, as
   * this project's trainer tags it, the file that it most likely names is fetched at the same time: a
   * cold start waits for one answer in the place of two.
   *
   * @param reference The version.
   * @param signal Ends the transfer.
   * @returns The files.
   * @throws {RefusedModelError} If the version has no flavor that is read, its files are gone, lie on another
   * server, or are too large.
   */
  async download(reference: ModelReference, signal: AbortSignal): Promise<ModelFiles> {
    const title = titleOf(reference);
    const source = await this.#resolve(reference, title, signal);
    const { memoryLimitMib, isSignatureWanted, readApart } = this.#options;
    const maxBytes = Math.min(MAX_MODEL_BYTES, memoryLimitMib * 2 ** 20 * SHARE_OF_MEMORY);
    const version = { reference, source, title, maxBytes, isSignatureWanted, readApart };
    return await new VersionDownload(this.#client, version, signal).files();
  }

  /**
   * Finds the metrics of the run that made a version.
   *
   * @param signal Ends the search.
   * @returns Metrics by name; none if the run is gone, too long, or not shown to this client.
   */
  async findMetrics(
    runId: string,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, number>>> {
    try {
      const { metrics } = await this.#client.runs.getRun(runId, { signal });
      return Object.fromEntries(Object.entries(metrics).map(([key, { value }]) => [key, value]));
    } catch (error) {
      if (error instanceof MlflowError && isNotShown(error)) return {};
      throw error;
    }
  }

  async #resolve(
    reference: ModelReference,
    title: string,
    signal: AbortSignal,
  ): Promise<string> {
    const place = reference.source.startsWith("mlflow-artifacts:")
      ? reference.source
      : await locateVersion(this.#client, reference, { signal });
    const [, server] = /^mlflow-artifacts:\/\/([^/?#]+)/.exec(place) ?? [];
    if (server !== undefined && server !== new URL(this.#client.trackingUri).host) {
      // The credentials are this registry's; whoever may register a version must not choose who gets them.
      throw new RefusedModelError(
        "source",
        `Cannot serve ${title} as its files must lie on the tracking server: lie on "${server}" ` +
          "(log the model there, too)",
      );
    }
    if (place.startsWith("mlflow-artifacts:")) return place;
    throw new RefusedModelError(
      "source",
      `Cannot serve ${title} as its files must lie behind the tracking server's artifact proxy ` +
        `(start it with --artifacts-destination and log the model again): lie at "${place}"`,
    );
  }
}

function toReference({ name, version, runId, source, tags }: ModelVersion): ModelReference {
  return { name, version, runId, source, tags };
}

function formatUri(uri: ModelUri): string {
  switch (uri.kind) {
    case "alias":
      return `models:/${uri.name}@${uri.alias}`;
    case "version":
      return `models:/${uri.name}/${uri.version}`;
    case "model":
      return `models:/${uri.modelId}`;
    case "run":
      return `runs:/${uri.runId}/${uri.path}`;
  }
}
