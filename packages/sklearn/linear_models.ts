import { NumpyArray } from "@mlops/pickle";
import { sigmoid } from "@mlops/trees";
import type { Estimator } from "./estimator.ts";
import { type LinearLink, rowSoftmax, secondClassLink } from "./linear_links.ts";
import { LinearPredictor } from "./linear_predictor.ts";
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
  requireOneTarget(estimator);
  return new LinearPredictor({
    ...readCoefficients(estimator, 1),
    kind: estimator.name,
    classes: [],
    link: null,
  });
}

/**
 * Reads a generalised linear model: a sum of weighted columns, through an exponential where its link is
 * the logarithm.
 *
 * @param estimator A PoissonRegressor, GammaRegressor or TweedieRegressor.
 * @returns What predicts as it does.
 */
export function readGeneralizedLinearModel(estimator: Estimator): Predictor {
  estimator.version;
  return new LinearPredictor({
    ...readCoefficients(estimator, 1),
    kind: estimator.name,
    classes: [],
    link: isLogarithmic(estimator) ? exponentialLink : null,
  });
}

function isLogarithmic(estimator: Estimator): boolean {
  if (estimator.name !== "TweedieRegressor") return true;
  const link = estimator.text("link");
  return link === "log" || link === "auto" && estimator.number("power") > 0;
}

/**
 * Reads a classifier that has scores and no probabilities.
 *
 * @param estimator A LinearSVC, RidgeClassifier, Perceptron or PassiveAggressiveClassifier.
 * @returns What predicts as it does.
 */
export function readScoringClassifier(estimator: Estimator): Predictor {
  estimator.version;
  return readClassifier(estimator, {
    linkOfTwo: bothSides,
    linkOfMany: asTheyAre,
    output: "scores",
  });
}

function requireOneTarget(estimator: Estimator): void {
  const { shape } = estimator.array("coef_");
  if (shape.length < 2 || shape[0]! <= 1) return;
  throw estimator.fault(
    `predicts ${shape[0]} targets at once, which is not supported: train a model for each`,
    "unsupported",
  );
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
  return readClassifier(estimator, {
    linkOfTwo: method === "multinomial" ? bothSidesLink : secondClassLink,
    linkOfMany: isOneVsRest ? oneVsRestLink : rowSoftmax,
    output: "probabilities",
  });
}

/**
 * Reads a classifier that takes all classes for normally distributed alike, each around a mean of its own,
 * which makes it linear.
 *
 * @param estimator A LinearDiscriminantAnalysis.
 * @returns What predicts as it does.
 */
export function readLinearDiscriminant(estimator: Estimator): Predictor {
  estimator.version;
  return readClassifier(estimator, {
    linkOfTwo: secondClassLink,
    linkOfMany: rowSoftmax,
    output: "probabilities",
  });
}

/**
 * Reads a classifier that was fitted by stochastic gradient descent.
 *
 * @param estimator An SGDClassifier.
 * @returns What predicts as it does; only the loss log_loss gives probabilities, all others scores.
 */
export function readSgdClassifier(estimator: Estimator): Predictor {
  const loss = estimator.text("loss");
  if (loss === "modified_huber") {
    throw estimator.fault(
      'has loss "modified_huber", whose probabilities are not supported: train with log_loss',
      "unsupported",
    );
  }
  if (loss !== "log_loss") return readScoringClassifier(estimator);
  estimator.version;
  return readClassifier(estimator, {
    linkOfTwo: secondClassLink,
    linkOfMany: oneVsRestLink,
    output: "probabilities",
  });
}

function readClassifier(
  estimator: Estimator,
  { linkOfTwo, linkOfMany, output }: {
    linkOfTwo: LinearLink;
    linkOfMany: LinearLink;
    output: "probabilities" | "scores";
  },
): Predictor {
  // A RidgeClassifier has them in what made numbers of its labels.
  const classes = estimator.has("_label_binarizer")
    ? estimator.open(estimator.value("_label_binarizer"), "_label_binarizer").classes
    : estimator.classes;
  estimator.requireSeveral(classes);
  const nScores = classes.length === 2 ? 1 : classes.length;
  return new LinearPredictor({
    ...readCoefficients(estimator, nScores),
    kind: estimator.name,
    classes,
    link: nScores === 1 ? linkOfTwo : linkOfMany,
    output,
  });
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

const exponentialLink: LinearLink = (scores, values) => {
  values[0] = Math.exp(scores[0]!);
};

/** The score of two classes for the second one, and against the first. */
const bothSides: LinearLink = (scores, values) => {
  values[0] = -scores[0]!;
  values[1] = scores[0]!;
};

const asTheyAre: LinearLink = (scores, values) => values.set(scores);

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
