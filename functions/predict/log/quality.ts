import type { LogDatabase } from "./log_database.ts";
import {
  type Estimate,
  estimateAuc,
  estimateDifference,
  estimateF1,
  estimateMean,
  estimatePairedDifference,
  estimateShare,
  NOTHING,
} from "./intervals.ts";
import {
  type Confusion,
  type Discordance,
  type GroupedLabelCount,
  type Pairing,
  type SharedPeriod,
  sumJudgedRows,
  type Sums,
} from "./judged_sums.ts";
import { type LabelCount, macroAverages } from "./macro_average.ts";

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

/**
 * How good predictions were. With more than two classes precision, recall and F1 are the means of the
 * classes, and AUC and Brier score are not known: of each row the log keeps one probability.
 */
export interface Measures {
  /** Rows whose outcome is known. */
  readonly count: number;
  /** What the measures rest on; `null` with more than two classes. */
  readonly confusion: Confusion | null;
  /** What they rest on with more than two classes, else `null`. */
  readonly labelCounts: readonly LabelCount[] | null;
  /** Share of the rows with the right label. */
  readonly accuracy: Estimate;
  /** Share of the positive among those taken for it. */
  readonly precision: Estimate;
  /** Share of the positive that were found. */
  readonly recall: Estimate;
  /** Harmonic mean of precision and recall. */
  readonly f1: Estimate;
  /** Area under the ROC curve. */
  readonly auc: Estimate;
  /** Mean squared distance of the probability from what came true, 0–1, less is better. */
  readonly brier: Estimate;
}

/** How good one version is. */
export interface VersionQuality extends Measures {
  /** The version. */
  readonly version: string;
  /** Rows by what asked for them. */
  readonly sources: Readonly<Record<string, number>>;
  /** Predicted probability beside what came true; empty with more than two classes. */
  readonly calibration: readonly CalibrationBin[];
  /** The same by day of the prediction, in UTC. */
  readonly days: readonly Day[];
}

/** One day of a version. */
export interface Day {
  /** E.g. `2026-11-25`. */
  readonly day: string;
  /** Rows whose outcome is known. */
  readonly count: number;
  /** Share of the rows with the right label. */
  readonly accuracy: Estimate;
  /** Mean squared distance of the probability from what came true. */
  readonly brier: Estimate;
}

/** Two versions on the rows that both predicted. */
export interface Comparison {
  /** Version whose predictions were the answers. */
  readonly served: string;
  /** Version that predicted in the shadow. */
  readonly shadow: string;
  /** Rows that both predicted and whose outcome is known. */
  readonly count: number;
  /** The first one on these rows. */
  readonly servedMeasures: Measures;
  /** The second one on these rows. */
  readonly shadowMeasures: Measures;
  /** Accuracy of the second less that of the first. */
  readonly accuracyDifference: Estimate;
}

/**
 * A champion and a challenger over the time in which both answered. No request was answered by both:
 * chance split them, so that the rows of each stand for the same traffic.
 */
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
  readonly championMeasures: Measures;
  /** The challenger in that time. */
  readonly challengerMeasures: Measures;
  /** Accuracy of the challenger less that of the champion. */
  readonly accuracyDifference: Estimate;
}

/** How good predictions were. */
export interface Quality {
  /** Each version, the newest first. */
  readonly versions: readonly VersionQuality[];
  /** Each pair of versions that predicted the same rows. */
  readonly comparisons: readonly Comparison[];
  /** Each champion and challenger that answered at the same time. */
  readonly periodComparisons: readonly PeriodComparison[];
}

/**
 * Measures predictions whose outcome was told.
 *
 * @param database The log.
 * @param range The model's name, or `null` for any, and how many days back.
 * @returns The measures of each version, and of pairs of versions on the same rows.
 */
export async function measureQuality(
  database: LogDatabase,
  { modelName, days }: { modelName: string | null; days: number },
): Promise<Quality> {
  const { sums, labels, discordances, periods } = await sumJudgedRows(database, {
    modelName,
    days,
  });
  return {
    versions: versionsOf(sums.filter(({ pairing }) => pairing === null), labels),
    comparisons: discordances.flatMap((pair) => comparisonOf(pair, sums, labels)),
    periodComparisons: periods.flatMap((pair) => periodComparisonOf(pair, sums, labels)),
  };
}

function versionsOf(
  sums: readonly Sums[],
  labels: readonly GroupedLabelCount[],
): VersionQuality[] {
  const wholes = sums.filter(isWhole);
  return wholes.map((whole) => {
    const own = sums.filter(({ version }) => version === whole.version);
    const measures = measuresOf(whole, labels);
    const isBinary = measures.confusion !== null;
    return {
      version: whole.version,
      sources: Object.fromEntries(
        own.flatMap(({ source, count }) => source === null ? [] : [[source, count]]),
      ),
      ...measures,
      calibration: own
        .flatMap((sum) => sum.bin === null || !isBinary ? [] : [calibrationOf(sum, sum.bin)])
        .sort((a, b) => a.from - b.from),
      days: own.flatMap((sum) => sum.day === null ? [] : [dayOf(sum, sum.day, isBinary)])
        .sort((a, b) => a.day < b.day ? -1 : 1),
    };
  }).sort((a, b) => b.version.localeCompare(a.version, "en", { numeric: true }));
}

function isWhole({ day, bin, source }: Sums): boolean {
  return day === null && bin === null && source === null;
}

function comparisonOf(
  pair: Discordance,
  sums: readonly Sums[],
  labels: readonly GroupedLabelCount[],
): Comparison[] {
  const { served, shadow, nOnlyServed, nOnlyShadow } = pair;
  const [first, second] = pairOf("rows", pair, sums);
  if (first === undefined || second === undefined) return [];
  return [{
    served,
    shadow,
    count: first.count,
    servedMeasures: measuresOf(first, labels),
    shadowMeasures: measuresOf(second, labels),
    accuracyDifference: estimatePairedDifference(nOnlyServed, nOnlyShadow, first.count),
  }];
}

function periodComparisonOf(
  pair: SharedPeriod,
  sums: readonly Sums[],
  labels: readonly GroupedLabelCount[],
): PeriodComparison[] {
  const { served, shadow, since, until } = pair;
  const [first, second] = pairOf("period", pair, sums);
  if (first === undefined || second === undefined) return [];
  return [{
    champion: served,
    challenger: shadow,
    since,
    until,
    championMeasures: measuresOf(first, labels),
    challengerMeasures: measuresOf(second, labels),
    accuracyDifference: estimateDifference(
      { nHits: first.nRight, nAll: first.count },
      { nHits: second.nRight, nAll: second.count },
    ),
  }];
}

function pairOf(
  pairing: Pairing,
  { served, shadow }: { readonly served: string; readonly shadow: string },
  sums: readonly Sums[],
): (Sums | undefined)[] {
  return [served, shadow].map((wanted) =>
    sums.find((sum) =>
      sum.pairing === pairing && sum.served === served && sum.shadow === shadow &&
      sum.version === wanted && isWhole(sum) && sum.count > 0
    )
  );
}

function measuresOf(sums: Sums, labels: readonly GroupedLabelCount[]): Measures {
  const own = labels.filter(({ pairing, served, shadow, version }) =>
    pairing === sums.pairing && served === sums.served && shadow === sums.shadow &&
    version === sums.version
  );
  if (own.length === 0) return binaryMeasuresOf(sums);
  const labelCounts = own.map(({ label, outcome, count }) => ({ label, outcome, count }));
  return {
    count: sums.count,
    confusion: null,
    labelCounts,
    accuracy: estimateShare(sums.nRight, sums.count),
    ...macroAverages(labelCounts),
    auc: NOTHING,
    brier: NOTHING,
  };
}

function binaryMeasuresOf(sums: Sums): Measures {
  const { count, truePositives, falsePositives, falseNegatives, trueNegatives } = sums;
  const nPositives = truePositives + falseNegatives;
  const nNegatives = count - nPositives;
  // Mann and Whitney's U over all pairs of a positive and another row.
  const auc = sums.positiveRanks === null || nNegatives === 0
    ? null
    : (sums.positiveRanks - nPositives * (nPositives + 1) / 2) / (nPositives * nNegatives);
  return {
    count,
    confusion: { truePositives, falsePositives, falseNegatives, trueNegatives },
    labelCounts: null,
    accuracy: estimateShare(sums.nRight, count),
    precision: estimateShare(truePositives, truePositives + falsePositives),
    recall: estimateShare(truePositives, nPositives),
    f1: estimateF1(truePositives, falsePositives + falseNegatives),
    auc: estimateAuc(auc, { nPositives, nNegatives }),
    brier: brierOf(sums),
  };
}

function brierOf({ brier, brierDeviation, count }: Sums): Estimate {
  return estimateMean(brier, brierDeviation, { count, range: [0, 1] });
}

function calibrationOf(sums: Sums, bin: number): CalibrationBin {
  const { count, truePositives, falseNegatives, meanProbability } = sums;
  return {
    from: bin / 10,
    to: (bin + 1) / 10,
    count,
    predicted: meanProbability,
    observed: estimateShare(truePositives + falseNegatives, count),
  };
}

function dayOf(sums: Sums, day: string, isBinary: boolean): Day {
  const accuracy = estimateShare(sums.nRight, sums.count);
  return { day, accuracy, count: sums.count, brier: isBinary ? brierOf(sums) : NOTHING };
}
