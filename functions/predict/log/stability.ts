/**
 * How far recent values lie from those that a model was trained on, from counts alone: the population
 * stability index and the Kolmogorov–Smirnov distance against the 101 training quantiles.
 *
 * Values tie (48 % of the Insulin values are 0), so that nothing here takes a value for a bound by
 * itself: every quantile cuts the line twice, before and after its value.
 *
 * @module
 */
import { type DriftLevel, driftLevel } from "./drift_level.ts";

/** Precision of the values: 32 bits as features are stored, or 64 as probabilities are. */
export type Precision = 32 | 64;

/** What the training says of one column, prepared for counting. */
export interface Reference {
  /** Distinct quantiles, ascending, in the values' precision, shape `[k]`. */
  readonly points: readonly number[];
  /** Quantiles up to each point, shape `[k]`; the last is all of them. */
  readonly nUpTo: readonly number[];
  /** Cuts for counting, ascending, shape `[2k]`: each point, and the next number after it. */
  readonly cuts: readonly number[];
  /** Index of the points that end bins of the stability index, ascending. */
  readonly binEnds: readonly number[];
}

/** One bin of the stability index. */
export interface StabilityBin {
  /** Values beyond this, or `null` for all. */
  readonly above: number | null;
  /** Values up to this and with it, or `null` for all. */
  readonly upTo: number | null;
  /** Share of the training rows, 0–1. */
  readonly expected: number;
  /** Share of the recent rows, 0–1. */
  readonly actual: number;
}

/** How far recent values lie from the training's. */
export interface Stability {
  /** Recent values. */
  readonly nRows: number;
  /** Population stability index, >= 0; `null` where the training has one bin only, or no row is there. */
  readonly psi: number | null;
  /** What the index passes by chance once in a hundred times. */
  readonly psiByChance: number | null;
  /** Kolmogorov–Smirnov distance, 0–1, or `null` without rows. */
  readonly ks: number | null;
  /** What the distance passes by chance once in a hundred times. */
  readonly ksByChance: number | null;
  /** What the index says. */
  readonly level: DriftLevel;
  /** The bins that the index sums over. */
  readonly bins: readonly StabilityBin[];
}

/** Training rows that a bin holds at least, as a share: the index of a bin with few rows is noise. */
const MIN_SHARE = 0.05;

/** Recent rows that an empty bin is taken to have, as its logarithm must be finite. */
const EMPTY_COUNT = 0.5;

/** Standard normal quantile of 99 %. */
const Z_99 = 2.3263478740408408;

/** Quantile of 99 % of Kolmogorov's distribution. */
const KOLMOGOROV_99 = 1.6276236115189503;

/**
 * Prepares a column.
 *
 * @param quantiles Quantiles of the training values at 0 %, 1 %, … 100 %, shape `[101]`.
 * @param precision Precision in which recent values are stored.
 * @returns What counting and comparing need.
 */
export function prepareReference(quantiles: readonly number[], precision: Precision): Reference {
  const points: number[] = [];
  const nUpTo: number[] = [];
  quantiles.forEach((quantile, index) => {
    const point = precision === 32 ? Math.fround(quantile) : quantile;
    if (points.length === 0 || point > points.at(-1)!) {
      points.push(point);
      nUpTo.push(0);
    }
    nUpTo[nUpTo.length - 1] = index + 1;
  });
  const cuts = points.flatMap((point) => [point, nextAfter(point, precision)]);
  return { points, nUpTo, cuts, binEnds: chooseBins(nUpTo) };
}

/** Deciles, but with a value that ties in one bin only, and none with less than a twentieth. */
function chooseBins(nUpTo: readonly number[]): number[] {
  const nQuantiles = nUpTo.at(-1)!;
  const ends: number[] = [];
  let last = 0;
  for (let decile = 1; decile < 10; decile++) {
    const index = nUpTo.findIndex((n) => n - 1 >= (nQuantiles - 1) * decile / 10);
    const share = trainingShare(nUpTo, index);
    if (share - last < MIN_SHARE || 1 - share < MIN_SHARE) continue;
    ends.push(index);
    last = share;
  }
  return ends;
}

/** Share of the training rows up to a point: the i-th of n quantiles has (i - 1) / (n - 1) below it. */
function trainingShare(nUpTo: readonly number[], index: number): number {
  return (nUpTo[index]! - 1) / (nUpTo.at(-1)! - 1);
}

/**
 * Compares recent values with the training's.
 *
 * The index is that of deciles, empty bins taken for half a row. What it passes by chance follows
 * Yurdakul, "Statistical Properties of Population Stability Index" (2018): χ² with `nBins - 1` degrees
 * of freedom times `1 / nRows + 1 / nTrainingRows`.
 *
 * @param reference The training's values.
 * @param counts Recent values between the cuts, shape `[2k + 1]`: before the first, from each on.
 * @param nTrainingRows Rows that the quantiles are of, or `null` if it is not known.
 * @returns How far they lie apart.
 */
export function compareWithTraining(
  reference: Reference,
  counts: readonly number[],
  nTrainingRows: number | null,
): Stability {
  const nRows = counts.reduce((sum, count) => sum + count, 0);
  const bins = binsOf(reference, counts, nRows);
  if (nRows === 0) {
    const none = { psi: null, psiByChance: null, ks: null, ksByChance: null };
    return { nRows, ...none, level: "unknown", bins };
  }
  const spread = spreadOf(nRows, nTrainingRows);
  return {
    nRows,
    ks: largestDistance(reference, counts, nRows),
    ksByChance: KOLMOGOROV_99 * Math.sqrt(spread),
    ...indexOf(bins, nRows, nTrainingRows),
    bins,
  };
}

/**
 * Compares the shares of recent values that have no order with the training's.
 *
 * @param bins Share of the training rows, 0–1, and number of recent rows of each bin.
 * @param nTrainingRows Rows that the shares are of, or `null` if it is not known.
 * @returns The stability index; no distance, which needs an order.
 */
export function compareShares(
  bins: readonly { readonly expected: number; readonly count: number }[],
  nTrainingRows: number | null,
): Stability {
  const nRows = bins.reduce((sum, { count }) => sum + count, 0);
  const told = bins.map(({ expected, count }) => ({
    above: null,
    upTo: null,
    expected,
    actual: nRows === 0 ? 0 : count / nRows,
  }));
  const none = { ks: null, ksByChance: null };
  if (nRows === 0) {
    return { nRows, psi: null, psiByChance: null, ...none, level: "unknown", bins: told };
  }
  return { nRows, ...none, ...indexOf(told, nRows, nTrainingRows), bins: told };
}

/** What chance moves shares by, as a variance: that of both samples. */
function spreadOf(nRows: number, nTrainingRows: number | null): number {
  return 1 / nRows + (nTrainingRows === null ? 0 : 1 / nTrainingRows);
}

function indexOf(
  bins: readonly StabilityBin[],
  nRows: number,
  nTrainingRows: number | null,
): Pick<Stability, "psi" | "psiByChance" | "level"> {
  const psi = bins.length < 2 ? null : bins.reduce((sum, bin) => {
    const share = Math.max(bin.actual, EMPTY_COUNT / nRows);
    // The training may have none of what is recent, for example a missing value.
    const expected = Math.max(bin.expected, EMPTY_COUNT / (nTrainingRows ?? nRows));
    return sum + (share - expected) * Math.log(share / expected);
  }, 0);
  const psiByChance = bins.length < 2
    ? null
    : chiSquared99(bins.length - 1) * spreadOf(nRows, nTrainingRows);
  return { psi, psiByChance, level: driftLevel(psi, psiByChance) };
}

function binsOf(
  { points, nUpTo, binEnds }: Reference,
  counts: readonly number[],
  nRows: number,
): StabilityBin[] {
  const ends = [...binEnds, points.length - 1];
  let cut = 0;
  let share = 0;
  return ends.map((end, bin) => {
    const isLast = bin === ends.length - 1;
    // Up to and with the point, so up to the cut after it; the last bin takes all that is left.
    const nextCut = isLast ? counts.length : 2 * end + 2;
    const nextShare = trainingShare(nUpTo, end);
    const actual = counts.slice(cut, nextCut).reduce((sum, count) => sum + count, 0);
    const expected = nextShare - share;
    cut = nextCut;
    share = nextShare;
    return {
      above: bin === 0 ? null : points[ends[bin - 1]!]!,
      upTo: isLast ? null : points[end]!,
      expected,
      actual: nRows === 0 ? 0 : actual / nRows,
    };
  });
}

/**
 * Both distribution functions are steps, so that their largest distance lies at a quantile's value
 * or just before one.
 */
function largestDistance(
  { nUpTo }: Reference,
  counts: readonly number[],
  nRows: number,
): number {
  const nQuantiles = nUpTo.at(-1)!;
  let largest = 0;
  let nRecent = 0;
  let nBefore = 0;
  nUpTo.forEach((nTraining, index) => {
    nRecent += counts[2 * index]!;
    largest = Math.max(largest, Math.abs(nRecent / nRows - nBefore / nQuantiles));
    nRecent += counts[2 * index + 1]!;
    largest = Math.max(largest, Math.abs(nRecent / nRows - nTraining / nQuantiles));
    nBefore = nTraining;
  });
  return largest;
}

/** Quantile of 99 % of χ², by Wilson and Hilferty (1931); within 1 % from 1 degree of freedom on. */
function chiSquared99(degrees: number): number {
  const part = 2 / (9 * degrees);
  return degrees * (1 - part + Z_99 * Math.sqrt(part)) ** 3;
}

/** The smallest number of the precision that is larger. */
function nextAfter(value: number, precision: Precision): number {
  // Zero has two forms; both are followed by the smallest positive number.
  if (value === 0) return precision === 32 ? 2 ** -149 : Number.MIN_VALUE;
  const step = value > 0 ? 1 : -1;
  if (precision === 32) {
    const floats = Float32Array.of(value);
    const bits = new Int32Array(floats.buffer);
    bits[0] = bits[0]! + step;
    return floats[0]!;
  }
  const floats = Float64Array.of(value);
  const bits = new BigInt64Array(floats.buffer);
  bits[0] = bits[0]! + BigInt(step);
  return floats[0]!;
}
