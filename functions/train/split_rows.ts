import { REFERENCE_TASK } from "@mlops/tasks";
import type { Table } from "@mlops/tasks/reference";
import { trainTestSplit } from "@mlops/forest";

/** Some rows of a table. */
export interface Rows {
  /** Values as the table has them, row-major `[nRows, 8]`. */
  readonly features: Float64Array;
  /** The same as the forest sees them, row-major `[nRows, 8]`. */
  readonly features32: Float32Array;
  /** 1 for the second class, 0 for the first, shape `[nRows]`. */
  readonly labels: Int32Array;
  /** Number of rows. */
  readonly nRows: number;
}

/** Rows to fit on, and rows that the fit never sees. */
export interface Split {
  /** For the fit. */
  readonly train: Rows;
  /** For the measures. */
  readonly test: Rows;
}

/**
 * Splits tables into training and test rows, each table by itself, with the same share of each class
 * on both sides; one table is split as scikit-learn's `train_test_split(stratify=y)` does.
 *
 * The first table is the data set. Tables after it, e.g. outcomes that came true later, leave the
 * data set's test rows where they are, so that models of different days compare on unseen rows. One
 * too small to be split is all for training.
 *
 * @param tables The data set, then any others.
 * @param options `testSize` is the share for the test, in (0, 1); `randomState` the seed.
 * @returns The rows, table after table, each in the order of the split.
 * @throws {RangeError} If the data set is too small for the share.
 */
export function splitRows(
  tables: readonly [Table, ...Table[]],
  options: { readonly testSize: number; readonly randomState: number },
): Split {
  const parts = tables.map((table, index) => {
    if (index > 0 && !isSplittable(table.labels, options.testSize)) {
      return { train: takeRows(table, everyRow(table)), test: takeRows(table, []) };
    }
    const { train, test } = trainTestSplit(table.labels, { ...options, stratify: true });
    return { train: takeRows(table, train), test: takeRows(table, test) };
  });
  return {
    train: joinRows(parts.map((part) => part.train)),
    test: joinRows(parts.map((part) => part.test)),
  };
}

/** scikit-learn wants two rows of each class, and a row of each class on both sides. */
function isSplittable(labels: Int32Array, testSize: number): boolean {
  const nPositive = labels.reduce((sum, label) => sum + label, 0);
  const nTest = Math.ceil(testSize * labels.length);
  return nPositive >= 2 && labels.length - nPositive >= 2 && nTest >= 2 &&
    labels.length - nTest >= 2;
}

function everyRow(table: Table): number[] {
  return Array.from({ length: table.nRows }, (_, row) => row);
}

function takeRows(table: Table, rows: ArrayLike<number>): Rows {
  const nFeatures = REFERENCE_TASK.columns.length;
  const features = new Float64Array(rows.length * nFeatures);
  const labels = new Int32Array(rows.length);
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    features.set(
      table.features.subarray(row * nFeatures, (row + 1) * nFeatures),
      index * nFeatures,
    );
    labels[index] = table.labels[row]!;
  }
  return { features, features32: Float32Array.from(features), labels, nRows: rows.length };
}

function joinRows(parts: readonly Rows[]): Rows {
  const features = Float64Array.from(parts.flatMap((part) => [...part.features]));
  const labels = Int32Array.from(parts.flatMap((part) => [...part.labels]));
  return { features, features32: Float32Array.from(features), labels, nRows: labels.length };
}
