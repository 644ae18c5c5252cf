import { equal } from "node:assert/strict";
import type { RandomForest } from "../random_forest.ts";

/** A tree of scikit-learn, node by node. */
export interface GoldenTree {
  /** Left children, -1 at leaves. */
  readonly left: readonly number[];
  /** Right children, -1 at leaves. */
  readonly right: readonly number[];
  /** Features, -2 at leaves. */
  readonly feature: readonly number[];
  /** Thresholds, -2 at leaves. */
  readonly threshold: readonly number[];
  /** Gini impurities. */
  readonly impurity: readonly number[];
  /** Distinct rows. */
  readonly n: readonly number[];
  /** Weighted rows. */
  readonly w: readonly number[];
  /** Class shares. */
  readonly value: readonly (readonly number[])[];
}

/**
 * Compares a forest with scikit-learn's trees, to the last bit of every array.
 *
 * @throws {AssertionError} At the first difference; the message names array, tree and node.
 */
export function assertSameTrees(forest: RandomForest, trees: readonly GoldenTree[]): void {
  const nClasses = forest.classes.length;
  equal(forest.roots.length, trees.length);
  equal(forest.left.length, trees.reduce((sum, tree) => sum + tree.left.length, 0));
  for (const [t, tree] of trees.entries()) {
    const root = forest.roots[t]!;
    const child = (index: number) => index < 0 ? index : index - root;
    for (let node = 0; node < tree.left.length; node++) {
      const at = root + node;
      const compare = (array: string, actual: number | undefined, expected: number | undefined) =>
        equal(actual, expected, `${array} of node ${node} of tree ${t}: ${actual}, not ${expected}`);
      compare("left", child(forest.left[at]!), tree.left[node]);
      compare("right", child(forest.right[at]!), tree.right[node]);
      compare("feature", forest.feature[at], tree.feature[node]);
      compare("threshold", forest.threshold[at], tree.threshold[node]);
      compare("impurity", forest.impurity[at], tree.impurity[node]);
      compare("nNodeSamples", forest.nNodeSamples[at], tree.n[node]);
      compare("cover", forest.cover[at], tree.w[node]);
      for (let c = 0; c < nClasses; c++) {
        compare("value", forest.value[at * nClasses + c], tree.value[node]![c]);
      }
    }
  }
}
