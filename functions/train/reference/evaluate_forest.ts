import {
  accuracy,
  f1Score,
  type ForestEnsemble,
  precision,
  predict,
  recall,
  rocAucScore,
} from "@mlops/forest";
import { EnsembleScorer } from "@mlops/trees";
import type { Rows } from "./split_rows.ts";

/** Names of the metrics, as they stand in MLflow. */
export const METRIC_NAMES = ["accuracy", "precision", "recall", "f1_score", "auc_roc"] as const;

/** One of {@linkcode METRIC_NAMES}. */
export type MetricName = typeof METRIC_NAMES[number];

/** How a forest did on test rows. */
export interface Evaluation {
  /** Each metric by name, 0–1, more is better. */
  readonly metrics: Readonly<Record<MetricName, number>>;
  /** Probability of each class, row-major `[nRows, 2]`. */
  readonly probabilities: Float64Array;
  /** Probability of the second class, shape `[nRows]`. */
  readonly scores: Float64Array;
  /** Predicted labels, shape `[nRows]`. */
  readonly predicted: Int32Array;
}

/**
 * Tells whether a word names a metric.
 *
 * @returns `true` for one of {@linkcode METRIC_NAMES}.
 */
export function isMetricName(word: string): word is MetricName {
  return METRIC_NAMES.some((name) => name === word);
}

/**
 * Scores test rows with a forest and measures the result, as scikit-learn's metrics do.
 *
 * @param forest A forest over the eight features with the classes 0 and 1.
 * @param rows The rows with their true labels.
 * @returns Metrics and what they rest on.
 */
export function evaluateForest(forest: ForestEnsemble, rows: Rows): Evaluation {
  const probabilities = new EnsembleScorer(forest).score(rows.features32);
  const scores = Float64Array.from(rows.labels, (_, row) => probabilities[2 * row + 1]!);
  const predicted = predict(probabilities, forest.classes);
  return {
    metrics: {
      "accuracy": accuracy(rows.labels, predicted),
      "precision": precision(rows.labels, predicted),
      "recall": recall(rows.labels, predicted),
      "f1_score": f1Score(rows.labels, predicted),
      "auc_roc": rocAucScore(rows.labels, scores),
    },
    probabilities,
    scores,
    predicted,
  };
}
