import type { Rows } from "@mlops/model";
import type { ColumnTraits } from "./column_traits.ts";

/** A fitted step that makes columns of columns; each of its outputs comes from one input. */
export interface Transformer {
  /** Number of columns that it takes. */
  readonly nInputs: number;
  /** The input that each output comes from, shape `[nOutputs]`. */
  readonly sources: readonly number[];
  /**
   * Transforms rows.
   *
   * @param rows Columns in the order of the inputs.
   * @returns New rows of `sources.length` columns.
   * @throws {ValueError} If a value cannot be transformed, naming row and input.
   */
  transform(rows: Rows): Rows;
  /**
   * Tells what it takes, where it hands on what it does not settle itself.
   *
   * @param after What the next step takes in each output.
   * @returns What may be in each input.
   */
  traits(after: readonly ColumnTraits[]): ColumnTraits[];
}
