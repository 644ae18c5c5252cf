import { type Rows, ValueError } from "@mlops/model";
import type { ColumnTraits } from "./column_traits.ts";
import type { Transformer } from "./transformer.ts";

/** Transformers one after the other. */
export class Chain implements Transformer {
  /** Number of columns that the first one takes. */
  readonly nInputs: number;
  /** The first one's input that each output of the last one comes from. */
  readonly sources: readonly number[];
  readonly #steps: readonly Transformer[];
  // Of each step: where its inputs come from.
  readonly #origins: readonly (readonly number[])[];

  /**
   * Joins steps that fit together.
   *
   * @param steps The steps; without any, columns stay as they are.
   * @param nInputs Number of columns.
   */
  constructor(steps: readonly Transformer[], nInputs: number) {
    this.nInputs = nInputs;
    this.#steps = steps;
    let origin: readonly number[] = Array.from({ length: nInputs }, (_, index) => index);
    const origins = [];
    for (const step of steps) {
      origins.push(origin);
      const before = origin;
      origin = step.sources.map((source) => before[source]!);
    }
    this.#origins = origins;
    this.sources = origin;
  }

  /**
   * Transforms rows by every step.
   *
   * @param rows Rows of `nInputs` columns.
   * @returns Rows of `sources.length` columns.
   * @throws {ValueError} If a value cannot be transformed, by the chain's own input.
   */
  transform(rows: Rows): Rows {
    let current = rows;
    for (const [index, step] of this.#steps.entries()) {
      const before = current;
      current = atOrigin(this.#origins[index]!, () => step.transform(before));
    }
    return current;
  }

  /**
   * Tells what it takes, where it hands on what it does not settle itself.
   *
   * @param after What the next step takes.
   * @returns What may be in each input.
   */
  traits(after: readonly ColumnTraits[]): ColumnTraits[] {
    return this.#steps.reduceRight((traits, step) => step.traits(traits), [...after]);
  }
}

/**
 * Runs a step, and names the column of a faulty value by where it came from.
 *
 * @param origin Where each of the step's columns came from.
 * @param run The step.
 * @returns What the step gave.
 * @throws {ValueError} By the column that it came from.
 */
export function atOrigin<T>(origin: readonly number[], run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ValueError(error.row, origin[error.feature] ?? error.feature, error.message);
  }
}
