import type { Answer, DriftAnswer, ESTIMATE, QualityAnswer } from "@mlops/answers";

/** A figure with its 95 % interval; all `null` where there is nothing to measure. */
export type Estimate = Answer<typeof ESTIMATE>;

/** How good predictions were, as far as outcomes were told. */
export type Measures = Pick<
  QualityAnswer["versions"][number],
  "count" | "average" | "accuracy" | "precision" | "recall" | "f1" | "auc" | "brier"
>;

/** How good one version is, as far as the page shows it. */
export type VersionQuality =
  & Measures
  & Pick<QualityAnswer["versions"][number], "version" | "role" | "calibration">
  & {
    /** By day of the prediction, in UTC, ascending. */
    readonly days: readonly Pick<
      QualityAnswer["versions"][number]["days"][number],
      "day" | "count" | "accuracy"
    >[];
  };

/** How good one version of a regression is, as far as the page shows it. */
export type RegressionQuality =
  & Pick<
    QualityAnswer["regressions"][number],
    "version" | "role" | "count" | "mae" | "rmse" | "r2" | "mean_residual"
  >
  & {
    /** By day of the prediction, in UTC, ascending. */
    readonly days: readonly Pick<
      QualityAnswer["regressions"][number]["days"][number],
      "day" | "mae"
    >[];
  };

/** What a stability index says. */
export type DriftLevel = DriftAnswer["probability"]["level"];

/** How one column of recent predictions lies beside the training's, as far as the page shows it. */
export type ColumnDrift =
  & Pick<DriftAnswer["probability"], "level" | "psi" | "psi_by_chance" | "ks" | "histograms">
  & Partial<Pick<DriftAnswer["probability"], "words">>
  & {
    /** Shares of the rows per bin of the index. */
    readonly bins: readonly Pick<
      DriftAnswer["probability"]["bins"][number],
      "expected" | "actual" | "above" | "up_to"
    >[];
  };

/** One of the values that a column of words may have. */
export type WordCount = NonNullable<DriftAnswer["probability"]["words"]>[number];

/** Drift of one feature. */
export type FeatureDrift =
  & ColumnDrift
  & Pick<DriftAnswer["features"][number], "name">
  & Partial<Pick<DriftAnswer["features"][number], "label" | "unit" | "date">>;

/** The drift, as far as the page shows it. */
export interface DriftReport extends Pick<DriftAnswer, "version" | "rows"> {
  /** Each feature in column order. */
  readonly features: readonly FeatureDrift[];
  /** The predicted probability. */
  readonly probability: ColumnDrift;
  /** The predicted number or class, where the model knows what it predicted of its test rows. */
  readonly prediction?: ColumnDrift;
}

/**
 * Chooses the versions that a chart has room for: the champion, then the newest other one.
 *
 * @param versions All versions, the newest first.
 * @returns At most two.
 */
export function chooseVersions<V extends Pick<VersionQuality, "role">>(
  versions: readonly V[],
): V[] {
  const isChampion = ({ role }: V) => role === "champion";
  return [...versions.filter(isChampion), ...versions.filter((v) => !isChampion(v))].slice(0, 2);
}
