import { deepEqual, throws } from "node:assert/strict";
import { sharedBuffer } from "./make_buffer.ts";
import { tableOfColumns, trainingTable } from "./training_table.ts";

const CLASSES = { kind: "classes", classOf: Int32Array.of(0, 1, 0), nClasses: 2 } as const;

Deno.test("trainingTable() lays rows out by feature", () => {
  const features = Float32Array.of(3, 1, 5, 1, 3, 2);
  const { columns } = trainingTable(features, Int32Array.of(0, 1, 0), {
    nFeatures: 2,
    nClasses: 2,
  });
  deepEqual(columns.map(({ values }) => [...values!]), [[3, 5], [1, 2]]);
  deepEqual(columns.map(({ keys }) => [...keys]), [[0, 1, 0], [0, 0, 1]]);
});

Deno.test("tableOfColumns() can lie in memory that Workers share", () => {
  const { columns } = tableOfColumns([Float32Array.of(1, 2, 3)], CLASSES, {
    makeBuffer: sharedBuffer,
  });
  deepEqual(columns[0]!.keys.buffer instanceof SharedArrayBuffer, true);
  deepEqual(columns[0]!.values!.buffer instanceof SharedArrayBuffer, true);
});

Deno.test("tableOfColumns() finds features that may be missing, one a row as scikit-learn 1.6", () => {
  const columns = [
    Float32Array.of(NaN, 1, NaN),
    Float32Array.of(NaN, 2, 2),
    Float32Array.of(1, 2, NaN),
  ];
  // Row 0 is spent on feature 0, so that feature 1 is not seen; row 2 has feature 2 to give.
  deepEqual([...tableOfColumns(columns, CLASSES).mayBeMissing], [1, 0, 1]);
});

Deno.test("tableOfColumns() refuses what does not fit together", () => {
  const column = Float32Array.of(1, 2, 3);
  const table = (columns: Float32Array[], weights: number[] | null = null) =>
    tableOfColumns(columns, CLASSES, { weights: weights && Float64Array.from(weights) });
  throws(() => table([]), /nFeatures must be an integer >= 1: is 0/);
  throws(() => table([column, Float32Array.of(1)]), /must have 3 values: feature 1 has 1/);
  throws(() => table([Float32Array.of(1, -Infinity, 2)]), /row 1, feature 0 is -Infinity/);
  throws(() => table([column], [1, 2]), /every row must have a weight: are 2 of 3/);
  throws(() => table([column], [1, 2, -1]), /weights must be finite and >= 0: row 2 has -1/);
  const numbers = { kind: "numbers", numbers: Float64Array.of(1, NaN) } as const;
  throws(() => tableOfColumns([column], numbers), /every target must be finite: row 1 is NaN/);
});
