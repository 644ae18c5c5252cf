import { type Rows, ValueError } from "@mlops/model";

/**
 * Holds columns that other steps may have made to what most estimators of scikit-learn take.
 *
 * @param rows The rows.
 * @throws {ValueError} If a value is missing or infinite, naming its row and column.
 */
export function requireFinite({ nRows, numbers }: Rows): void {
  for (let i = 0; i < numbers.length; i++) {
    if (Number.isFinite(numbers[i])) continue;
    const nColumns = numbers.length / nRows;
    const what = Number.isNaN(numbers[i]) ? "must not be missing" : "must be finite";
    throw new ValueError(Math.floor(i / nColumns), i % nColumns, what);
  }
}
