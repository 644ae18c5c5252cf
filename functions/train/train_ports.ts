import type { ForestParams, RandomForest } from "@mlops/forest";
import type { Dataset } from "./dataset/dataset.ts";
import type { ModelRegistry } from "./mlflow/model_registry.ts";
import type { Progress } from "./progress/progress.ts";
import type { Rows } from "./reference/split_rows.ts";
import type { Tracking } from "./mlflow/tracking.ts";
import type { VersionStatement } from "@mlops/signing";

/** What a training asks of the world. */
export interface TrainPorts {
  /** Where the run goes. */
  readonly tracking: Tracking;
  /** Where the model goes. */
  readonly registry: ModelRegistry;
  /** Reads the table. */
  readonly readDataset: () => Promise<Dataset>;
  /** Grows the forest, perhaps together with other programs. */
  readonly fit: FitForest;
  /** Grows forests to compare with, in this program alone. */
  readonly fitAlone: FitForest;
  /** Told how far it has come. */
  readonly progress: Progress;
  /** Tells the time. */
  readonly now: () => Date;
  /** Makes an id of 32 hex digits. */
  readonly newId: () => string;
  /** Signs a version before it is registered; `null`: versions are not signed. */
  readonly sign: ((version: VersionStatement) => Promise<Uint8Array<ArrayBuffer>>) | null;
  /** SHA-256 in lower-case hex. */
  readonly sha256: (bytes: Uint8Array<ArrayBuffer>) => string;
  /** Aborts when the training is to stop; its reason is what is thrown. */
  readonly signal: AbortSignal;
}

/**
 * Grows a forest.
 *
 * @param rows The training rows.
 * @param params The hyper-parameters.
 * @param options `onTree` is called after each tree; `signal` stops the growing.
 * @returns The forest; the same for the same rows and parameters.
 */
export type FitForest = (
  rows: Rows,
  params: ForestParams,
  options: {
    readonly onTree: (nDone: number, nTotal: number) => void;
    readonly signal: AbortSignal;
  },
) => Promise<RandomForest>;
