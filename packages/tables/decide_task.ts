import type { Column } from "./column.ts";

/** Most whole numbers that are taken for classes. */
const MAX_CLASSES = 20;

/** Rows that each of them must have, on average. */
const ROWS_PER_CLASS = 5;

/**
 * Decides what is predicted of a column: words, true and false, and few whole numbers are classes;
 * other numbers are values.
 *
 * @param target The column.
 * @returns The task, and half a sentence that says what it was decided by.
 */
export function decideTask(
  target: Column,
): { readonly task: "classification" | "regression"; readonly decidedBy: string } {
  if (target.kind === "category") return { task: "classification", decidedBy: "it holds words" };
  if (target.kind === "boolean") {
    return { task: "classification", decidedBy: "it holds true and false" };
  }
  if (target.kind === "date") return { task: "regression", decidedBy: "it holds dates" };
  if (!target.isWhole) return { task: "regression", decidedBy: "it holds numbers with fractions" };
  const values = new Set<number>();
  for (const value of target.values) {
    if (!Number.isNaN(value)) values.add(value);
    if (values.size > MAX_CLASSES) {
      const decidedBy = `it holds more than ${MAX_CLASSES} different whole numbers`;
      return { task: "regression", decidedBy };
    }
  }
  const nRows = target.values.length - target.nMissing;
  const count = values.size === 0
    ? "it holds no value"
    : values.size === 1
    ? "it holds a single whole number"
    : `it holds ${values.size} different whole numbers in ${nRows} rows`;
  const isFew = nRows >= ROWS_PER_CLASS * values.size;
  return { task: isFew ? "classification" : "regression", decidedBy: count };
}
