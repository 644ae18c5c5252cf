/** A figure with its 95 % interval; all `null` where there is nothing to measure. */
export interface Estimate {
  /** The figure. */
  readonly value: number | null;
  /** Lower end of the interval. */
  readonly low: number | null;
  /** Upper end of the interval. */
  readonly high: number | null;
}

/** How good predictions were, as far as outcomes were told. */
export interface Measures {
  /** Rows whose outcome is known. */
  readonly count: number;
  /** Whether precision, recall and F1 are means over more than two classes. */
  readonly average?: "macro";
  /** Share of the rows with the right label. */
  readonly accuracy: Estimate;
  /** Share of the positive among those taken for it. */
  readonly precision: Estimate;
  /** Share of the positive that were found. */
  readonly recall: Estimate;
  /** Harmonic mean of both. */
  readonly f1: Estimate;
  /** Area under the ROC curve. */
  readonly auc: Estimate;
  /** Mean squared distance of the probability from what came true, less is better. */
  readonly brier: Estimate;
}

/** Rows whose predicted probability lies in one tenth. */
export interface CalibrationBin {
  /** Lower end of the tenth. */
  readonly from: number;
  /** Upper end of the tenth. */
  readonly to: number;
  /** Rows. */
  readonly count: number;
  /** Mean of their predicted probabilities. */
  readonly predicted: number;
  /** Share of the positive class among them. */
  readonly observed: Estimate;
}

/** How good one version is. */
export interface VersionQuality extends Measures {
  /** The version. */
  readonly version: string;
  /** What it does now, e.g. `champion`, or `null` if it is not in memory. */
  readonly role: string | null;
  /** Predicted probability beside what came true. */
  readonly calibration: readonly CalibrationBin[];
  /** The same by day of the prediction, in UTC, ascending. */
  readonly days: readonly {
    readonly day: string;
    readonly count: number;
    readonly accuracy: Estimate;
  }[];
}

/** Two versions on the rows that both predicted. */
export interface QualityComparison {
  /** Version whose predictions were the answers. */
  readonly served: string;
  /** Version that predicted in the shadow. */
  readonly shadow: string;
  /** Rows. */
  readonly count: number;
  /** The first one on these rows. */
  readonly "served_measures": Measures;
  /** The second one on these rows. */
  readonly "shadow_measures": Measures;
  /** Accuracy of the second less that of the first. */
  readonly "accuracy_difference": Estimate;
}

/** A champion and a challenger over the time in which both answered, each other requests. */
export interface PeriodComparison {
  /** Version of the champion. */
  readonly champion: string;
  /** Version of the challenger. */
  readonly challenger: string;
  /** Begin of that time, ISO 8601. */
  readonly since: string;
  /** Its end. */
  readonly until: string;
  /** The champion in that time. */
  readonly "champion_measures": Measures;
  /** The challenger in that time. */
  readonly "challenger_measures": Measures;
  /** Accuracy of the challenger less that of the champion. */
  readonly "accuracy_difference": Estimate;
}

/** How good one version of a regression is. */
export interface RegressionQuality {
  /** The version. */
  readonly version: string;
  /** Rows whose outcome is known. */
  readonly count: number;
  /** Mean absolute error. */
  readonly mae: Estimate;
  /** Root of the mean squared error. */
  readonly rmse: Estimate;
  /** Share of the outcomes' variance that is explained. */
  readonly r2: Estimate;
  /** Mean of outcome less prediction. */
  readonly "mean_residual": Estimate;
}

/** Answer of `GET /quality`, as far as the page shows it. */
export interface QualityReport {
  /** How far back it looks. */
  readonly days: number;
  /** Each version, the newest first. */
  readonly versions: readonly VersionQuality[];
  /** Each version that is a regression, the newest first; a service before them tells none. */
  readonly regressions?: readonly RegressionQuality[];
  /** Each pair of versions that predicted the same rows. */
  readonly comparisons: readonly QualityComparison[];
  /** Each champion and challenger that answered at the same time. */
  readonly "period_comparisons": readonly PeriodComparison[];
}

/** What a stability index says. */
export type DriftLevel = "stable" | "moderate" | "major" | "unknown";

/** How one column of recent predictions lies beside the training's. */
export interface ColumnDrift {
  /** What the index says. */
  readonly level: DriftLevel;
  /** Population stability index, or `null`. */
  readonly psi: number | null;
  /** What the index passes by chance once in a hundred times, or `null`. */
  readonly "psi_by_chance": number | null;
  /** Kolmogorov–Smirnov distance, 0–1, or `null`. */
  readonly ks: number | null;
  /** Shares of the rows per bin of the index. */
  readonly bins: readonly { readonly expected: number; readonly actual: number }[];
  /** Rows per bin of equal width, or `null` if the model has no histogram. */
  readonly histograms: {
    readonly edges: readonly number[];
    readonly training: readonly number[];
    readonly recent: readonly number[];
  } | null;
}

/** Drift of one feature. */
export interface FeatureDrift extends ColumnDrift {
  /** Name of the feature. */
  readonly name: string;
  /** What the model calls it. */
  readonly label?: string;
}

/** Answer of `GET /drift`, as far as the page shows it. */
export interface DriftReport {
  /** Version that is looked at. */
  readonly version: string;
  /** Predictions that were looked at. */
  readonly rows: number;
  /** Each feature in column order. */
  readonly features: readonly FeatureDrift[];
  /** The predicted probability. */
  readonly probability: ColumnDrift;
}

/**
 * Chooses the versions that a chart has room for: the champion, then the newest other one.
 *
 * @param versions All versions, the newest first.
 * @returns At most two.
 */
export function chooseVersions(versions: readonly VersionQuality[]): VersionQuality[] {
  const isChampion = ({ role }: VersionQuality) => role === "champion";
  return [...versions.filter(isChampion), ...versions.filter((v) => !isChampion(v))].slice(0, 2);
}
