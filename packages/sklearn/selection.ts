import type { Rows } from "@mlops/model";
import { PythonDict } from "@mlops/pickle";
import { type ColumnTraits, NUMBER, UNUSED } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import { requireFinite } from "./require_finite.ts";
import { takeColumns } from "./take_columns.ts";
import type { Transformer } from "./transformer.ts";

/** Keeps some columns as they are, and drops the others. */
export class Selection implements Transformer {
  /** Number of columns. */
  readonly nInputs: number;
  /** The columns that it keeps. */
  readonly sources: readonly number[];
  readonly #takesMissing: boolean;

  /**
   * Takes what was selected.
   *
   * @param estimator The selection.
   * @param isKept Whether each column is kept.
   * @param takesMissing Whether values may be missing or infinite as far as its class is concerned, those that
   * it drops among them.
   */
  constructor(estimator: Estimator, isKept: readonly boolean[], takesMissing: boolean) {
    this.nInputs = isKept.length;
    this.sources = isKept.flatMap((it, column) => it ? [column] : []);
    this.#takesMissing = takesMissing || handsOnTables(estimator);
  }

  /** Transforms rows. */
  transform(rows: Rows): Rows {
    if (!this.#takesMissing) requireFinite(rows);
    return takeColumns(rows, this.sources);
  }

  /** Tells what it takes. */
  traits(after: readonly ColumnTraits[]): ColumnTraits[] {
    const traits = new Array<ColumnTraits>(this.nInputs).fill(this.#takesMissing ? UNUSED : NUMBER);
    for (const [index, column] of this.sources.entries()) {
      const next = after[index]!;
      traits[column] = this.#takesMissing
        ? next
        : { ...next, isNullable: false, mayBeInfinite: false };
    }
    return traits;
  }
}

/** Told to make tables of pandas, it takes columns out of one, which has names, without a look at any value. */
function handsOnTables(estimator: Estimator): boolean {
  const output = estimator.optional("_sklearn_output_config");
  return output instanceof PythonDict && output.get("transform") === "pandas" &&
    estimator.has("feature_names_in_");
}
