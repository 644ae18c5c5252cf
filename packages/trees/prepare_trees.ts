import { compile } from "./block_scorer.ts";
import { divideTree } from "./divide_tree.ts";
import { Pace } from "./pace.ts";
import { PlanMemory } from "./plan_memory.ts";
import { planColumns, type RowColumns } from "./row_columns.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";
import { type ExplainMemory, explanationBytes, layOutExplanation } from "./tree_shap_memory.ts";
import { explainModule } from "./tree_shap_module.ts";
import { type ExplainPlan, planExplanation } from "./tree_shap_plan.ts";

/** Most memory that explanations of a model may take, about. */
const MAX_MIB = 64;

/** Most different features that a path may ask: the code grows with them. */
const MAX_PATH_FEATURES = 256;

/** What a piece of an explanation may cost, some 0.4 ms; a tree of a higher price is divided. */
export const PIECE_COST = 100_000;

/** Work of adding up a value, and of a look at a tree, beside that of preparing a split. */
const OF_VALUE = 1 / 10;
const OF_LOOK = 1 / 50;

/** An ensemble prepared for explaining. */
export interface PreparedTrees {
  /** What makes columns of a row. */
  readonly columns: RowColumns;
  /** What each output is without knowing any feature, shape `[nOutputs]`. */
  readonly baseValues: Float64Array;
  /** The trees, laid out. */
  readonly memory: ExplainMemory;
  /** Splits of each tree, in the order of their records. */
  readonly sizes: readonly number[];
  /** Trees of each output. */
  readonly trees: readonly Piece[];
  /** Explains: records of the first tree and after the last one, and how far into the leaves' values. */
  readonly run: (first: number, end: number, values: number) => void;
}

/** Trees of one output. */
export interface Piece {
  /** Position of the first tree's record. */
  readonly first: number;
  /** Position after the last one's. */
  readonly end: number;
}

/**
 * Tells at once, of what its trees need not be looked at for, why an ensemble cannot be explained.
 *
 * @param ensemble The trees.
 * @returns A sentence's second half, or `null` if nothing is known.
 */
export function whyNotExplained(ensemble: TreeEnsemble): string | null {
  if (ensemble.cover === null) {
    return "its file does not tell how many training rows each node saw";
  }
  const mib = explanationBytes(ensemble) / 2 ** 20;
  return mib <= MAX_MIB
    ? null
    : `its ${ensemble.left.length} nodes would take ${Math.ceil(mib)} MiB of memory to explain: ` +
      `at most ${MAX_MIB} MiB are taken`;
}

/**
 * Prepares an ensemble for explaining.
 *
 * @param ensemble The trees, checked by `checkEnsemble`.
 * @param pieceSplits Work after which others may have their turn, as {@linkcode Pace} counts it.
 * @returns Yields after each piece, and returns what explains, or a sentence's second half why it cannot be.
 */
export function* prepareTrees(
  ensemble: TreeEnsemble,
  pieceSplits: number,
): Generator<void, PreparedTrees | string, void> {
  const { cover, roots, treeOutputs, nOutputs, start, divisor, scale, end } = ensemble;
  const refusal = whyNotExplained(ensemble);
  if (refusal !== null || cover === null) return refusal ?? "";
  const baseValues = new Float64Array(nOutputs);
  const ofOutput = treeOutputs ?? new Int32Array(roots.length);
  const whole: ExplainPlan[][] = [];
  const pace = new Pace(pieceSplits);
  const parts = { memory: new PlanMemory(), pace };
  for (let output = 0; output < (treeOutputs === null ? 1 : nOutputs); output++) {
    const plans: ExplainPlan[] = [];
    for (let tree = 0; tree < roots.length; tree++) {
      if (pace.isOver(OF_LOOK)) yield;
      if (ofOutput[tree] !== output) continue;
      const plan = yield* planExplanation(ensemble, cover, roots[tree]!, parts);
      yield* addExpected(ensemble, plan, { output, sums: baseValues, pace });
      if (plan.splits.length > 0) plans.push(plan);
    }
    whole.push(plans);
  }
  const maxFeatures = whole.flat().reduce((n, plan) => Math.max(n, plan.maxFeatures), 1);
  if (maxFeatures > MAX_PATH_FEATURES) {
    return `a path of its trees asks ${maxFeatures} features: at most ${MAX_PATH_FEATURES} are explained`;
  }
  // n points are exact up to degree 2 n - 1; the product without one feature has one less than asked.
  const nVectors = Math.ceil(maxFeatures / 4);
  const { plans, trees } = yield* divideTrees(
    whole,
    Math.floor(PIECE_COST / (2 * nVectors)),
    pace,
  );
  const columns = yield* planColumns(ensemble, pace);
  const memory = yield* layOutExplanation(ensemble, columns, plans, { nVectors, pace });
  // Compiling takes a piece of its own.
  yield;
  return {
    columns,
    baseValues: baseValues.map((sum, k) => (sum + start[k]!) / divisor * scale + end[k]!),
    memory,
    sizes: plans.map((plan) => plan.splits.length),
    trees,
    run: compile(explainModule(memory.layout), memory.memory),
  };
}

/** Divides the trees of each output whose explanation would take too long for one piece. */
function* divideTrees(
  whole: readonly (readonly ExplainPlan[])[],
  maxSplits: number,
  pace: Pace,
): Generator<void, { plans: ExplainPlan[]; trees: Piece[] }, void> {
  const plans: ExplainPlan[] = [];
  const trees: Piece[] = [];
  for (const ofOutput of whole) {
    const first = plans.length;
    for (const plan of ofOutput) {
      if (pace.isOver(OF_LOOK)) yield;
      for (const part of yield* divideTree(plan, maxSplits, pace)) plans.push(part);
    }
    trees.push({ first, end: plans.length });
  }
  return { plans, trees };
}

function* addExpected(
  { value, treeOutputs, nOutputs }: TreeEnsemble,
  { leaves, weights }: ExplainPlan,
  { output, sums, pace }: { output: number; sums: Float64Array; pace: Pace },
): Generator<void, void, void> {
  const nValues = treeOutputs === null ? nOutputs : 1;
  for (let i = 0; i < leaves.length; i++) {
    const leaf = leaves[i]!;
    if (treeOutputs !== null) sums[output]! += weights[i]! * value[leaf]!;
    else for (let k = 0; k < nOutputs; k++) sums[k]! += weights[i]! * value[leaf * nOutputs + k]!;
    if (pace.isOver(OF_VALUE * nValues)) yield;
  }
}
