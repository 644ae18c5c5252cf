import { REFERENCE_TASK } from "@mlops/tasks";
import type { Table } from "@mlops/tasks/reference";
import type { ConfirmedRow } from "@mlops/prediction_log";
import type { Rows } from "../reference/split_rows.ts";
import {
  keyOfValues,
  type Ranges,
  type ScreenedOutcomes,
  screenOutcomes,
} from "./screen_outcomes.ts";

/**
 * Screens outcomes beside the data set. Rows of models with other features or classes are left out.
 *
 * @param rows Rows of trusted sources, the oldest first.
 * @param own The data set.
 * @param test Its test rows.
 * @returns The rows to train on, and why others are not.
 */
export function screenFeedback(
  rows: readonly ConfirmedRow[],
  own: Table,
  test: Rows,
): ScreenedOutcomes<ConfirmedRow> {
  const usable = rows.filter(({ features, outcome }) =>
    (outcome === "0" || outcome === "1") &&
    REFERENCE_TASK.columns.every(({ name }) => Number.isFinite(features[name]))
  );
  const { columns } = REFERENCE_TASK;
  const testKeys = new Set(
    Array.from({ length: test.nRows }, (_, row) => {
      const begin = row * columns.length;
      return keyOfValues([...test.features.subarray(begin, begin + columns.length)]);
    }),
  );
  const names = columns.map(({ name }) => name);
  return screenOutcomes(usable, { ranges: rangesOf(own), nRows: own.nRows, testKeys, names });
}

function rangesOf({ features, nRows }: Table): Ranges {
  const { columns } = REFERENCE_TASK;
  return new Map(columns.map(({ name }, column) => {
    let [low, high] = [Infinity, -Infinity];
    for (let row = 0; row < nRows; row++) {
      const value = features[row * columns.length + column]!;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return [name, [low, high]] as const;
  }));
}

/**
 * Makes a table of confirmed outcomes, so that a training can take them beside the data set.
 *
 * @param rows Rows of the reference's features and classes.
 * @returns The table, in the same order.
 */
export function feedbackTable(rows: readonly ConfirmedRow[]): Table {
  return {
    features: Float64Array.from(
      rows.flatMap(({ features }) => REFERENCE_TASK.columns.map(({ name }) => features[name]!)),
    ),
    labels: Int32Array.from(rows, ({ outcome }) => Number(outcome)),
    nRows: rows.length,
  };
}
