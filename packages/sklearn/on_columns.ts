import type { Rows } from "@mlops/model";
import { atOrigin } from "./chain.ts";
import { takeColumns } from "./take_columns.ts";

/**
 * Lets an estimator see some columns only.
 *
 * @param rows All columns.
 * @param columns Those that it takes, in its order; `null` for all of them.
 * @param run The estimator.
 * @returns What it gave.
 * @throws {ValueError} By the column among all of them.
 */
export function onColumns<T>(
  rows: Rows,
  columns: readonly number[] | null,
  run: (rows: Rows) => T,
): T {
  if (columns === null) return run(rows);
  const taken = takeColumns(rows, columns);
  return atOrigin(columns, () => run(taken));
}
