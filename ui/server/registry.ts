import type { Evaluation, VersionSummary } from "../registry_answer.ts";

/** An alias that was moved. */
export interface MovedAlias {
  /** The version that it pointed to before, or `null`. */
  readonly previous: string | null;
  /** Whether what stands before the registry has told the audit. */
  readonly isAudited: boolean;
}

/** The registry as the model pages see it; see `mlflow_registry.ts` for the one behind it. */
export interface Registry {
  /**
   * Names the registered models.
   *
   * @returns Names, alphabetical.
   */
  listModels(): Promise<readonly string[]>;
  /**
   * Lists the versions of a model.
   *
   * @param model Name of the registered model.
   * @returns Versions, newest first.
   */
  listVersions(model: string): Promise<readonly VersionSummary[]>;
  /**
   * Reads the curves of a version.
   *
   * @param model Name of the registered model.
   * @param version Its number.
   * @returns What its run stored.
   */
  readEvaluation(model: string, version: string): Promise<Evaluation>;
  /**
   * Points an alias to a version.
   *
   * @param model Name of the registered model.
   * @param alias The alias, for example `champion`.
   * @param version Number of the version.
   * @param person For whom, `null` for nobody in particular: what stands before the registry may ask.
   * @returns What was before, and who knows of it.
   */
  moveAlias(
    model: string,
    alias: string,
    version: string,
    person: { readonly name: string } | null,
  ): Promise<MovedAlias>;
}
