import type { Explainer, Label, OutputKind, Prediction, Rows } from "@mlops/model";
import { type ColumnTraits, UNUSED } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import type { Predictor } from "./predictor.ts";

/**
 * Reads a classifier that says the same of every row: the baseline that others are held against.
 *
 * @param estimator A DummyClassifier.
 * @returns What predicts as it does.
 * @throws {ModelError} If it guesses at random.
 */
export function readDummyClassifier(estimator: Estimator): Predictor {
  estimator.version;
  const { classes } = estimator;
  const strategy = estimator.text("strategy");
  estimator.requireSeveral(classes);
  const priors = estimator.numbers("class_prior_", classes.length);
  if (strategy === "prior") return new Constant(estimator, classes, priors);
  const certain = strategy === "most_frequent"
    ? priors.indexOf(Math.max(...priors))
    : strategy === "constant"
    ? classes.indexOf(constantLabel(estimator))
    : -1;
  if (certain === -1) {
    throw estimator.fault(
      `guesses at random (strategy ${JSON.stringify(strategy.slice(0, 40))}): use prior, ` +
        "most_frequent or constant",
      "unsupported",
    );
  }
  return new Constant(
    estimator,
    classes,
    Float64Array.from(classes, (_, k) => Number(k === certain)),
  );
}

/**
 * Reads a regression that says the same of every row.
 *
 * @param estimator A DummyRegressor.
 * @returns What predicts as it does.
 */
export function readDummyRegressor(estimator: Estimator): Predictor {
  estimator.version;
  return new Constant(estimator, [], estimator.numbers("constant_", 1));
}

function constantLabel(estimator: Estimator): Label {
  const value = estimator.value("constant");
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  throw estimator.unfit("constant", "a label", value);
}

/** The same prediction for every row, whatever stands in it. */
class Constant implements Predictor {
  readonly kind: string;
  readonly columns: readonly ColumnTraits[];
  readonly classes: readonly Label[];
  readonly output: OutputKind;
  readonly rounding = 0;
  readonly hasScores = false;
  readonly #values: Float64Array;

  constructor(estimator: Estimator, classes: readonly Label[], values: Float64Array) {
    this.kind = estimator.name;
    if (!estimator.has("n_features_in_")) {
      throw estimator.fault(
        "does not tell its columns, as none did before scikit-learn 1.4: fit it with a newer one",
        "unsupported",
      );
    }
    this.columns = Array.from({ length: estimator.nFeatures }, () => UNUSED);
    this.classes = classes;
    this.output = classes.length > 0 ? "probabilities" : "value";
    this.#values = values;
  }

  predict({ nRows }: Rows): Prediction {
    const nOutputs = this.#values.length;
    const values = new Float64Array(nRows * nOutputs);
    for (let row = 0; row < nRows; row++) values.set(this.#values, row * nOutputs);
    return { values, labels: null };
  }

  scores(): null {
    return null;
  }

  /** Nothing contributes: all of it is the base value. */
  explainer(): Explainer {
    return {
      space: this.classes.length > 0 ? "probability" : "value",
      nOutputs: this.#values.length,
      baseValue: (output) => this.#values[output]!,
      contributions: () => new Float64Array(this.columns.length),
    };
  }
}
