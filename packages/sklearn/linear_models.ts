import { NumpyArray } from "@mlops/pickle";
import { sigmoid } from "@mlops/trees";
import type { Estimator } from "./estimator.ts";
import { type LinearLink, LinearPredictor } from "./linear_predictor.ts";
import type { Predictor } from "./predictor.ts";

/** Since then a LogisticRegression has no `multi_class`: several classes are a softmax. */
const NO_MULTI_CLASS_SINCE = 8;

/**
 * Reads a regression that is a sum of weighted columns, however it was fitted.
 *
 * @param estimator A LinearRegression, or one that is penalised or robust.
 * @returns What predicts as it does.
 */
export function readLinearRegression(estimator: Estimator): Predictor {
  estimator.version;
  return new LinearPredictor({
    ...readCoefficients(estimator, 1),
    kind: estimator.name,
    classes: [],
    link: null,
  });
}

/**
 * Reads a logistic regression.
 *
 * @param estimator A LogisticRegression or LogisticRegressionCV.
 * @returns What predicts as it does.
 */
export function readLogisticRegression(estimator: Estimator): Predictor {
  const { version } = estimator;
  const method = version >= NO_MULTI_CLASS_SINCE ? null : estimator.optional("multi_class");
  const isLiblinear = estimator.optional("solver") === "liblinear";
  const isOneVsRest = method === "ovr" ||
    ((method === "auto" || method === "deprecated") && isLiblinear);
  return readClassifier(estimator, isOneVsRest, method === "multinomial");
}

/**
 * Reads a logistic regression that was fitted by stochastic gradient descent.
 *
 * @param estimator An SGDClassifier.
 * @returns What predicts as it does.
 * @throws {ModelError} If its loss gives no probabilities.
 */
export function readSgdClassifier(estimator: Estimator): Predictor {
  estimator.version;
  const loss = estimator.text("loss");
  if (loss !== "log_loss") {
    throw estimator.fault(
      `has loss ${JSON.stringify(loss.slice(0, 40))}: only log_loss gives probabilities`,
      "unsupported",
    );
  }
  return readClassifier(estimator, true, false);
}

function readClassifier(
  estimator: Estimator,
  isOneVsRest: boolean,
  isMultinomial: boolean,
): Predictor {
  const { classes } = estimator;
  if (classes.length < 2) throw estimator.fault(`must have two classes: has ${classes.length}`);
  const nScores = classes.length === 2 ? 1 : classes.length;
  const link = nScores === 1
    ? isMultinomial ? bothSidesLink : secondClassLink
    : isOneVsRest
    ? oneVsRestLink
    : rowSoftmax;
  const coefficients = readCoefficients(estimator, nScores);
  return new LinearPredictor({ ...coefficients, kind: estimator.name, classes, link });
}

function readCoefficients(
  estimator: Estimator,
  nScores: number,
): { coefficients: Float64Array; intercepts: Float64Array } {
  const { nFeatures } = estimator;
  const { shape } = estimator.array("coef_");
  const isVector = nScores === 1 && shape.length === 1 && shape[0] === nFeatures;
  const isMatrix = shape.length === 2 && shape[0] === nScores && shape[1] === nFeatures;
  if (!isVector && !isMatrix) {
    throw estimator.fault(
      `must have coef_ of shape [${nScores}, ${nFeatures}]: coef_ is [${shape.join(", ")}]`,
    );
  }
  const intercepts = estimator.value("intercept_");
  return {
    coefficients: estimator.numbers("coef_"),
    // Without an intercept the attribute is the number 0, whatever the scores.
    intercepts: nScores > 1 && !(intercepts instanceof NumpyArray)
      ? new Float64Array(nScores).fill(estimator.number("intercept_"))
      : broadcast(estimator.numbers("intercept_"), nScores, estimator),
  };
}

function broadcast(numbers: Float64Array, length: number, estimator: Estimator): Float64Array {
  if (numbers.length === length) return numbers;
  if (numbers.length === 1) return new Float64Array(length).fill(numbers[0]!);
  throw estimator.fault(`must have ${length} numbers as intercept_: has ${numbers.length}`);
}

const secondClassLink: LinearLink = (scores, values) => {
  const p = sigmoid(scores[0]!);
  values[0] = 1 - p;
  values[1] = p;
};

/** Two classes as a softmax of both signs of the score. */
const bothSidesLink: LinearLink = (scores, values) => {
  rowSoftmax(Float64Array.of(-scores[0]!, scores[0]!), values);
};

/** Each class against all others, then brought to the sum 1. */
const oneVsRestLink: LinearLink = (scores, values) => {
  let sum = 0;
  for (let k = 0; k < scores.length; k++) {
    values[k] = sigmoid(scores[k]!);
    sum += values[k]!;
  }
  for (let k = 0; k < scores.length; k++) {
    values[k] = sum === 0 ? 1 / scores.length : values[k]! / sum;
  }
};

function rowSoftmax(scores: Float64Array, values: Float64Array): void {
  const largest = Math.max(...scores);
  let sum = 0;
  for (let k = 0; k < scores.length; k++) {
    values[k] = Math.exp(scores[k]! - largest);
    sum += values[k]!;
  }
  for (let k = 0; k < scores.length; k++) values[k]! /= sum;
}
