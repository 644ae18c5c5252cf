import { deepEqual, equal, ok } from "node:assert/strict";
import { referenceTest, runPython } from "@mlops/testing/reference";
import {
  accuracy,
  confusionMatrix,
  f1Score,
  precision,
  recall,
} from "./metrics/classification_metrics.ts";
import { featureImportances } from "./metrics/feature_importances.ts";
import { DEFAULT_FOREST_PARAMS } from "./forest_params.ts";
import { EnsembleScorer } from "@mlops/trees";
import { predict } from "./predict.ts";
import { fitForest } from "./random_forest.ts";
import { rocAucScore, rocCurve } from "./metrics/roc_curve.ts";
import { assertSameTrees, type GoldenTree } from "./testdata/golden_tree.ts";
import { trainTestSplit } from "./train_test_split.ts";

interface ForestCase {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly nFeatures: number;
  readonly params: {
    readonly "max_depth": number | null;
    readonly "min_samples_split": number;
    readonly "min_samples_leaf": number;
    readonly "max_features": "sqrt" | number | null;
    readonly "bootstrap": boolean;
    readonly "random_state": number;
  };
  readonly trees: readonly GoldenTree[];
  readonly importances: readonly number[];
  readonly rows: readonly number[];
  readonly proba: readonly number[];
  readonly predicted: readonly number[];
}

interface SplitCase {
  readonly y: readonly number[];
  readonly testSize: number;
  readonly seed: number;
  readonly train: readonly number[];
  readonly test: readonly number[];
}

interface MetricCase {
  readonly y: readonly number[];
  readonly scores: readonly number[];
  readonly auc: number | null;
  readonly fpr: readonly (number | null)[];
  readonly tpr: readonly (number | null)[];
  readonly thresholds: readonly number[];
  readonly many: readonly number[];
  readonly guess: readonly number[];
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly binary: readonly number[];
  readonly confusion: readonly (readonly number[])[];
}

interface Answers {
  readonly forests: readonly ForestCase[];
  readonly splits: readonly SplitCase[];
  readonly metrics: readonly MetricCase[];
}

referenceTest(
  "fitForest() and its measures equal scikit-learn 1.6.1 to the last bit",
  ["python"],
  async (t) => {
    const program = await Deno.readTextFile(new URL("testdata/fit_forests.py", import.meta.url));
    const { forests, splits, metrics }: Answers = JSON.parse(await runPython(program));
    equal(forests.length, 48);
    ok(forests.some(({ trees }) => trees.some(({ left }) => left.length > 100)));
    for (const forest of forests) await t.step(forest.name, () => compareForest(forest));
    await t.step(`trainTestSplit() of ${splits.length} tables`, () => splits.forEach(compareSplit));
    await t.step(`metrics of ${metrics.length} tables`, () => metrics.forEach(compareMetrics));
  },
);

function compareForest(expected: ForestCase): void {
  const { params, nFeatures } = expected;
  const forest = fitForest(Float32Array.from(expected.x), Int32Array.from(expected.y), {
    ...DEFAULT_FOREST_PARAMS,
    nEstimators: expected.trees.length,
    maxDepth: params.max_depth,
    minSamplesSplit: params.min_samples_split,
    minSamplesLeaf: params.min_samples_leaf,
    maxFeatures: params.max_features,
    bootstrap: params.bootstrap,
    randomState: params.random_state,
    featureThreshold: 0,
  }, { nFeatures });
  assertSameTrees(forest, expected.trees);
  deepEqual([...featureImportances(forest)], expected.importances);
  const probabilities = new EnsembleScorer(forest).score(Float32Array.from(expected.rows));
  deepEqual([...probabilities], expected.proba);
  deepEqual([...predict(probabilities, forest.classes)], expected.predicted);
}

function compareSplit(expected: SplitCase): void {
  const { train, test } = trainTestSplit(Int32Array.from(expected.y), {
    testSize: expected.testSize,
    randomState: expected.seed,
    stratify: true,
  });
  deepEqual([[...train], [...test]], [expected.train, expected.test]);
}

function compareMetrics(expected: MetricCase): void {
  const [yTrue, scores] = [Int32Array.from(expected.y), Float64Array.from(expected.scores)];
  const { fpr, tpr, thresholds } = rocCurve(yTrue, scores);
  const orNaN = (value: number | null) => value ?? NaN;
  equal(rocAucScore(yTrue, scores), orNaN(expected.auc));
  deepEqual([...fpr], expected.fpr.map(orNaN));
  deepEqual([...tpr], expected.tpr.map(orNaN));
  deepEqual([...thresholds], [Infinity, ...expected.thresholds]);
  const yPred = Int32Array.from(scores, (score) => Number(score > 0.5));
  deepEqual([precision, recall, f1Score].map((metric) => metric(yTrue, yPred)), expected.binary);
  const [many, guess] = [Int32Array.from(expected.many), Int32Array.from(expected.guess)];
  const macro = { average: "macro" } as const;
  equal(accuracy(many, guess), expected.accuracy);
  equal(precision(many, guess, macro), expected.precision);
  equal(recall(many, guess, macro), expected.recall);
  equal(f1Score(many, guess, macro), expected.f1);
  deepEqual(confusionMatrix(many, guess), expected.confusion);
}
