import type { MlModelFile } from "./ml_model_file.ts";

/** A version as the registry describes it. */
export interface ModelReference {
  /** Name of the registered model, or the last part of the path of a model that is in none. */
  readonly name: string;
  /** Its version, or the run of a model that is in no registry. */
  readonly version: string;
  /** The run that made it, or empty. */
  readonly runId: string;
  /** Where its files lie. */
  readonly source: string;
  /** Tags by key; `sha256` and `traffic` mean something here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Names a version for people.
 *
 * @param reference The version.
 * @returns `"NAME" version VERSION`, as messages have it.
 */
export function titleOf({ name, version }: Pick<ModelReference, "name" | "version">): string {
  return `"${name}" version ${version}`;
}

/** The files of a version that the service reads. */
export interface ModelFiles {
  /** `MLmodel`. */
  readonly mlModel: MlModelFile;
  /** Path of the file that holds the model, as its flavor names it. */
  readonly main: string;
  /** That file, and those that it needs, by their path in the model's folder. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** Lower-case hex SHA-256 of each of them and of `MLmodel`, as they arrived, by path. */
  readonly digests: ReadonlyMap<string, string>;
  /** The signature that lies beside them; `null` where there is none, or none is asked for. */
  readonly signature: Uint8Array<ArrayBuffer> | null;
  /** Lower-case hex SHA-256 of the files as they arrived; see `files_digest.ts`. */
  readonly sha256: string;
}

/** Where models come from. Every method rejects if the registry is down, slow or answers nonsense. */
export interface ModelRegistry {
  /** What is asked for, to be shown, e.g. `models:/penguins-species-model@champion`. */
  readonly uri: string;
  /** Name of the alias that is followed; `null` where the version is fixed. */
  readonly alias: string | null;
  /**
   * Finds the version to serve.
   *
   * @param signal Ends the search.
   * @returns The version, or `null` if there is none.
   */
  findMain(signal: AbortSignal): Promise<ModelReference | null>;
  /**
   * Finds the versions that the model's aliases point to.
   *
   * @param signal Ends the search.
   * @returns Versions by alias; none if there is no such model.
   */
  findAliases(signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /**
   * Finds one version of the model.
   *
   * @param signal Ends the search.
   * @returns The version.
   */
  findVersion(version: string, signal: AbortSignal): Promise<ModelReference>;
  /**
   * Fetches the files of a version.
   *
   * @param reference The version.
   * @param signal Ends the transfer.
   * @returns The files.
   * @throws {RefusedModelError} If its files cannot be had, whoever asks for them.
   */
  download(reference: ModelReference, signal: AbortSignal): Promise<ModelFiles>;
  /**
   * Finds the metrics of the run that made a version.
   *
   * @param signal Ends the search.
   * @returns Metrics by name; none if the run is gone, or not shown to this client.
   */
  findMetrics(runId: string, signal: AbortSignal): Promise<Readonly<Record<string, number>>>;
}
