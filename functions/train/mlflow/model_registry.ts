import type { DecodedForest, ForestEnsemble } from "@mlops/onnx";

/** The versions of one registered model; what the training asks of a registry. */
export interface ModelRegistry {
  /** Name of the registered model. */
  readonly modelName: string;
  /**
   * Loads the model that an alias points to.
   *
   * @returns Its version with the forest, or with the reason why it cannot be scored; `null` if no
   * version has the alias.
   */
  loadRival(alias: string): Promise<Rival | null>;
  /**
   * Registers a logged model as a new version, complete with its tags from the first moment. Once
   * asked for, it is made even if the training is to stop.
   *
   * @param source The run and the folder under its artifacts.
   * @param tags Tags of the version.
   * @returns The version, e.g. "3".
   */
  createVersion(
    source: { readonly runId: string; readonly uri: string },
    tags: Readonly<Record<string, string>>,
  ): Promise<string>;
  /**
   * Takes a version back. Works after the training was told to stop, too.
   */
  deleteVersion(version: string): Promise<void>;
  /**
   * Points an alias to a version, wherever it pointed before. Works after the training was told to
   * stop, too.
   */
  setAlias(alias: string, version: string): Promise<void>;
}

/** A registered version to compare with. */
export type Rival =
  | { readonly version: string; readonly forest: ForestEnsemble & Partial<DecodedForest> }
  | { readonly version: string; readonly unscorable: string };
