import { FEATURES, parseTable, SAMPLE_PATIENT } from "@mlops/tasks/diabetes";
import { DIABETES_CSV } from "@mlops/tasks/diabetes/data";
import { DEFAULT_FOREST_PARAMS, fitForest, type ForestTrees, trainTestSplit } from "@mlops/forest";
import { EnsembleScorer } from "@mlops/trees";
import type { ModelMetadata } from "@mlops/mlflow";
import { encodeForest } from "@mlops/onnx";

/** A forest that is ready to be registered. */
export interface TrainedModel {
  /** The model file. */
  readonly onnx: Uint8Array<ArrayBuffer>;
  /** What its `MLmodel` says of it. */
  readonly metadata: ModelMetadata;
  /** What it answers for {@linkcode SAMPLE_PATIENT}: probability of class 1. */
  readonly probability: number;
}

/**
 * Fits a forest on the training rows of the reference data set.
 *
 * @param randomState Seed; another one makes a forest with other answers.
 * @param nEstimators Number of trees, default 10.
 * @param copies How often each tree is in the model: more work for the same answers, default 1.
 * @returns The model, with golden rows.
 */
export function trainModel(randomState: number, nEstimators = 10, copies = 1): TrainedModel {
  const { features, labels } = parseTable(DIABETES_CSV);
  const nFeatures = FEATURES.length;
  const rowsAt = (positions: Int32Array) =>
    Float32Array.from({ length: positions.length * nFeatures }, (_, index) => {
      const position = positions[Math.floor(index / nFeatures)]!;
      return features[position * nFeatures + index % nFeatures]!;
    });
  const { train, test } = trainTestSplit(labels, {
    testSize: 0.2,
    randomState: 42,
    stratify: true,
  });
  const params = { ...DEFAULT_FOREST_PARAMS, maxDepth: 10, nEstimators, randomState };
  const trainLabels = train.map((position) => labels[position]!);
  const forest = fitForest(rowsAt(train), trainLabels, params, { nFeatures });
  const scorer = new EnsembleScorer(forest);
  const goldenRows = Array.from(test.subarray(0, 5), (position) => {
    const row = rowsAt(Int32Array.of(position));
    return { features: [...row], probabilities: [...scorer.score(row)] };
  });
  const patient = Float32Array.from(FEATURES, ({ name }) => SAMPLE_PATIENT[name]!);
  return {
    onnx: encodeForest(withCopies(forest, copies)),
    metadata: { task: "diabetes", features: FEATURES, classes: [0, 1], goldenRows },
    probability: scorer.score(patient)[1]!,
  };
}

function withCopies(forest: ForestTrees, copies: number): ForestTrees {
  const { roots, left, right, feature, threshold, value, cover } = forest;
  const nNodes = left.length;
  // Places of nodes move with each copy; -1 means none.
  const moved = (places: Int32Array) =>
    Int32Array.from({ length: places.length * copies }, (_, index) => {
      const place = places[index % places.length]!;
      return place < 0 ? place : place + nNodes * Math.floor(index / places.length);
    });
  const repeat = (numbers: Float64Array) =>
    Float64Array.from(
      { length: numbers.length * copies },
      (_, i) => numbers[i % numbers.length]!,
    );
  return {
    nFeatures: forest.nFeatures,
    classes: forest.classes,
    roots: moved(roots),
    left: moved(left),
    right: moved(right),
    feature: Int32Array.from({ length: nNodes * copies }, (_, i) => feature[i % nNodes]!),
    threshold: repeat(threshold),
    value: repeat(value),
    cover: cover === null ? null : repeat(cover),
  };
}
