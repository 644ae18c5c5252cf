import type { DecisionTree } from "./decision_tree.ts";
import { largestKey } from "./split/node_values.ts";
import type { TrainingTable } from "./training_table.ts";

/**
 * Finds the leaf that a training row reaches in a tree, as prediction does.
 *
 * @param table The training rows.
 * @param tree A tree over the same features.
 * @returns Tells the leaf of a row.
 */
export function leavesIn(table: TrainingTable, tree: DecisionTree): (row: number) => number {
  const { left, right, feature, threshold, missingGoesLeft } = tree;
  const { columns } = table;
  // Keys compare as their values do, so that none has to be turned back.
  const limits = Float64Array.from(
    feature,
    (f, node) => f < 0 ? 0 : largestKey(columns[f]!, threshold[node]!),
  );
  return (row) => {
    let node = 0;
    while (left[node]! >= 0) {
      const { keys, missingKey } = columns[feature[node]!]!;
      const key = keys[row]!;
      const isLeft = key === missingKey ? missingGoesLeft[node] === 1 : key <= limits[node]!;
      node = isLeft ? left[node]! : right[node]!;
    }
    return node;
  };
}
