import { type Rows, ValueError } from "@mlops/model";
import { NumpyArray } from "@mlops/pickle";
import type { Estimator } from "./estimator.ts";
import { naiveBayes } from "./naive_bayes.ts";
import type { Predictor } from "./predictor.ts";
import { requireFinite } from "./require_finite.ts";

/** What is known of one column. */
interface Categories {
  /** Their number. */
  readonly length: number;
  /** Logarithm of each category's share of a class, row-major `[nClasses, length]`. */
  readonly logs: Float64Array;
  /** The mean of that over the training, shape `[nClasses]`. */
  readonly means: Float64Array;
}

/**
 * Reads a classifier that knows how often each class had each category of a column, which are the whole
 * numbers from 0 on.
 *
 * @param estimator A CategoricalNB.
 * @returns What predicts as it does; a category that it does not know is a `ValueError`, as in Python.
 */
export function readCategoricalNaiveBayes(estimator: Estimator): Predictor {
  estimator.version;
  const { classes, nFeatures } = estimator;
  const nClasses = classes.length;
  estimator.requireSeveral(classes);
  const columns = readColumns(estimator, nClasses, nFeatures);
  return naiveBayes({
    kind: estimator.name,
    classes,
    nFeatures,
    starts: estimator.numbers("class_log_prior_", nClasses),
    check: (rows) => requireKnown(rows, columns),
    // Python cuts off what is behind the point.
    term: (k, i, x) => columns[i]!.logs[k * columns[i]!.length + Math.trunc(x)]!,
    meanTerm: (k, i) => columns[i]!.means[k]!,
  });
}

function readColumns(estimator: Estimator, nClasses: number, nFeatures: number): Categories[] {
  const tables = (name: string) => {
    const items = estimator.list(name);
    if (items.length === nFeatures) return items;
    throw estimator.fault(`must have ${nFeatures} tables as ${name}: has ${items.length}`);
  };
  const counted = tables("category_count_");
  return tables("feature_log_prob_").map((item, column) => {
    const read = (value: typeof item | undefined, name: string) => {
      const { shape } = value instanceof NumpyArray ? value : { shape: [] };
      if (!(value instanceof NumpyArray) || shape.length !== 2 || shape[0] !== nClasses) {
        throw estimator.unfit(`${name}[${column}]`, `an array of ${nClasses} rows`, value);
      }
      return estimator.decode(name, () => value.toFloat64Array());
    };
    const logs = read(item, "feature_log_prob_");
    const ofClasses = read(counted[column], "category_count_");
    const length = logs.length / nClasses;
    // Training rows of each category, by weight.
    const counts = new Float64Array(length);
    for (const [at, count] of ofClasses.entries()) counts[at % length]! += count;
    const nRows = counts.reduce((sum, count) => sum + count, 0);
    const means = Float64Array.from(
      { length: nClasses },
      (_, k) =>
        counts.reduce((sum, count, category) => sum + count * logs[k * length + category]!, 0) /
        nRows,
    );
    const isSound = ofClasses.length === logs.length && ofClasses.every((count) => count >= 0) &&
      logs.every(Number.isFinite) && means.every(Number.isFinite);
    if (isSound) return { length, logs, means };
    throw estimator.fault(
      `must have finite logarithms and counts of the categories of column ${column}, with an alpha above 0`,
    );
  });
}

function requireKnown(rows: Rows, columns: readonly Categories[]): void {
  requireFinite(rows);
  for (const [at, x] of rows.numbers.entries()) {
    const column = at % columns.length;
    const nCategories = columns[column]!.length;
    const category = Math.trunc(x);
    if (category >= 0 && category < nCategories) continue;
    throw new ValueError(
      (at - column) / columns.length,
      column,
      `must be a category from 0 to ${nCategories - 1}: is ${x}`,
    );
  }
}
