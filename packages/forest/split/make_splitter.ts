import { BestSearch } from "./best_search.ts";
import type { TreeRows } from "../criteria/criterion.ts";
import { FeatureDraw } from "./feature_draw.ts";
import type { ForestParams } from "../forest_params.ts";
import { growthLimits } from "../growth_limits.ts";
import { makeCriterion } from "../criteria/make_criterion.ts";
import { NodeSorter } from "./node_sorter.ts";
import { NodeValues } from "./node_values.ts";
import { pairwiseSum } from "../pairwise_sum.ts";
import { RandomSearch } from "./random_search.ts";
import { RankSearch } from "./rank_search.ts";
import type { SplitRules } from "./split_rules.ts";
import { Splitter } from "./splitter.ts";
import type { TrainingTable } from "../training_table.ts";
import { TreeRoom } from "./tree_room.ts";
import { joinClasses } from "./weighted_classes.ts";
import { WholeGini } from "./whole_gini.ts";
import type { Xorshift } from "../xorshift.ts";

/**
 * Makes the splitter of a tree, by the quickest way that finds scikit-learn's splits.
 *
 * @param table The training rows.
 * @param weights Weight of each row in the tree; whole ones of 32 bits are overwritten, shape `[nSamples]`.
 * @param options Who draws features and thresholds, the hyper-parameters, and where the tree grows.
 * @returns The splitter.
 */
export function makeSplitter(
  table: TrainingTable,
  weights: Int32Array | Float64Array,
  { random, params, room = new TreeRoom(table.nSamples) }: {
    readonly random: Xorshift;
    readonly params: ForestParams;
    readonly room?: TreeRoom;
  },
): Splitter {
  const { target, mayBeMissing } = table;
  const limits = growthLimits(params, table);
  const totalWeight = sumOf(weights);
  const rules: SplitRules = {
    minSamplesLeaf: limits.minSamplesLeaf,
    // Whole weights have the same sum in any order.
    minWeightLeaf: params.minWeightFractionLeaf *
      (weights instanceof Int32Array ? totalWeight : pairwiseSum(weights)),
    totalWeight,
    // scikit-learn adds float32 to float32.
    featureThreshold: Math.fround(params.featureThreshold),
    monotonic: monotonicSigns(table, params),
  };
  const samples = rowsOfWeight(weights, room);
  const draw = new FeatureDraw(table.nFeatures, limits.maxFeatures, random);
  const classes = target.kind === "classes" && isAnyOrder(table, rules, params)
    ? joinClasses(weights, target)
    : null;
  if (classes !== null) {
    const gini = new WholeGini(samples, classes);
    const search = new RankSearch(table, samples, { classes, gini, rules, room });
    return new Splitter(samples, { rules, draw, search, measure: gini });
  }
  const rows: TreeRows = {
    samples,
    weights: weights instanceof Float64Array ? weights : new Float64Array(weights),
  };
  const criterion = makeCriterion(params.criterion, rows, target);
  const search = params.splitter === "best"
    ? new BestSearch(criterion, new NodeSorter(table, samples, room), rules)
    : new RandomSearch(criterion, new NodeValues(table, samples), rules, {
      samples,
      random,
      mayBeMissing,
    });
  return new Splitter(samples, { rules, draw, search, measure: criterion });
}

/** Whether all sums of a tree are exact if its weights are whole: then the order of rows does not matter. */
function isAnyOrder(table: TrainingTable, rules: SplitRules, params: ForestParams): boolean {
  if (params.criterion !== "gini" || params.splitter !== "best" || rules.monotonic !== null) {
    return false;
  }
  // Squares of the sums must be exact, too.
  return table.columns.every(({ missingKey }) => missingKey < 0) && rules.totalWeight < 2 ** 26;
}

function rowsOfWeight(weights: Int32Array | Float64Array, room: TreeRoom): Int32Array {
  let n = 0;
  for (let row = 0; row < weights.length; row++) if (weights[row] !== 0) n++;
  const samples = room.samples(n);
  n = 0;
  for (let row = 0; row < weights.length; row++) if (weights[row] !== 0) samples[n++] = row;
  return samples;
}

/** One by one: NumPy's pairwise sum is for the weight of leaves only. */
function sumOf(weights: Int32Array | Float64Array): number {
  let sum = 0;
  for (let row = 0; row < weights.length; row++) sum += weights[row]!;
  return sum;
}

/** The signs as the first number of a node's value has them: of two classes that is the share of class 0. */
function monotonicSigns({ target }: TrainingTable, params: ForestParams): Int8Array | null {
  if (params.monotonicCst === null) return null;
  return Int8Array.from(params.monotonicCst, (sign) => target.kind === "classes" ? -sign : sign);
}
