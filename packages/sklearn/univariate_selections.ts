import type { PythonValue } from "@mlops/pickle";
import { ascendingOrder } from "./ascending_order.ts";
import type { Estimator } from "./estimator.ts";
import { percentile } from "./percentile.ts";
import { Selection } from "./selection.ts";
import type { Transformer } from "./transformer.ts";

/** Tells which columns are kept, by the parameter of the selection. */
type Mode = (estimator: Estimator, parameter: PythonValue) => readonly boolean[];

/** The modes of a GenericUnivariateSelect; each has a class of its own as well. */
const MODES: ReadonlyMap<string, Mode> = new Map([
  ["k_best", keepBest],
  ["percentile", keepPercentile],
  ["fpr", keepBelow],
  ["fdr", keepFewFalse],
  ["fwe", keepFarBelow],
]);

/**
 * Reads what keeps the columns of the best scores.
 *
 * @param estimator A SelectKBest.
 * @returns What transforms as it does.
 */
export function readSelectKBest(estimator: Estimator): Transformer {
  return new Selection(estimator, keepBest(estimator, estimator.value("k")), false);
}

/**
 * Reads what keeps a share of the columns, those of the best scores.
 *
 * @param estimator A SelectPercentile.
 * @returns What transforms as it does.
 */
export function readSelectPercentile(estimator: Estimator): Transformer {
  return new Selection(estimator, keepPercentile(estimator, estimator.value("percentile")), false);
}

/**
 * Reads what keeps the columns whose p-values are below a limit.
 *
 * @param estimator A SelectFpr.
 * @returns What transforms as it does.
 */
export function readSelectFpr(estimator: Estimator): Transformer {
  return new Selection(estimator, keepBelow(estimator, estimator.value("alpha")), false);
}

/**
 * Reads what keeps columns by their p-values, so that few of those kept are kept by chance.
 *
 * @param estimator A SelectFdr.
 * @returns What transforms as it does.
 */
export function readSelectFdr(estimator: Estimator): Transformer {
  return new Selection(estimator, keepFewFalse(estimator, estimator.value("alpha")), false);
}

/**
 * Reads what keeps columns by their p-values, so that hardly one of all is kept by chance.
 *
 * @param estimator A SelectFwe.
 * @returns What transforms as it does.
 */
export function readSelectFwe(estimator: Estimator): Transformer {
  return new Selection(estimator, keepFarBelow(estimator, estimator.value("alpha")), false);
}

/**
 * Reads what keeps columns in one of the other ways.
 *
 * @param estimator A GenericUnivariateSelect.
 * @returns What transforms as it does.
 */
export function readGenericUnivariateSelect(estimator: Estimator): Transformer {
  const mode = estimator.text("mode");
  const keep = MODES.get(mode);
  if (keep === undefined) throw estimator.fault(`has mode ${JSON.stringify(mode.slice(0, 40))}`);
  return new Selection(estimator, keep(estimator, estimator.value("param")), false);
}

/**
 * Reads what keeps the columns that varied enough in training.
 *
 * @param estimator A VarianceThreshold.
 * @returns What transforms as it does; missing and infinite values are handed on.
 */
export function readVarianceThreshold(estimator: Estimator): Transformer {
  const { nFeatures } = estimator;
  const variances = estimator.numbers("variances_", nFeatures, { mayBeNaN: true });
  const threshold = inTypeOf(estimator, "variances_", estimator.number("threshold"));
  return new Selection(estimator, Array.from(variances, (variance) => variance > threshold), true);
}

/** Of equal scores the later column is kept. */
function keepBest(estimator: Estimator, parameter: PythonValue): readonly boolean[] {
  const scores = readScores(estimator);
  if (parameter === "all") return Array.from(scores, () => true);
  if (typeof parameter !== "number" || !Number.isSafeInteger(parameter) || parameter < 0) {
    throw estimator.unfit("its number of columns", 'a whole number >= 0 or "all"', parameter);
  }
  const ascending = ascendingOrder(scores);
  const kept = new Set(ascending.slice(Math.max(0, ascending.length - parameter)));
  return Array.from(scores, (_, column) => kept.has(column));
}

/** Of scores that are the percentile itself the earlier columns are kept, as far as there is room. */
function keepPercentile(estimator: Estimator, parameter: PythonValue): readonly boolean[] {
  const scores = readScores(estimator);
  if (typeof parameter !== "number" || !(parameter >= 0 && parameter <= 100)) {
    throw estimator.unfit("its percentile", "a number from 0 to 100", parameter);
  }
  if (parameter === 100 || parameter === 0) return Array.from(scores, () => parameter === 100);
  const threshold = percentile(scores, 100 - parameter);
  const isKept = Array.from(scores, (score) => score > threshold);
  const nAbove = isKept.filter((it) => it).length;
  const ties = Array.from(scores.keys()).filter((column) => scores[column] === threshold);
  // Below 0 the room counts from the end, in Python as here.
  const room = Math.trunc(scores.length * parameter / 100) - nAbove;
  for (const column of ties.slice(0, room)) isKept[column] = true;
  return isKept;
}

function keepBelow(estimator: Estimator, parameter: PythonValue): readonly boolean[] {
  const pValues = readPValues(estimator);
  const limit = inTypeOf(estimator, "pvalues_", readAlpha(estimator, parameter));
  return Array.from(pValues, (p) => p < limit);
}

/**
 * Y. Benjamini, Y. Hochberg, "Controlling the False Discovery Rate", Journal of the Royal Statistical
 * Society B 57 (1995).
 */
function keepFewFalse(estimator: Estimator, parameter: PythonValue): readonly boolean[] {
  const pValues = readPValues(estimator);
  const step = readAlpha(estimator, parameter) / pValues.length;
  const largest = pValues.toSorted().findLast((p, index) => p <= step * (index + 1));
  return Array.from(pValues, (p) => largest !== undefined && p <= largest);
}

function keepFarBelow(estimator: Estimator, parameter: PythonValue): readonly boolean[] {
  const pValues = readPValues(estimator);
  const alpha = readAlpha(estimator, parameter);
  const limit = inTypeOf(estimator, "pvalues_", alpha / pValues.length);
  return Array.from(pValues, (p) => p < limit);
}

/** Scores of all columns; one that could not be computed is the smallest of all. */
function readScores(estimator: Estimator): Float64Array {
  const scores = estimator.numbers("scores_", estimator.nFeatures, { mayBeNaN: true });
  return scores.map((score) => Number.isNaN(score) ? -Number.MAX_VALUE : score);
}

function readPValues(estimator: Estimator): Float64Array {
  return estimator.numbers("pvalues_", estimator.nFeatures, { mayBeNaN: true });
}

function readAlpha(estimator: Estimator, parameter: PythonValue): number {
  if (typeof parameter === "number" && Number.isFinite(parameter)) return parameter;
  throw estimator.unfit("alpha", "a finite number", parameter);
}

/** NumPy compares an array of float32 with a number in float32. */
function inTypeOf(estimator: Estimator, name: string, limit: number): number {
  const { kind, itemSize } = estimator.array(name).dtype;
  return kind === "f" && itemSize === 4 ? Math.fround(limit) : limit;
}
