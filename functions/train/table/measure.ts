import {
  accuracy,
  averagePrecision,
  balancedAccuracy,
  brierScore,
  explainedVariance,
  f1Score,
  logLoss,
  matthewsCorrelation,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  medianAbsoluteError,
  oneVersusRest,
  precision,
  predict,
  r2Score,
  recall,
  rocAucScore,
  type Target,
} from "@mlops/forest";

/** Metrics by name, as they stand in MLflow. */
export type Metrics = Readonly<Record<string, number>>;

/** Names of the metrics of each kind of task. */
export const METRICS = {
  binary: [
    "accuracy",
    "precision",
    "recall",
    "f1_score",
    "auc_roc",
    "average_precision",
    "balanced_accuracy",
    "mcc",
    "log_loss",
    "brier",
  ],
  multiclass: [
    "accuracy",
    "balanced_accuracy",
    "f1_macro",
    "f1_weighted",
    "log_loss",
    "roc_auc_ovr_macro",
    "mcc",
  ],
  regression: ["r2", "rmse", "mae", "median_ae", "mape", "explained_variance"],
} as const;

/**
 * Measures predictions as scikit-learn's metrics do.
 *
 * @param target What is true.
 * @param values What is predicted: probabilities, row-major `[nRows, nClasses]`, or numbers.
 * @returns The metrics of {@linkcode METRICS}; those that are not defined for these rows are left out.
 */
export function measure(target: Target, values: Float64Array): Metrics {
  const metrics = target.kind === "numbers"
    ? measureNumbers(target.numbers, values)
    : target.nClasses === 2
    ? measureTwo(target.classOf, values)
    : measureMany(target.classOf, values, target.nClasses);
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
}

/**
 * Finds the most likely class of each row.
 *
 * @param values Probabilities, row-major `[nRows, nClasses]`.
 * @param nClasses Number of classes.
 * @returns Their indices, shape `[nRows]`.
 */
export function likelyClasses(values: Float64Array, nClasses: number): Int32Array {
  return predict(values, Array.from({ length: nClasses }, (_, index) => index));
}

function measureNumbers(numbers: Float64Array, values: Float64Array): Metrics {
  // Of a target near zero a percentage says nothing.
  const isRelative = numbers.every((value) => Math.abs(value) >= 1e-9);
  return {
    "r2": r2Score(numbers, values),
    "rmse": Math.sqrt(meanSquaredError(numbers, values)),
    "mae": meanAbsoluteError(numbers, values),
    "median_ae": medianAbsoluteError(numbers, values),
    "mape": isRelative ? meanAbsolutePercentageError(numbers, values) : NaN,
    "explained_variance": explainedVariance(numbers, values),
  };
}

function measureTwo(classOf: Int32Array, values: Float64Array): Metrics {
  const scores = Float64Array.from(classOf, (_, row) => values[2 * row + 1]!);
  const predicted = likelyClasses(values, 2);
  return {
    "accuracy": accuracy(classOf, predicted),
    "precision": precision(classOf, predicted),
    "recall": recall(classOf, predicted),
    "f1_score": f1Score(classOf, predicted),
    "auc_roc": rocAucScore(classOf, scores),
    "average_precision": averagePrecision(classOf, scores),
    "balanced_accuracy": balancedAccuracy(classOf, predicted),
    "mcc": matthewsCorrelation(classOf, predicted),
    "log_loss": logLoss(classOf, values, 2),
    "brier": brierScore(classOf, scores),
  };
}

function measureMany(classOf: Int32Array, values: Float64Array, nClasses: number): Metrics {
  const predicted = likelyClasses(values, nClasses);
  return {
    "accuracy": accuracy(classOf, predicted),
    "balanced_accuracy": balancedAccuracy(classOf, predicted),
    "f1_macro": f1Score(classOf, predicted, { average: "macro" }),
    "f1_weighted": f1Score(classOf, predicted, { average: "weighted" }),
    "log_loss": logLoss(classOf, values, nClasses),
    "roc_auc_ovr_macro": oneVersusRest(rocAucScore, classOf, values, { nClasses }),
    "mcc": matthewsCorrelation(classOf, predicted),
  };
}
