import type { Estimator } from "./estimator.ts";

/** Smallest share of a class that a start value is computed of: float32's epsilon, later float64's. */
const EPSILON_UNTIL_7 = 2 ** -23;
const EPSILON_SINCE_8 = 2 ** -52;

/**
 * Computes what the scores of gradient boosting begin with, in scikit-learn's order of operations.
 *
 * @param estimator A GradientBoosting, whose `init_` is the default.
 * @param nOutputs Its scores.
 * @returns Start values, shape `[nOutputs]`.
 * @throws {ModelError} If it begins with an estimator of the trainer's own.
 */
export function initialScores(estimator: Estimator, nOutputs: number): Float64Array {
  const init = estimator.value("init_");
  if (init === "zero") return new Float64Array(nOutputs);
  const dummy = estimator.open(init, "init_");
  if (dummy.name === "DummyRegressor" && estimator.name.endsWith("Regressor")) {
    return dummy.numbers("constant_", nOutputs);
  }
  if (dummy.name === "DummyClassifier" && estimator.name.endsWith("Classifier")) {
    if (dummy.text("strategy") !== "prior") {
      throw dummy.fault("must have the strategy prior", "unsupported");
    }
    return scoresOfPriors(estimator, dummy.numbers("class_prior_"), nOutputs);
  }
  throw estimator.fault(
    `begins with ${dummy.name}: only the default init is supported`,
    "unsupported",
  );
}

function scoresOfPriors(
  estimator: Estimator,
  priors: Float64Array,
  nOutputs: number,
): Float64Array {
  const { version } = estimator;
  const epsilon = version >= 8 ? EPSILON_SINCE_8 : EPSILON_UNTIL_7;
  const p = priors.map((prior) => Math.min(Math.max(prior, epsilon), 1 - epsilon));
  if (p.length !== Math.max(2, nOutputs)) {
    throw estimator.fault(`must begin with a prior for each class: has ${p.length}`);
  }
  if (nOutputs === 1) {
    const score = version >= 4 ? logit(p[1]!) : Math.log(p[1]! / (1 - p[1]!));
    return Float64Array.of(estimator.text("loss") === "exponential" ? 0.5 * score : score);
  }
  if (version < 4) return p.map((share) => Math.log(share));
  // The symmetric multinomial logit: shares over their geometric mean.
  const mean = p.reduce((sum, share) => sum + Math.log(share), 0) / p.length;
  const geometricMean = Math.exp(mean);
  return p.map((share) => Math.log(share / geometricMean));
}

/** SciPy's logit, which is computed otherwise near one half. */
function logit(p: number): number {
  if (p < 0.3 || p > 0.65) return Math.log(p / (1 - p));
  const s = 2 * (p - 0.5);
  return Math.log1p(s) - Math.log1p(-s);
}
