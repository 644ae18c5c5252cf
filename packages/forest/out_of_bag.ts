import { argmax } from "./argmax.ts";
import type { DecisionTree } from "./decision_tree.ts";
import type { ForestParams } from "./forest_params.ts";
import { r2Score } from "./metrics/regression_metrics.ts";
import { leavesIn } from "./table_walk.ts";
import type { TrainingTable } from "./training_table.ts";
import { drawRows } from "./grow/tree_weights.ts";

/** What each row is predicted to be by the trees that have not seen it. */
export interface OutOfBag {
  /**
   * Share of each class, or one number, row-major `[nSamples, nOutputs]`; 0 of a row that every tree has
   * seen (scikit-learn's `oob_decision_function_` and `oob_prediction_`).
   */
  readonly prediction: Float64Array;
  /** Trees that have not seen the row, shape `[nSamples]`. */
  readonly nTrees: Int32Array;
  /** Accuracy or r² over all rows, those that every tree has seen included (`oob_score_`). */
  readonly score: number;
}

/**
 * Predicts training rows with the trees that were grown without them.
 *
 * @param table The training rows.
 * @param trees The trees, in the forest's order.
 * @param seeds Their seeds, from {@linkcode treeSeeds}.
 * @param params Hyper-parameters of the fit.
 * @returns The predictions and their score.
 * @throws {RangeError} If the fit was without bootstrap: then every tree has seen every row.
 */
export function outOfBag(
  table: TrainingTable,
  trees: readonly DecisionTree[],
  seeds: readonly number[],
  params: ForestParams,
): OutOfBag {
  if (!params.bootstrap) {
    throw new RangeError("Cannot predict out of bag as bootstrap must be true: is false");
  }
  const { nSamples, target } = table;
  const nOutputs = target.kind === "classes" ? target.nClasses : 1;
  const prediction = new Float64Array(nSamples * nOutputs);
  const nTrees = new Int32Array(nSamples);
  const drawn = new Int32Array(nSamples);
  for (const [t, tree] of trees.entries()) {
    drawRows(drawn, seeds[t]!, params);
    const leafOf = leavesIn(table, tree);
    for (let row = 0; row < nSamples; row++) {
      if (drawn[row] !== 0) continue;
      const leaf = leafOf(row) * nOutputs;
      for (let k = 0; k < nOutputs; k++) prediction[row * nOutputs + k]! += tree.value[leaf + k]!;
      nTrees[row]!++;
    }
  }
  for (let i = 0; i < prediction.length; i++) {
    prediction[i]! /= Math.max(1, nTrees[Math.floor(i / nOutputs)]!);
  }
  const score = target.kind === "classes"
    ? shareOfRight(target.classOf, argmax(prediction, nOutputs))
    : r2Score(target.numbers, prediction);
  return { prediction, nTrees, score };
}

function shareOfRight(classOf: Int32Array, predicted: Int32Array): number {
  let nRight = 0;
  for (let row = 0; row < classOf.length; row++) if (classOf[row] === predicted[row]) nRight++;
  return nRight / classOf.length;
}
