/**
 * What the page's own server tells of the registry, to the islands that draw it.
 *
 * @module
 */

/** One version of a registered model, with what its run says about it. */
export interface VersionSummary {
  /** Its number, as text. */
  readonly version: string;
  /** When it was registered, in ms since 1970, or `null` if unknown. */
  readonly createdAt: number | null;
  /** Aliases that point to it. */
  readonly aliases: readonly string[];
  /** Lower-case hex SHA-256 of its model file, or `null` for a version without that tag. */
  readonly sha256: string | null;
  /** Id of the run that made it; empty if there is none. */
  readonly runId: string;
  /** Name of that run; empty if it is gone. */
  readonly runName: string;
  /** Its page in MLflow, or `null` where no public address is configured. */
  readonly runUrl: string | null;
  /** Last value of each metric. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Parameters of the training. */
  readonly params: Readonly<Record<string, string>>;
  /** Name of the data set, or `null` if the run names none. */
  readonly datasetName: string | null;
  /** Digest of the data set, or `null`. */
  readonly datasetDigest: string | null;
}

/** Points of a ROC curve, from (0, 0) to (1, 1). */
export interface RocCurve {
  /** False positive rates, ascending, 0–1. */
  readonly fpr: readonly number[];
  /** True positive rates, ascending, 0–1. */
  readonly tpr: readonly number[];
}

/** What a version's run stored beside its metrics; `null` for what it did not store. */
export interface Evaluation {
  /** The ROC curve on the test rows. */
  readonly roc: RocCurve | null;
  /** Share of each feature in the forest's decisions, by name; they sum to 1. */
  readonly importances: Readonly<Record<string, number>> | null;
}
