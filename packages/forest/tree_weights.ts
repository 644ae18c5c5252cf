import { balancedWeights } from "./class_weights.ts";
import type { ForestParams } from "./forest_params.ts";
import { rowsToDraw } from "./growth_limits.ts";
import { RandomState } from "./random_state.ts";
import type { TrainingTable } from "./training_table.ts";

/**
 * Weighs the rows for one tree: how often each was drawn, times its own weight.
 *
 * @param table The training rows.
 * @param seed The tree's own seed.
 * @param params The hyper-parameters.
 * @returns Shape `[nSamples]`; rows of weight 0 are not in the tree.
 */
export function treeWeights(
  table: TrainingTable,
  seed: number,
  params: ForestParams,
): Float64Array {
  const { nSamples, weights, target } = table;
  if (!params.bootstrap) return weights?.slice() ?? new Float64Array(nSamples).fill(1);
  const drawn = drawRows(nSamples, seed, params);
  // Read before the rows' own weights are multiplied in: balanced is what was drawn.
  const ofClass = params.classWeight === "balanced_subsample" && target.kind === "classes"
    ? { classOf: target.classOf, weight: balancedWeights(drawnByClass(target, drawn)) }
    : null;
  for (let row = 0; row < nSamples; row++) {
    if (weights !== null) drawn[row] = weights[row]! * drawn[row]!;
    if (ofClass !== null) drawn[row]! *= ofClass.weight[ofClass.classOf[row]!]!;
  }
  return drawn;
}

/**
 * Draws the bootstrap sample of a tree.
 *
 * @param nSamples Rows of the table.
 * @param seed The tree's own seed.
 * @param params The hyper-parameters; `maxSamples` counts.
 * @returns How often each row was drawn, shape `[nSamples]`.
 */
export function drawRows(nSamples: number, seed: number, params: ForestParams): Float64Array {
  const counts = new Float64Array(nSamples);
  const random = new RandomState(seed);
  const nDrawn = rowsToDraw(params, nSamples);
  for (let draw = 0; draw < nDrawn; draw++) counts[random.randint(0, nSamples)]!++;
  return counts;
}

function drawnByClass(
  { classOf, nClasses }: { readonly classOf: Int32Array; readonly nClasses: number },
  drawn: Float64Array,
): Float64Array {
  const counts = new Float64Array(nClasses);
  for (let row = 0; row < drawn.length; row++) counts[classOf[row]!]! += drawn[row]!;
  return counts;
}
