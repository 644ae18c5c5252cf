import type { Rows } from "@mlops/model";
import type { ColumnTraits } from "./column_traits.ts";

/** A fitted step that makes columns of columns; each of its outputs comes from one input, unless it says. */
export interface Transformer {
  /** Number of columns that it takes. */
  readonly nInputs: number;
  /** The input that each output comes from, the first where it comes from several, shape `[nOutputs]`. */
  readonly sources: readonly number[];
  /** Whether an output may come from several inputs; then it has `share` or is `unexplained`. Default: none does. */
  readonly joins?: boolean;
  /** Why contributions cannot be brought back through it. Default: they can. */
  readonly unexplained?: string | undefined;
  /** Whether its outputs are sums of all inputs, which only lines are carried back through. Default: no. */
  readonly mixes?: boolean;
  /** Whether it mixes inputs on the way, and changes the sums thereafter. Default: no. */
  readonly changesSums?: boolean;
  /** Whether it makes columns that are rounding errors and nothing else. Default: no. */
  readonly hasNoise?: boolean;
  /** Whether Python hands its outputs on as a sparse table. Default: if it was given one. */
  readonly isSparse?: boolean | undefined;
  /** Whether Python leaves the zeros of a sparse table as they are, and not those of others. Default: no. */
  readonly keepsZeros?: boolean;
  /** Outputs that are the same in every row, with their values. Default: none. */
  readonly constants?: ReadonlyMap<number, number>;
  /** Most columns that it makes of a row on the way. Default: as many as outputs. */
  readonly widest?: number;
  /**
   * Transforms rows.
   *
   * @param rows Columns in the order of the inputs.
   * @returns New rows of `sources.length` columns.
   * @throws {ValueError} If a value cannot be transformed, naming row and input.
   */
  transform(rows: Rows): Rows;
  /**
   * Inputs where None was a category of the training, shape `[nInputs]`: what was missing there was None
   * and not NaN. Default: none.
   */
  readonly hasNone?: readonly boolean[];
  /**
   * Tells what takes NaN for missing, and not None, where the next step knows None.
   *
   * @param hasNone Whether the next step knows None in each output.
   * @returns The same transformer, which hands None on there.
   */
  handingOnNone?(hasNone: readonly boolean[]): Transformer;
  /**
   * Shares what its outputs contribute to a prediction among its inputs, where it joins some.
   *
   * @param row One row of its inputs.
   * @param parts Contribution of each output, shape `[nOutputs]`.
   * @param slopes What a linear model right behind it multiplies each output with; `null` if there is none.
   * @returns Contribution of each input, shape `[nInputs]`, with the same sum.
   */
  share?(row: Rows, parts: Float64Array, slopes: Float64Array | null): Float64Array;
  /**
   * Tells what it takes, where it hands on what it does not settle itself.
   *
   * @param after What the next step takes in each output.
   * @returns What may be in each input.
   */
  traits(after: readonly ColumnTraits[]): ColumnTraits[];
}

/**
 * Brings contributions back through a step.
 *
 * @param step The step.
 * @param row One row of its inputs.
 * @param parts Contribution of each of its outputs.
 * @param slopes What a linear model right behind it multiplies each of them with.
 * @returns Contribution of each of its inputs.
 */
export function shareParts(
  step: Transformer,
  row: Rows,
  parts: Float64Array,
  slopes: Float64Array | null,
): Float64Array {
  if (step.share !== undefined) return step.share(row, parts, slopes);
  const shares = new Float64Array(step.nInputs);
  for (const [index, source] of step.sources.entries()) shares[source]! += parts[index]!;
  return shares;
}

/**
 * Tells how many columns a step makes of a row at most.
 *
 * @param step The step.
 * @returns Its `widest`.
 */
export function widestOf(step: Transformer): number {
  return step.widest ?? step.sources.length;
}
