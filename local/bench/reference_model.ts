import { REFERENCE_TASK } from "@mlops/tasks";
import { parseTable, REFERENCE_TABLE } from "@mlops/tasks/reference";
import { DEFAULT_FOREST_PARAMS, fitForest, type RandomForest, trainTestSplit } from "@mlops/forest";

/** The workshop's parameters. */
export const PARAMS = {
  ...DEFAULT_FOREST_PARAMS,
  maxDepth: 10,
  minSamplesSplit: 5,
  minSamplesLeaf: 2,
  randomState: 42,
};

/** Number of features. */
export const N_FEATURES: number = REFERENCE_TASK.columns.length;

/** What the reference model is trained on, and all rows of the data set to score. */
export interface ReferenceData {
  /** All rows, row-major `[768, 8]`. */
  readonly rows: Float32Array;
  /** Training rows in scikit-learn's order, row-major `[614, 8]`. */
  readonly trainFeatures: Float32Array;
  /** Their labels, shape `[614]`. */
  readonly trainLabels: Int32Array;
}

/**
 * Reads the data set and splits it as the reference does.
 *
 * @returns The rows.
 */
export function referenceData(): ReferenceData {
  const { features, labels } = parseTable(REFERENCE_TABLE.text);
  const rows = Float32Array.from(features);
  const { train } = trainTestSplit(labels, { testSize: 0.2, randomState: 42, stratify: true });
  const trainFeatures = new Float32Array(train.length * N_FEATURES);
  train.forEach((row, i) =>
    trainFeatures.set(rows.subarray(row * N_FEATURES, (row + 1) * N_FEATURES), i * N_FEATURES)
  );
  return { rows, trainFeatures, trainLabels: train.map((row) => labels[row]!) };
}

/**
 * Fits the reference forest.
 *
 * @param data The training rows.
 * @returns The forest.
 */
export function referenceForest(data: ReferenceData): RandomForest {
  return fitForest(data.trainFeatures, data.trainLabels, PARAMS, { nFeatures: N_FEATURES });
}
