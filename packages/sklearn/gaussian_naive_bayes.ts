import type { Explainer, Label, Prediction, Rows } from "@mlops/model";
import { type ColumnTraits, NUMBER } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import { logSumExpLink } from "./log_sum_exp_link.ts";
import type { Predictor } from "./predictor.ts";
import { requireFinite } from "./require_finite.ts";

/** Sums in another order, and logarithms. */
const ROUNDING = 1e-11;

/** What is known of the columns in each class, arrays row-major `[nClasses, nFeatures]`. */
interface Normals {
  readonly kind: string;
  readonly classes: readonly Label[];
  readonly means: Float64Array;
  /** Smoothed, above 0. */
  readonly variances: Float64Array;
  /** What smoothed them. */
  readonly smoothing: number;
  /** Shape `[nClasses]`, above 0. */
  readonly priors: Float64Array;
  /** Training rows of each class, by weight. */
  readonly counts: Float64Array;
}

/**
 * Reads a classifier that takes each column for normally distributed in each class.
 *
 * @param estimator A GaussianNB.
 * @returns What predicts as it does.
 */
export function readGaussianNaiveBayes(estimator: Estimator): Predictor {
  estimator.version;
  const { classes, nFeatures } = estimator;
  const nCells = classes.length * nFeatures;
  estimator.requireSeveral(classes);
  const { shape } = estimator.array("theta_");
  if (shape.join() !== `${classes.length},${nFeatures}`) {
    throw estimator.fault(
      `must have theta_ of shape [${classes.length}, ${nFeatures}]: is [${shape.join(", ")}]`,
    );
  }
  const normals: Normals = {
    kind: estimator.name,
    classes,
    means: estimator.numbers("theta_", nCells),
    variances: estimator.numbers("var_", nCells),
    smoothing: estimator.number("epsilon_"),
    priors: estimator.numbers("class_prior_", classes.length),
    counts: estimator.numbers("class_count_", classes.length),
  };
  const isAbove0 = (numbers: Float64Array) => numbers.every((it) => it > 0);
  const { variances, priors, counts } = normals;
  if (!isAbove0(variances) || !isAbove0(priors) || !isAbove0(counts)) {
    throw estimator.fault("must have variances, priors and counts of its classes above 0");
  }
  return new GaussianNaiveBayes(normals);
}

class GaussianNaiveBayes implements Predictor {
  readonly kind: string;
  readonly columns: readonly ColumnTraits[];
  readonly classes: readonly Label[];
  readonly output = "probabilities";
  readonly rounding = ROUNDING;
  readonly hasScores = true;
  /** What it tells as scores is no decision function of Python's. */
  readonly scoreFactor = null;
  readonly #normals: Normals;
  /** What each class's logarithm begins with. */
  readonly #starts: Float64Array;

  constructor(normals: Normals) {
    this.#normals = normals;
    this.kind = normals.kind;
    this.classes = normals.classes;
    const nFeatures = normals.means.length / normals.classes.length;
    this.columns = Array.from({ length: nFeatures }, () => NUMBER);
    this.#starts = normals.priors.map((prior, k) => {
      const own = normals.variances.subarray(k * nFeatures, (k + 1) * nFeatures);
      const logs = own.reduce((sum, variance) => sum + Math.log(2 * Math.PI * variance), 0);
      return Math.log(prior) - 0.5 * logs;
    });
  }

  predict(rows: Rows): Prediction {
    return logSumExpLink(this.classes.length)(this.#jointLogs(rows), rows.nRows);
  }

  /** Log-odds of two classes; of more, the logarithm of each one's joint probability with the row. */
  scores(rows: Rows): Float64Array {
    const logs = this.#jointLogs(rows);
    if (this.classes.length > 2) return logs;
    return Float64Array.from(
      { length: rows.nRows },
      (_, row) => logs[2 * row + 1]! - logs[2 * row]!,
    );
  }

  #jointLogs(rows: Rows): Float64Array {
    requireFinite(rows);
    const nClasses = this.classes.length;
    const nFeatures = this.columns.length;
    const logs = new Float64Array(rows.nRows * nClasses);
    for (let row = 0; row < rows.nRows; row++) {
      for (let k = 0; k < nClasses; k++) {
        let sum = 0;
        for (let i = 0; i < nFeatures; i++) sum += this.#square(rows, row, { k, i });
        logs[row * nClasses + k] = this.#starts[k]! - 0.5 * sum;
      }
    }
    return logs;
  }

  /** Squared distance of a number from the mean of a class, in variances. */
  #square({ numbers }: Rows, row: number, { k, i }: { k: number; i: number }): number {
    const nFeatures = this.columns.length;
    const distance = numbers[row * nFeatures + i]! - this.#normals.means[k * nFeatures + i]!;
    return distance * distance / this.#normals.variances[k * nFeatures + i]!;
  }

  /** The mean of that over the training, which the classes' own means and variances tell. */
  #meanSquare(k: number, i: number): number {
    const { means, variances, smoothing, counts } = this.#normals;
    const nFeatures = this.columns.length;
    const at = k * nFeatures + i;
    let [sum, nRows] = [0, 0];
    for (const [other, count] of counts.entries()) {
      const from = other * nFeatures + i;
      const distance = means[from]! - means[at]!;
      sum += count * (variances[from]! - smoothing + distance * distance);
      nRows += count;
    }
    return sum / nRows / variances[at]!;
  }

  /** Each column adds to the scores what is its own: beside the mean of the training, exact SHAP values. */
  explainer(): Explainer {
    const nFeatures = this.columns.length;
    const isPair = this.classes.length === 2;
    const oddsOf = (output: number, of: (k: number) => number) =>
      isPair ? of(1) - of(0) : of(output);
    const base = (k: number) => {
      let sum = this.#starts[k]!;
      for (let i = 0; i < nFeatures; i++) sum -= 0.5 * this.#meanSquare(k, i);
      return sum;
    };
    return {
      space: "margin",
      nOutputs: isPair ? 1 : this.classes.length,
      baseValue: (output) => oddsOf(output, base),
      contributions: (rows, row, output) =>
        Float64Array.from({ length: nFeatures }, (_, i) =>
          oddsOf(
            output,
            (k) => 0.5 * (this.#meanSquare(k, i) - this.#square(rows, row, { k, i })),
          )),
    };
  }
}
