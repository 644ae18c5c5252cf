import { BestSearch } from "./best_search.ts";
import type { TreeRows } from "./criterion.ts";
import { FeatureDraw } from "./feature_draw.ts";
import type { ForestParams } from "./forest_params.ts";
import { growthLimits } from "./growth_limits.ts";
import { makeCriterion } from "./make_criterion.ts";
import { NodeSorter } from "./node_sorter.ts";
import { NodeValues } from "./node_values.ts";
import { PACK } from "./packed_keys.ts";
import { pairwiseSum } from "./pairwise_sum.ts";
import { RandomSearch } from "./random_search.ts";
import { RankSearch } from "./rank_search.ts";
import type { SplitRules } from "./split_rules.ts";
import { Splitter } from "./splitter.ts";
import type { TrainingTable } from "./training_table.ts";
import { WholeGini } from "./whole_gini.ts";
import type { Xorshift } from "./xorshift.ts";

/**
 * Makes the splitter of a tree, by the quickest way that finds scikit-learn's splits.
 *
 * @param table The training rows.
 * @param weights Weight of each row in the tree, shape `[nSamples]`.
 * @param options Who draws features and thresholds, and the hyper-parameters.
 * @returns The splitter.
 */
export function makeSplitter(
  table: TrainingTable,
  weights: Float64Array,
  { random, params }: { readonly random: Xorshift; readonly params: ForestParams },
): Splitter {
  const { target, mayBeMissing } = table;
  const limits = growthLimits(params, table);
  const rules: SplitRules = {
    minSamplesLeaf: limits.minSamplesLeaf,
    minWeightLeaf: params.minWeightFractionLeaf * pairwiseSum(weights),
    totalWeight: sumOf(weights),
    // scikit-learn adds float32 to float32.
    featureThreshold: Math.fround(params.featureThreshold),
    monotonic: monotonicSigns(table, params),
  };
  const rows: TreeRows = { samples: rowsOfWeight(weights), weights };
  const { samples } = rows;
  const draw = new FeatureDraw(table.nFeatures, limits.maxFeatures, random);
  if (
    target.kind === "classes" &&
    isAnyOrder(table, rules, rows, { params, nClasses: target.nClasses })
  ) {
    const gini = new WholeGini(rows, target);
    const search = new RankSearch(table, rows, target, gini, rules);
    return new Splitter(samples, { rules, draw, search, measure: gini });
  }
  const criterion = makeCriterion(params.criterion, rows, target);
  const search = params.splitter === "best"
    ? new BestSearch(criterion, new NodeSorter(table, samples), rules)
    : new RandomSearch(criterion, new NodeValues(table, samples), rules, {
      samples,
      random,
      mayBeMissing,
    });
  return new Splitter(samples, { rules, draw, search, measure: criterion });
}

/** Whether all sums of a tree are exact, so that the order of rows in a node does not matter. */
function isAnyOrder(
  table: TrainingTable,
  rules: SplitRules,
  { weights }: TreeRows,
  { params, nClasses }: { readonly params: ForestParams; readonly nClasses: number },
): boolean {
  if (params.criterion !== "gini" || params.splitter !== "best" || rules.monotonic !== null) {
    return false;
  }
  // Squares of the sums must be exact, too.
  return table.columns.every(({ missingKey }) => missingKey < 0) &&
    rules.totalWeight < 2 ** 26 && areWhole(weights, PACK / nClasses);
}

function areWhole(weights: Float64Array, limit: number): boolean {
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row]!;
    if (weight !== Math.floor(weight) || weight >= limit) return false;
  }
  return true;
}

function rowsOfWeight(weights: Float64Array): Int32Array {
  const samples = new Int32Array(weights.length);
  let n = 0;
  for (let row = 0; row < weights.length; row++) if (weights[row] !== 0) samples[n++] = row;
  return samples.slice(0, n);
}

/** One by one: NumPy's pairwise sum is for the weight of leaves only. */
function sumOf(weights: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < weights.length; row++) sum += weights[row]!;
  return sum;
}

/** The signs as the first number of a node's value has them: of two classes that is the share of class 0. */
function monotonicSigns({ target }: TrainingTable, params: ForestParams): Int8Array | null {
  if (params.monotonicCst === null) return null;
  return Int8Array.from(params.monotonicCst, (sign) => target.kind === "classes" ? -sign : sign);
}
