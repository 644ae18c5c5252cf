/** A column of a table that a graph takes for itself: its input has the column's name. */
export interface GraphColumn {
  /** Name of the column. */
  readonly name: string;
  /**
   * What the input holds: float32 numbers, in which NaN is missing; int64; bool; or words, of which those
   * that are not known are missing.
   */
  readonly kind: "number" | "integer" | "boolean" | "category";
  /** Words by the numbers 0, 1, … that trees compare; `null` for what is no category. */
  readonly categories: readonly string[] | null;
}
