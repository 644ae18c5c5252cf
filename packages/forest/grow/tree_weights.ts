import { balancedWeights } from "./class_weights.ts";
import type { ForestParams } from "../forest_params.ts";
import { rowsToDraw } from "../growth_limits.ts";
import { RandomState } from "../random_state.ts";
import type { TrainingTable } from "../training_table.ts";

/**
 * Weighs the rows for one tree: how often each was drawn, times its own weight.
 *
 * @param table The training rows.
 * @param seed The tree's own seed.
 * @param params The hyper-parameters.
 * @param counts Room for what is drawn, shape `[nSamples]`.
 * @returns Shape `[nSamples]`, `counts` itself where nothing else weighs; rows of weight 0 are not in the
 * tree.
 */
export function treeWeights(
  table: TrainingTable,
  seed: number,
  params: ForestParams,
  counts: Int32Array = new Int32Array(table.nSamples),
): Int32Array | Float64Array {
  const { nSamples, weights, target } = table;
  if (!params.bootstrap) return weights?.slice() ?? counts.fill(1);
  drawRows(counts, seed, params);
  // Balanced is what was drawn, whatever the rows' own weights are.
  const ofClass = params.classWeight === "balanced_subsample" && target.kind === "classes"
    ? { classOf: target.classOf, weight: balancedWeights(drawnByClass(target, counts)) }
    : null;
  if (weights === null && ofClass === null) return counts;
  const weighted = new Float64Array(counts);
  for (let row = 0; row < nSamples; row++) {
    if (weights !== null) weighted[row] = weights[row]! * weighted[row]!;
    if (ofClass !== null) weighted[row]! *= ofClass.weight[ofClass.classOf[row]!]!;
  }
  return weighted;
}

/**
 * Draws the bootstrap sample of a tree.
 *
 * @param counts Gets how often each row was drawn, shape `[nSamples]`.
 * @param seed The tree's own seed.
 * @param params The hyper-parameters; `maxSamples` counts.
 */
export function drawRows(counts: Int32Array, seed: number, params: ForestParams): void {
  const nSamples = counts.fill(0).length;
  const random = new RandomState(seed);
  const nDrawn = rowsToDraw(params, nSamples);
  for (let draw = 0; draw < nDrawn; draw++) counts[random.randint(0, nSamples)]!++;
}

function drawnByClass(
  { classOf, nClasses }: { readonly classOf: Int32Array; readonly nClasses: number },
  drawn: Int32Array,
): Float64Array {
  const counts = new Float64Array(nClasses);
  for (let row = 0; row < drawn.length; row++) counts[classOf[row]!]! += drawn[row]!;
  return counts;
}
