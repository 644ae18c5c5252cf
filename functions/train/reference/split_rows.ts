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
 * Splits a table into training and test rows as scikit-learn's `train_test_split(stratify=y)` does.
 *
 * @param table The data set.
 * @param told Outcomes that came true later. They are trained on and never tested with: the test rows are
 * the data set's own, always the same, so that nobody who tells outcomes sets the measure of a model.
 * @param options `testSize` is the share for the test, in (0, 1); `randomState` the seed.
 * @returns The rows, each part in the order of the split, outcomes last.
 * @throws {RangeError} If the data set is too small for the share.
 */
export function splitRows(
  table: Table,
  told: Table | null,
  options: { readonly testSize: number; readonly randomState: number },
): Split {
  const { train, test } = trainTestSplit(table.labels, { ...options, stratify: true });
  const own = takeRows(table, train);
  return {
    train: told === null || told.nRows === 0
      ? own
      : joinRows([own, takeRows(told, everyRow(told))]),
    test: takeRows(table, test),
  };
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
