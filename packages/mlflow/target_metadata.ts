import type { WireObject } from "./wire_object.ts";

/** A value that a row may hold. */
export type CellValue = number | string | boolean | null;

/** What a model predicts, and what the training rows say of it. */
export interface TargetMetadata {
  /** Name of the column. */
  readonly name: string;
  /** What is predicted of it. */
  readonly kind: "classification" | "regression";
  /** Class labels in the order of the outputs. */
  readonly classes?: readonly (number | string | boolean)[];
  /** The second of two classes, which scores are of. */
  readonly positive?: number | string | boolean;
  /** Training rows of each class, shape `[nClasses]`. */
  readonly counts?: readonly number[];
  /** Unit of a number; empty if it has none. */
  readonly unit?: string;
  /** Whether no training row's number has a fraction. */
  readonly whole?: boolean;
  /** 0 %, 1 %, … 100 % quantiles of the training rows' numbers, shape `[101]`. */
  readonly quantiles?: readonly number[];
  /**
   * Such quantiles of the number less its prediction, of rows that were predicted by trees that have not
   * seen them: what intervals are made of, shape `[101]`.
   */
  readonly residuals?: readonly number[];
  /**
   * What is predicted of the test rows: quantiles as above of numbers, shape `[101]`; of more than two
   * classes how often each is, shape `[nClasses]`.
   */
  readonly predicted?: readonly number[];
  /** Share of the test rows that lie within the interval of 90 %, 0–1. */
  readonly coverage?: number;
}

/**
 * Reads what a model says of its target.
 *
 * @param wire The mapping.
 * @returns What it says.
 * @throws {ModelFormatError} If a key holds a value of another type.
 */
export function parseTarget(wire: WireObject): TargetMetadata {
  return {
    name: wire.string("name"),
    kind: wire.oneOf("kind", ["classification", "regression"]),
    ...wire.has("classes") && { classes: wire.labels("classes") },
    ...wire.has("positive") && { positive: wire.label("positive") },
    ...wire.has("counts") && { counts: wire.numbers("counts") },
    ...wire.has("unit") && { unit: wire.string("unit") },
    ...wire.has("whole") && { whole: wire.boolean("whole") },
    ...wire.has("quantiles") && { quantiles: wire.numbers("quantiles") },
    ...wire.has("residuals") && { residuals: wire.numbers("residuals") },
    ...wire.has("predicted") && { predicted: wire.numbers("predicted") },
    ...wire.has("coverage") && { coverage: wire.number("coverage") },
  };
}
