/**
 * 95 % confidence intervals of the quality's measures.
 *
 * @module
 */

/**
 * A figure with its 95 % interval; all `null` where there is nothing to measure, the interval alone
 * where none is known.
 */
export interface Estimate {
  /** The figure. */
  readonly value: number | null;
  /** Lower end of the interval. */
  readonly low: number | null;
  /** Upper end of the interval. */
  readonly high: number | null;
}

/** Standard normal quantile of 97.5 %. */
const Z = 1.959963984540054;

/** What cannot be measured. */
export const NOTHING: Estimate = { value: null, low: null, high: null };

/**
 * Estimates a share, with Wilson's interval ("Probable Inference", 1927), without continuity
 * correction.
 *
 * @param nHits How many have it, in [0, nAll].
 * @param nAll Of how many.
 * @returns The share.
 */
export function estimateShare(nHits: number, nAll: number): Estimate {
  if (nAll === 0) return NOTHING;
  const share = nHits / nAll;
  const center = share + Z * Z / (2 * nAll);
  const half = Z * Math.sqrt(share * (1 - share) / nAll + Z * Z / (4 * nAll * nAll));
  const scale = 1 + Z * Z / nAll;
  return {
    value: share,
    // At the ends the exact value is 0 or 1, which rounding would miss by a bit.
    low: nHits === 0 ? 0 : (center - half) / scale,
    high: nHits === nAll ? 1 : (center + half) / scale,
  };
}

/**
 * Estimates F1. It is `2 j / (1 + j)` of the share j = TP / (TP + FP + FN), which grows with j, so
 * that Wilson's interval of j gives F1's.
 *
 * @param nTruePositives Positives that were predicted.
 * @param nWrong Rows that were predicted wrongly.
 * @returns F1.
 */
export function estimateF1(nTruePositives: number, nWrong: number): Estimate {
  const { value, low, high } = estimateShare(nTruePositives, nTruePositives + nWrong);
  const toF1 = (share: number | null) => share === null ? null : 2 * share / (1 + share);
  return { value: toF1(value), low: toF1(low), high: toF1(high) };
}

/**
 * Estimates the area under the ROC curve, with the standard error of Hanley and McNeil ("The Meaning
 * and Use of the Area under a Receiver Operating Characteristic Curve", Radiology 143, 1982).
 *
 * @param auc The area, 0–1.
 * @param nPositives Rows of the positive class.
 * @param nNegatives The other rows.
 * @returns The area; the interval is kept within 0–1.
 */
export function estimateAuc(
  auc: number | null,
  { nPositives, nNegatives }: { nPositives: number; nNegatives: number },
): Estimate {
  if (auc === null || nPositives === 0 || nNegatives === 0) return NOTHING;
  const q1 = auc / (2 - auc);
  const q2 = 2 * auc * auc / (1 + auc);
  const variance = (auc * (1 - auc) + (nPositives - 1) * (q1 - auc * auc) +
    (nNegatives - 1) * (q2 - auc * auc)) / (nPositives * nNegatives);
  return around(auc, Math.sqrt(Math.max(0, variance)), [0, 1]);
}

/**
 * Estimates a mean, by the normal distribution.
 *
 * @param mean The mean, or `null` without values.
 * @param deviation Standard deviation of the values, or `null` with fewer than two.
 * @param options How many values there are, and within what the mean can lie.
 * @returns The mean.
 */
export function estimateMean(
  mean: number | null,
  deviation: number | null,
  { count, range }: { count: number; range: readonly [number, number] },
): Estimate {
  if (mean === null) return NOTHING;
  if (deviation === null) return { value: mean, low: range[0], high: range[1] };
  return around(mean, deviation / Math.sqrt(count), range);
}

/**
 * Estimates the difference of two shares of the same rows, for which only the rows count that have
 * one and not the other (Agresti, "Categorical Data Analysis", 2013, section 11.1).
 *
 * @param nOnlyFirst Rows that only the first has right.
 * @param nOnlySecond Rows that only the second has right.
 * @param nAll All rows.
 * @returns Share of the second less that of the first.
 */
export function estimatePairedDifference(
  nOnlyFirst: number,
  nOnlySecond: number,
  nAll: number,
): Estimate {
  if (nAll === 0) return NOTHING;
  const difference = (nOnlySecond - nOnlyFirst) / nAll;
  const variance = (nOnlyFirst + nOnlySecond) / nAll - difference * difference;
  return around(difference, Math.sqrt(Math.max(0, variance) / nAll), [-1, 1]);
}

/**
 * Estimates the difference of two shares of different rows, with the interval that Newcombe makes of
 * two of Wilson's ("Interval Estimation for the Difference between Independent Proportions", 1998,
 * method 10).
 *
 * @param first How many have it, and of how many, of the one.
 * @param second The same of the other.
 * @returns Share of the second less that of the first.
 */
export function estimateDifference(
  first: { readonly nHits: number; readonly nAll: number },
  second: { readonly nHits: number; readonly nAll: number },
): Estimate {
  const a = estimateShare(first.nHits, first.nAll);
  const b = estimateShare(second.nHits, second.nAll);
  if (a.value === null || b.value === null) return NOTHING;
  const value = b.value - a.value;
  const toLow = Math.hypot(b.value - (b.low ?? 0), (a.high ?? 1) - a.value);
  const toHigh = Math.hypot((b.high ?? 1) - b.value, a.value - (a.low ?? 0));
  return { value, low: value - toLow, high: value + toHigh };
}

function around(
  value: number,
  standardError: number,
  [least, most]: readonly [number, number],
): Estimate {
  return {
    value,
    low: Math.max(least, value - Z * standardError),
    high: Math.min(most, value + Z * standardError),
  };
}
