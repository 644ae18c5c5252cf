import {
  checkFit,
  checkForestParams,
  type ForestParams,
  type MakeBuffer,
  tableOfColumns,
  type Target,
  type TrainingTable,
  withClassWeights,
} from "@mlops/forest";
import type { LaidOutRows } from "../fit_workers.ts";
import type { FeatureRows } from "./feature_rows.ts";

/**
 * Lays rows of a table out for growing, one column after the other.
 *
 * @param rows The rows.
 * @param target What is to be predicted of them.
 * @param params The hyper-parameters; what they say of classes weighs the rows.
 * @returns How many rows there are, and what lays them out.
 * @throws {RangeError} When they are laid out: if the parameters do not suit the rows.
 */
export function layOutRows(rows: FeatureRows, target: Target, params: ForestParams): LaidOutRows {
  return {
    nRows: rows.nRows,
    layOut(makeBuffer: MakeBuffer): TrainingTable {
      checkForestParams(params);
      const weights = withClassWeights(target, params, null);
      const table = tableOfColumns(rows.columns(), shared(target, makeBuffer), {
        weights,
        makeBuffer,
      });
      checkFit(table, params);
      return table;
    },
  };
}

function shared(target: Target, makeBuffer: MakeBuffer): Target {
  if (target.kind === "numbers") {
    const numbers = new Float64Array(makeBuffer(8 * target.numbers.length));
    numbers.set(target.numbers);
    return { kind: "numbers", numbers };
  }
  const classOf = new Int32Array(makeBuffer(4 * target.classOf.length));
  classOf.set(target.classOf);
  return { ...target, classOf };
}
