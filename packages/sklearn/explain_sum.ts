import {
  allAtOnce,
  type Explainer,
  explainInPieces,
  prepareInPieces,
  type Rows,
} from "@mlops/model";
import { atOrigin } from "./chain.ts";
import { takeColumns } from "./take_columns.ts";
import { takeRow } from "./take_row.ts";

/** What an estimator adds to a sum. */
export interface Term {
  /** What explains the estimator. */
  readonly explainer: Explainer;
  /** Columns that it takes; `null` for all of them. */
  readonly columns: readonly number[] | null;
  /**
   * Tells what of it is added.
   *
   * @param output Output of the sum.
   * @returns Outputs of the estimator, and what each is multiplied with.
   */
  of(output: number): readonly { readonly output: number; readonly weight: number }[];
}

/**
 * Explains a weighted sum of what several estimators say: SHAP values are linear, so that they are the
 * same sum of the estimators' own.
 *
 * @param terms The estimators.
 * @param of The space of the sum, its outputs and columns, and what each output begins with.
 * @returns What explains the sum.
 */
export function explainSum(
  terms: readonly Term[],
  of: {
    space: Explainer["space"];
    nOutputs: number;
    nFeatures: number;
    start: (output: number) => number;
  },
): Explainer {
  function* explain(rows: Rows, row: number, output: number) {
    const one = takeRow(rows, row);
    const sums = new Float64Array(of.nFeatures);
    for (const { explainer, columns, of: partsOf } of terms) {
      const taken = columns === null ? one : takeColumns(one, columns);
      for (const { output: own, weight } of partsOf(output)) {
        const pieces = explainInPieces(explainer, taken, 0, own);
        const next = () =>
          columns === null ? pieces.next() : atOrigin(columns, () => pieces.next());
        let step = next();
        for (; !step.done; step = next()) yield;
        for (const [i, part] of step.value.entries()) sums[columns?.[i] ?? i]! += weight * part;
      }
    }
    return sums;
  }
  const total = (output: number, value: (explainer: Explainer, own: number) => number) =>
    terms.flatMap((term) =>
      term.of(output).map(({ output: own, weight }) =>
        [value(term.explainer, own), weight] as const
      )
    );
  return {
    space: of.space,
    nOutputs: of.nOutputs,
    *prepare() {
      for (const { explainer } of terms) {
        const refusal = yield* prepareInPieces(explainer);
        if (refusal !== null) return refusal;
      }
      return null;
    },
    baseValue: (output) =>
      total(output, (explainer, own) => explainer.baseValue(own))
        .reduce((sum, [value, weight]) => sum + weight * value, of.start(output)),
    contributions: (rows, row, output) => allAtOnce(explain(rows, row, output)),
    cost: (output) =>
      total(output, (explainer, own) => explainer.cost?.(own) ?? 0)
        .reduce((sum, [nanoseconds]) => sum + nanoseconds, 0),
    explain,
  };
}
