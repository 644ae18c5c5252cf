import { deepEqual, equal, throws } from "node:assert/strict";
import { accuracy, f1Score, precision, recall } from "./metrics/classification_metrics.ts";
import { DEFAULT_FOREST_PARAMS, type ForestParams } from "./forest_params.ts";
import { EnsembleScorer } from "@mlops/trees";
import { predict } from "./predict.ts";
import { assembleForest, fitForest, type RandomForest, treeSeeds } from "./random_forest.ts";
import { rocAucScore } from "./metrics/roc_curve.ts";
import { assertSameTrees } from "./testdata/golden_tree.ts";
import nearConstant from "./testdata/near-constant.json" with { type: "json" };
import { randomRows } from "./testdata/random_rows.ts";
import { REFERENCE_PARAMS, referenceForest, referenceRows } from "./testdata/reference_forest.ts";
import small from "./testdata/small.json" with { type: "json" };
import { trainingTable } from "./training_table.ts";
import { TreeGrower } from "./grow/tree_grower.ts";

type Golden = Pick<typeof small, "X" | "y" | "train" | "test">;

function take(golden: Golden, part: "train" | "test") {
  return {
    features: Float32Array.from(golden[part].flatMap((row) => golden.X[row]!)),
    labels: Int32Array.from(golden[part], (row) => golden.y[row]!),
  };
}

function fitGolden(golden: Golden, params: Partial<ForestParams>): RandomForest {
  const { features, labels } = take(golden, "train");
  const nFeatures = golden.X[0]!.length;
  return fitForest(features, labels, { ...REFERENCE_PARAMS, ...params }, { nFeatures });
}

Deno.test("fitForest() grows scikit-learn's trees to the last bit", () => {
  const forest = fitGolden(small, { nEstimators: 5 });
  assertSameTrees(forest, small.trees);
  const { features, labels } = take(small, "test");
  const probabilities = new EnsembleScorer(forest).score(features);
  deepEqual([...probabilities], small.proba.flat());
  const predicted = predict(probabilities, forest.classes);
  deepEqual([...predicted], small.pred);
  equal(accuracy(labels, predicted), small.metrics.accuracy);
  equal(rocAucScore(labels, probabilities.filter((_, i) => i % 2 === 1)), small.metrics.roc_auc);
});

Deno.test("fitForest() draws scikit-learn's tree seeds", () => {
  deepEqual(
    treeSeeds({ ...REFERENCE_PARAMS, nEstimators: 5 }),
    small.trees.map((tree) => tree.seed),
  );
});

Deno.test("fitForest() takes close values for equal as 1.9.1 does, and as 1.6.1 does not", () => {
  const newer = fitGolden(nearConstant, { nEstimators: 3, featureThreshold: 1e-7 });
  assertSameTrees(newer, nearConstant.threshold1e_7_sklearn_1_9_1.trees);
  const older = fitGolden(nearConstant, { nEstimators: 3, featureThreshold: 0 });
  assertSameTrees(older, nearConstant.threshold0_sklearn_1_6_1.trees);
  const { features } = take(nearConstant, "test");
  deepEqual(
    [...new EnsembleScorer(newer).score(features)],
    nearConstant.threshold1e_7_sklearn_1_9_1.proba.flat(),
  );
});

Deno.test("fitForest() grows the workshop's forest, with its metrics to the last bit", () => {
  const { train, test } = referenceRows();
  const forest = referenceForest(train);
  equal(forest.left.length, 13658);
  const scorer = new EnsembleScorer(forest);
  const probabilities = scorer.score(test.features);
  const predicted = predict(probabilities, forest.classes);
  equal(accuracy(test.labels, predicted), 0.7792207792207793);
  equal(precision(test.labels, predicted), 0.717391304347826);
  equal(recall(test.labels, predicted), 0.6111111111111112);
  equal(f1Score(test.labels, predicted), 0.66);
  const positive = probabilities.filter((_, i) => i % 2 === 1);
  equal(rocAucScore(test.labels, positive), 0.820925925925926);
  const patient = Float32Array.of(6, 148, 72, 35, 0, 33.6, 0.627, 50);
  equal(scorer.score(patient)[1], 0.7698901075776077);
});

Deno.test("grow() makes the same forest in any order and on any thread", () => {
  const { train } = referenceRows();
  const params = { ...REFERENCE_PARAMS, nEstimators: 12 };
  const whole = fitForest(train.features, train.labels, params, { nFeatures: 8 });
  const shape = { nFeatures: 8, nClasses: 2 };
  const seeds = [...treeSeeds(params).entries()];
  // Two threads: each has a table of its own, takes every other tree, and the last one first.
  const trees = seeds.map(() =>
    new TreeGrower(trainingTable(train.features, train.labels, shape), params).grow(1)
  );
  for (const thread of [1, 0]) {
    const grower = new TreeGrower(trainingTable(train.features, train.labels, shape), params);
    for (const [index, seed] of seeds.toReversed()) {
      if (index % 2 === thread) trees[index] = structuredClone(grower.grow(seed));
    }
  }
  deepEqual(assembleForest(trees, { nFeatures: 8, classes: [0, 1] }), whole);
});

Deno.test("fitForest() grows the same bytes from the same seed, and others from another", () => {
  const { features, labels } = randomRows(1, { nRows: 80, nFeatures: 5, nClasses: 3 });
  const params = { ...DEFAULT_FOREST_PARAMS, nEstimators: 4, randomState: 7 };
  const once = fitForest(features, labels, params, { nFeatures: 5 });
  deepEqual(fitForest(features, labels, params, { nFeatures: 5 }), once);
  const other = fitForest(features, labels, { ...params, randomState: 8 }, { nFeatures: 5 });
  equal(once.threshold.join() === other.threshold.join(), false);
});

Deno.test("fitForest() takes any integers as labels: only their order counts", () => {
  const { features, labels } = randomRows(2, { nRows: 60, nFeatures: 4, nClasses: 3 });
  const params = { ...DEFAULT_FOREST_PARAMS, nEstimators: 3 };
  const plain = fitForest(features, labels, params, { nFeatures: 4 });
  const named = fitForest(features, labels.map((c) => [-5, 3, 2000][c]!), params, { nFeatures: 4 });
  deepEqual(named, { ...plain, classes: [-5, 3, 2000] });
});

Deno.test("fitForest() makes single leaves of a single class, and of features without difference", () => {
  const params = { ...DEFAULT_FOREST_PARAMS, nEstimators: 2 };
  const pure = fitForest(Float32Array.of(1, 2, 3), Int32Array.of(4, 4, 4), params, {
    nFeatures: 1,
  });
  deepEqual([...pure.left, ...pure.value], [-1, -1, 1, 1]);
  const flat = fitForest(Float32Array.of(5, 5), Int32Array.of(0, 1), {
    ...params,
    bootstrap: false,
  }, {
    nFeatures: 1,
  });
  deepEqual([...flat.left, ...flat.value], [-1, -1, 0.5, 0.5, 0.5, 0.5]);
});

Deno.test("fitForest() keeps the limits on depth and on rows", () => {
  const { features, labels } = randomRows(3, { nRows: 300, nFeatures: 6 });
  const params = { ...DEFAULT_FOREST_PARAMS, nEstimators: 5, maxDepth: 4, minSamplesLeaf: 7 };
  const { roots, left, right, nNodeSamples } = fitForest(features, labels, params, {
    nFeatures: 6,
  });
  const depthBelow = (node: number): number =>
    left[node]! < 0 ? 0 : 1 + Math.max(depthBelow(left[node]!), depthBelow(right[node]!));
  equal(Math.max(...Array.from(roots, depthBelow)), 4);
  equal(Math.min(...nNodeSamples), 7);
});

Deno.test("fitForest() tells of each tree", () => {
  const { features, labels } = randomRows(4, { nRows: 20, nFeatures: 2 });
  const heard: string[] = [];
  fitForest(features, labels, { ...DEFAULT_FOREST_PARAMS, nEstimators: 3 }, {
    nFeatures: 2,
    onTree: (done, total) => heard.push(`${done}/${total}`),
  });
  deepEqual(heard, ["1/3", "2/3", "3/3"]);
});

Deno.test("fitForest() refuses rows that it cannot learn from", () => {
  const labels = Int32Array.of(0, 1);
  const fit = (features: Float32Array, nFeatures: number) =>
    fitForest(features, labels, DEFAULT_FOREST_PARAMS, { nFeatures });
  throws(() => fit(Float32Array.of(1, 2, 3, Infinity), 2), {
    name: "RangeError",
    message:
      "Cannot fit a forest as every value must be finite or NaN: row 1, feature 1 is Infinity",
  });
  throws(() => fit(Float32Array.of(1, -Infinity), 1), /row 1, feature 0 is -Infinity/);
  throws(() => fit(Float32Array.of(1, 2, 3), 2), /2 labels need 4 values of 2 features: are 3/);
  throws(() => fit(Float32Array.of(), 0), /nFeatures must be an integer >= 1: is 0/);
  throws(
    () => fitForest(Float32Array.of(), Int32Array.of(), DEFAULT_FOREST_PARAMS, { nFeatures: 1 }),
    /there are no rows/,
  );
});
