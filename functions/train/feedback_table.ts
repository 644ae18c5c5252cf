import { REFERENCE_TASK } from "@mlops/tasks";
import type { Table } from "@mlops/tasks/reference";

/** A row that was predicted and whose outcome came true. */
export interface ConfirmedRow {
  /** Values by the features' names. */
  readonly features: Readonly<Record<string, number>>;
  /** The true class, as text. */
  readonly outcome: string;
}

/**
 * Makes a table of confirmed outcomes, so that a training can take them beside the data set. Rows of
 * models with other features or classes are left out.
 *
 * @returns The table, in the same order.
 */
export function feedbackTable(rows: readonly ConfirmedRow[]): Table {
  const usable = rows.filter(({ features, outcome }) =>
    (outcome === "0" || outcome === "1") &&
    REFERENCE_TASK.columns.every(({ name }) => Number.isFinite(features[name]))
  );
  return {
    features: Float64Array.from(
      usable.flatMap(({ features }) =>
        REFERENCE_TASK.columns.map(({ name }) => features[name] ?? NaN)
      ),
    ),
    labels: Int32Array.from(usable, ({ outcome }) => Number(outcome)),
    nRows: usable.length,
  };
}
