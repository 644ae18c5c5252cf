/**
 * The forest that the workshop trains, for tests and benchmarks.
 *
 * @module
 */
import { parseTable } from "@mlops/tasks/diabetes";
import { DIABETES_CSV } from "@mlops/tasks/diabetes/data";
import { DEFAULT_FOREST_PARAMS, type ForestParams } from "../forest_params.ts";
import { fitForest, type RandomForest } from "../random_forest.ts";
import { trainTestSplit } from "../train_test_split.ts";

/** The workshop's hyper-parameters. */
export const REFERENCE_PARAMS: ForestParams = {
  ...DEFAULT_FOREST_PARAMS,
  maxDepth: 10,
  minSamplesSplit: 5,
  minSamplesLeaf: 2,
  randomState: 42,
};

/** Rows of the data set with their labels. */
export interface LabelledRows {
  /** Row-major `[nRows, 8]`. */
  readonly features: Float32Array;
  /** Shape `[nRows]`. */
  readonly labels: Int32Array;
}

/**
 * Reads and splits the data set as the workshop does.
 *
 * @returns All rows, those to train on and those to test on.
 */
export function referenceRows(): Record<"all" | "train" | "test", LabelledRows> {
  const { features, labels } = parseTable(DIABETES_CSV);
  const { train, test } = trainTestSplit(labels, { testSize: 0.2, randomState: 42, stratify: true });
  const take = (rows: Int32Array): LabelledRows => ({
    features: Float32Array.from([...rows].flatMap((row) => [...features.subarray(row * 8, row * 8 + 8)])),
    labels: rows.map((row) => labels[row]!),
  });
  const all = { features: Float32Array.from(features), labels };
  return { all, train: take(train), test: take(test) };
}

/**
 * Fits the forest.
 *
 * @param train Rows to train on.
 * @returns The forest of 13 658 nodes.
 */
export function referenceForest(train: LabelledRows): RandomForest {
  return fitForest(train.features, train.labels, REFERENCE_PARAMS, { nFeatures: 8 });
}
