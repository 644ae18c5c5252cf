import { REFERENCE_TASK } from "@mlops/tasks";
import type { FeatureMetadata, GoldenRow, ModelMetadata } from "@mlops/mlflow";
import type { Dataset } from "../dataset/dataset.ts";
import { histogram, percentiles } from "@mlops/statistics";
import type { Evaluation } from "./evaluate_forest.ts";
import type { Rows, Split } from "./split_rows.ts";

const HISTOGRAM_BINS = 20;
/** Shares of the test rows, ordered by probability, at which golden rows are taken. */
const GOLDEN_SHARES = [0, 0.25, 0.5, 0.75, 1];

/**
 * Gathers what the service and the page need to know of a model beside its trees: features with
 * their distribution in training, classes, and rows whose probabilities prove that it is scored right.
 *
 * @param dataset The table.
 * @param split Its rows.
 * @param evaluation The forest's probabilities of the test rows.
 * @param trainedAt When the training started.
 * @returns What goes under `metadata` in `MLmodel`.
 */
export function describeTraining(
  dataset: Pick<Dataset, "name" | "sha256">,
  split: Split,
  evaluation: Evaluation,
  trainedAt: Date,
): ModelMetadata {
  const { train, test } = split;
  return {
    task: REFERENCE_TASK.name,
    features: REFERENCE_TASK.columns.map((feature, column): FeatureMetadata => {
      const values = Float64Array.from({ length: train.nRows }, (_, row) => {
        return train.features[row * REFERENCE_TASK.columns.length + column]!;
      });
      const bins = { min: feature.min, max: feature.max, nBins: HISTOGRAM_BINS };
      return { ...feature, quantiles: percentiles(values), histogram: histogram(values, bins) };
    }),
    classes: [0, 1],
    probabilityQuantiles: percentiles(evaluation.scores),
    goldenRows: goldenRows(test, evaluation),
    trainedAt: `${trainedAt.toISOString().slice(0, 19)}Z`,
    dataset: {
      name: dataset.name,
      digest: dataset.sha256,
      rows: train.nRows + test.nRows,
      trainingRows: train.nRows,
    },
  };
}

function goldenRows(test: Rows, { scores, probabilities }: Evaluation): GoldenRow[] {
  const byScore = Array.from({ length: test.nRows }, (_, row) => row)
    .sort((a, b) => scores[a]! - scores[b]!);
  return GOLDEN_SHARES.map((share) => {
    const row = byScore[Math.round(share * (test.nRows - 1))]!;
    const start = row * REFERENCE_TASK.columns.length;
    return {
      features: [...test.features.subarray(start, start + REFERENCE_TASK.columns.length)],
      probabilities: [...probabilities.subarray(2 * row, 2 * row + 2)],
    };
  });
}
