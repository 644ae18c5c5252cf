import { deepEqual, equal, notEqual, throws } from "node:assert/strict";
import { DEFAULT_FOREST_PARAMS } from "./forest_params.ts";
import { EnsembleScorer } from "@mlops/trees";
import { fitForest } from "./random_forest.ts";
import { RandomState } from "./random_state.ts";
import { roundDownToFloat32 } from "@mlops/trees";
import { randomRows } from "./testdata/random_rows.ts";
import { referenceForest, referenceRows } from "./testdata/reference_forest.ts";
import { type ForestEnsemble, forestEnsemble } from "./forest_ensemble.ts";

/** Scores as scikit-learn says it: node by node, tree by tree, one row. */
function walk(forest: ForestEnsemble, row: Float32Array): number[] {
  const { classes, roots, left, right, feature, threshold, value } = forest;
  const sums = classes.map(() => 0);
  for (const root of roots) {
    let node = root;
    while (left[node]! >= 0) {
      node = row[feature[node]!]! <= threshold[node]! ? left[node]! : right[node]!;
    }
    for (const c of sums.keys()) sums[c]! += value[node * classes.length + c]!;
  }
  return sums.map((sum) => sum / roots.length);
}

function walkAll(forest: ForestEnsemble, rows: Float32Array): number[] {
  const n = forest.nFeatures;
  return Array.from({ length: rows.length / n }, (_, row) => rows.subarray(row * n, row * n + n))
    .flatMap((row) => walk(forest, row));
}

Deno.test("score() follows every tree and adds in their order", () => {
  const shapes = [
    { nFeatures: 1, nClasses: 2, nEstimators: 1 },
    { nFeatures: 3, nClasses: 3, nEstimators: 7 },
    { nFeatures: 60, nClasses: 5, nEstimators: 8 },
    { nFeatures: 8, nClasses: 2, nEstimators: 33 },
    // More than fits into a block with a second row.
    { nFeatures: 5000, nClasses: 2, nEstimators: 3 },
  ];
  for (const { nFeatures, nClasses, nEstimators } of shapes) {
    const { features, labels } = randomRows(nEstimators, { nRows: 150, nFeatures, nClasses });
    const params = { ...DEFAULT_FOREST_PARAMS, nEstimators };
    const forest = fitForest(features, labels, params, { nFeatures });
    const { features: rows } = randomRows(99, { nRows: 200, nFeatures });
    deepEqual([...new EnsembleScorer(forest).score(rows)], walkAll(forest, rows));
  }
});

Deno.test("score() decides at each threshold, and one step beside it, as the double does", () => {
  const { train } = referenceRows();
  const forest = referenceForest(train);
  const rows = train.features.slice(0, 8 * 3 * 500);
  let node = 0;
  for (let row = 0; row < 1500; row += 3) {
    while (forest.left[node]! < 0) node++;
    const at = roundDownToFloat32(forest.threshold[node]!);
    const nearby = [at, roundDownToFloat32(at - Math.abs(at) * 1e-8), Math.fround(at * (1 + 1e-7))];
    for (const [step, value] of nearby.entries()) {
      rows[(row + step) * 8 + forest.feature[node]!] = value;
    }
    node++;
  }
  deepEqual([...new EnsembleScorer(forest).score(rows)], walkAll(forest, rows));
});

Deno.test("score() scores a row alike wherever it lies", () => {
  const { all, train } = referenceRows();
  const scorer = new EnsembleScorer(referenceForest(train));
  const inOrder = scorer.score(all.features);
  const order = new RandomState(3).permutation(768);
  const shuffled = new Float32Array(all.features.length);
  order.forEach((row, at) => shuffled.set(all.features.subarray(row * 8, row * 8 + 8), at * 8));
  const scores = scorer.score(shuffled);
  order.forEach((row, at) => {
    equal(scores[2 * at], inOrder[2 * row]);
    equal(scores[2 * at + 1], inOrder[2 * row + 1]);
  });
  notEqual(scores.join(), inOrder.join());
});

Deno.test("score() writes into the array that it is given, whatever it held", () => {
  const { all, train } = referenceRows();
  const scorer = new EnsembleScorer(referenceForest(train));
  const rows = all.features.subarray(0, 80);
  const out = new Float64Array(25).fill(9);
  equal(scorer.score(rows, 10, out), out);
  deepEqual([...out.subarray(0, 20)], [...scorer.score(rows)]);
  deepEqual([...out.subarray(20)], [9, 9, 9, 9, 9]);
});

Deno.test("score() scores a forest that is a leaf, and no rows", () => {
  const scorer = new EnsembleScorer(forestEnsemble({
    nFeatures: 2,
    classes: [0, 1],
    roots: Int32Array.of(0),
    left: Int32Array.of(-1),
    right: Int32Array.of(-1),
    feature: Int32Array.of(-2),
    threshold: Float64Array.of(-2),
    cover: null,
    value: Float64Array.of(0.25, 0.75),
  }));
  deepEqual([...scorer.score(Float32Array.of(1e30, -1e30))], [0.25, 0.75]);
  equal(scorer.score(new Float32Array(0)).length, 0);
});

Deno.test("score() refuses what is no row", () => {
  const scorer = new EnsembleScorer(referenceForest(referenceRows().train));
  throws(() => scorer.score(new Float32Array(9)), {
    name: "RangeError",
    message: "Cannot score as each row must hold 8 values: are 9 for 1.125 rows",
  });
  const hole = new Float32Array(16).fill(1);
  hole[13] = NaN;
  throws(() => scorer.score(hole), { name: "ValueError", row: 1, feature: 5 });
});
