import type { Explainer, Label, Prediction, Rows } from "@mlops/model";
import type { PythonValue } from "@mlops/pickle";
import { sigmoid } from "@mlops/trees";
import type { ColumnTraits } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import { explainSum } from "./explain_sum.ts";
import { joinColumns } from "./mean_predictor.ts";
import { type Predictor, scoreFactorOf } from "./predictor.ts";

/** What makes a probability of a score. */
interface Calibrator {
  /** Makes it. */
  readonly calibrate: (score: number) => number;
  /** Of a sigmoid: what it multiplies a score with, and what it adds; `null` of steps. */
  readonly line: { readonly slope: number; readonly start: number } | null;
}

/** One classifier with what makes its scores probabilities. */
interface Calibrated {
  readonly predictor: Predictor;
  /** Calibrators, one for two classes, else one a class of the classifier. */
  readonly calibrators: readonly Calibrator[];
  /** Class that each of the classifier's is. */
  readonly outputs: readonly number[];
}

/**
 * Reads the mean of calibrated classifiers.
 *
 * @param estimator A CalibratedClassifierCV.
 * @returns What predicts as it does.
 */
export function readCalibration(estimator: Estimator): Predictor {
  estimator.version;
  const { classes } = estimator;
  const members = estimator.list("calibrated_classifiers_").map((value, index) =>
    readMember(estimator.open(value, `calibrated_classifiers_[${index}]`), classes)
  );
  const nFeatures = members[0]?.predictor.columns.length ?? 0;
  const isFitting = members.every(({ predictor }) => predictor.columns.length === nFeatures);
  if (!isFitting || nFeatures === 0 || classes.length < 2) {
    throw estimator.fault("must have classifiers of the same columns and of two classes or more");
  }
  return new CalibratedMean(estimator.name, classes, members);
}

function readMember(member: Estimator, classes: readonly Label[]): Calibrated {
  const predictor = member.parts.predictor(member.value("estimator"), `${member.path}.estimator`);
  if (predictor.hidesScores === true) {
    throw member.fault(
      `calibrates the decision_function of a ${predictor.kind}, which is not supported: bag calibrated ` +
        "classifiers, or leave the calibration out",
      "unsupported",
    );
  }
  const outputs = predictor.classes.map((label) => classes.indexOf(label));
  const calibrators = member.list("calibrators").map((value, index) =>
    readCalibrator(member, value, `calibrators[${index}]`)
  );
  const nNeeded = classes.length === 2 ? 1 : outputs.length;
  const isFitting = outputs.length > 0 && outputs.every((output) => output >= 0) &&
    calibrators.length === nNeeded && (classes.length > 2 || outputs.length === 2);
  if (!isFitting) {
    throw member.fault(`must have a calibrator for each class: has ${calibrators.length}`);
  }
  return { predictor, calibrators, outputs };
}

function readCalibrator(owner: Estimator, value: PythonValue, name: string): Calibrator {
  const calibrator = owner.open(value, name);
  if (calibrator.name === "_SigmoidCalibration") {
    const [a, b] = [calibrator.number("a_"), calibrator.number("b_")];
    return { calibrate: (score) => sigmoid(-(a * score + b)), line: { slope: -a, start: -b } };
  }
  if (calibrator.name === "IsotonicRegression") return readIsotonic(calibrator);
  throw calibrator.fault("is no calibrator that is supported", "unsupported");
}

/** Straight lines between the training's steps, as SciPy interpolates them. */
function readIsotonic(calibrator: Estimator): Calibrator {
  const x = calibrator.numbers("X_thresholds_");
  const y = calibrator.numbers("y_thresholds_", x.length);
  const low = calibrator.number("X_min_");
  const high = calibrator.number("X_max_");
  if (calibrator.text("out_of_bounds") !== "clip" || x.length === 0) {
    throw calibrator.fault("must clip scores and have a threshold");
  }
  const calibrate = (score: number) => {
    const clipped = score < low ? low : score > high ? high : score;
    if (x.length === 1) return y[0]!;
    // First threshold that is not below the score, but neither the first nor beyond the last.
    let [from, to] = [0, x.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (x[middle]! < clipped) from = middle + 1;
      else to = middle;
    }
    const above = Math.min(Math.max(from, 1), x.length - 1);
    const slope = (y[above]! - y[above - 1]!) / (x[above]! - x[above - 1]!);
    return slope * (clipped - x[above - 1]!) + y[above - 1]!;
  };
  return { calibrate, line: null };
}

class CalibratedMean implements Predictor {
  readonly kind: string;
  readonly columns: readonly ColumnTraits[];
  readonly classes: readonly Label[];
  readonly output = "probabilities";
  readonly rounding = 1e-10;
  readonly hasScores = false;
  readonly #members: readonly Calibrated[];

  constructor(kind: string, classes: readonly Label[], members: readonly Calibrated[]) {
    this.kind = kind;
    this.classes = classes;
    this.#members = members;
    this.columns = joinColumns(
      members.map(({ predictor }) => ({ predictor, columns: null })),
      members[0]!.predictor.columns.length,
    );
  }

  predict(rows: Rows): Prediction {
    const nClasses = this.classes.length;
    const sums = new Float64Array(rows.nRows * nClasses);
    for (const member of this.#members) {
      const scores = calibrationScores(member, rows, nClasses);
      const width = scores.length / rows.nRows;
      const values = new Float64Array(nClasses);
      for (let row = 0; row < rows.nRows; row++) {
        calibrate(member, scores.subarray(row * width, (row + 1) * width), values);
        for (let k = 0; k < nClasses; k++) sums[row * nClasses + k]! += values[k]!;
      }
    }
    return { values: sums.map((sum) => sum / this.#members.length), labels: null };
  }

  scores(): null {
    return null;
  }

  /**
   * Explains the log-odds of two classes where they are a line through the score of a single classifier.
   */
  explainer(): Explainer | string {
    const [{ predictor, calibrators: [calibrator] }] = this.#members as [Calibrated];
    if (this.#members.length > 1) {
      return `its probabilities are the mean of ${this.#members.length} calibrated classifiers, which no ` +
        "sum of contributions goes through: with ensemble=False and a sigmoid they could be explained";
    }
    const line = calibrator?.line ?? null;
    if (line === null || this.classes.length > 2) {
      return "its probabilities are calibrated by steps or over several classes, which no sum of " +
        "contributions goes through: those of two classes by a sigmoid could be explained";
    }
    const explainer = predictor.explainer();
    if (typeof explainer === "string") return explainer;
    const factor = scoreFactorOf(predictor);
    const { kind } = predictor;
    if ((factor !== null) !== (explainer.space === "margin")) {
      return `its ${kind} is explained in scores, and its probabilities are what is calibrated`;
    }
    return explainSum([{
      explainer,
      columns: null,
      of: () => [{ output: factor === null ? 1 : 0, weight: line.slope * (factor ?? 1) }],
    }], {
      space: "margin",
      nOutputs: 1,
      nFeatures: this.columns.length,
      start: () => line.start,
    });
  }
}

/** The decision function, or probabilities where there is none: of two classes the second one's. */
function calibrationScores({ predictor }: Calibrated, rows: Rows, nClasses: number): Float64Array {
  const factor = scoreFactorOf(predictor);
  const scores = factor === null ? null : predictor.scores(rows);
  if (scores !== null && factor !== null) return scores.map((score) => score * factor);
  const { values } = predictor.predict(rows);
  return nClasses === 2 ? values.filter((_, index) => index % 2 === 1) : values;
}

function calibrate(
  { calibrators, outputs }: Calibrated,
  scores: Float64Array,
  values: Float64Array,
): void {
  const nClasses = values.length;
  if (nClasses === 2) {
    const p = calibrators[0]!.calibrate(scores[0]!);
    values[0] = 1 - p;
    values[1] = p;
    return;
  }
  values.fill(0);
  let sum = 0;
  for (const [index, output] of outputs.entries()) {
    values[output] = calibrators[index]!.calibrate(scores[index]!);
  }
  for (const value of values) sum += value;
  for (let k = 0; k < nClasses; k++) {
    values[k] = sum === 0 ? 1 / nClasses : values[k]! / sum;
    // As scikit-learn cuts what rounding made larger than 1.
    if (values[k]! > 1 && values[k]! <= 1 + 1e-5) values[k] = 1;
  }
}
