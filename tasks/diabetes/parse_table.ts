import { type CellReader, CsvRowReader, featureCells, TableError } from "@mlops/tables/csv-rows";
import { FEATURES, TARGET } from "./features.ts";

/** A labelled table of patients. */
export interface Table {
  /** Values of the features, row-major `[nRows, 8]`, columns as in `FEATURES`. */
  readonly features: Float64Array;
  /** 1 with diabetes, 0 without, shape `[nRows]`. */
  readonly labels: Int32Array;
  /** Number of patients. */
  readonly nRows: number;
}

const FLOAT32_MAX = 3.4028234663852886e38;

/**
 * Reads a data set: a CSV with the eight features and the label, 0 or 1, as people have CSVs
 * (`@mlops/tables`). Columns may stand in any order; further ones are passed over.
 *
 * @example
 * ```ts
 * import { FEATURES, parseTable, TARGET } from "@mlops/tasks/diabetes";
 * import { deepEqual, equal } from "node:assert/strict";
 *
 * const header = [...FEATURES.map((feature) => feature.name), TARGET].join(",");
 * const table = parseTable(`${header}\n6,148,72,35,0,33.6,0.627,50,1\n1,85,66,29,0,26.6,0.351,31,0`);
 * equal(table.nRows, 2);
 * deepEqual(table.labels, Int32Array.of(1, 0));
 * equal(table.features[5], 33.6);
 * ```
 *
 * @param csv The whole table: its text, or the bytes of its file.
 * @param name Name of the file, for messages.
 * @returns Features and labels, rows in the order of the text.
 * @throws {TableError} With all faults: a column that is missing, a row with another number of cells, a
 * cell that is missing or no number that fits a float32, a label that is not 0 or 1, no rows, labels
 * that are all the same, or a file that is no CSV.
 */
export function parseTable(csv: string | Uint8Array, name = "CSV"): Table {
  const bytes = typeof csv === "string" ? new TextEncoder().encode(csv) : csv;
  const columns = tableColumns();
  const { nRows, numbers } = new CsvRowReader(columns, name).readWhole(bytes);
  const nFeatures = FEATURES.length;
  const features = new Float64Array(nRows * nFeatures);
  const labels = new Int32Array(nRows);
  for (let row = 0; row < nRows; row++) {
    const start = row * columns.length;
    features.set(numbers.subarray(start, start + nFeatures), row * nFeatures);
    labels[row] = numbers[start + nFeatures]!;
  }
  checkClasses(labels, name);
  return { features, labels, nRows };
}

/** Made when it is needed: programs that read no table, such as the page, carry none of it. */
function tableColumns(): CellReader[] {
  const rest = { categories: null, isNullable: false } as const;
  return [
    ...FEATURES.map(({ name }) =>
      featureCells({ ...rest, name, kind: "number", maxSize: FLOAT32_MAX })
    ),
    featureCells({ ...rest, name: TARGET, kind: "boolean" }),
  ];
}

function checkClasses(labels: Int32Array, file: string): void {
  const place = { line: 1, column: 1 };
  if (labels.length === 0) {
    const reason = "it must have rows below its header: has none";
    throw new TableError(file, [{ code: "no-rows", ...place, name: null, reason }]);
  }
  if (labels.includes(0) && labels.includes(1)) return;
  const reason = `${TARGET} must hold both 0 and 1: is always ${labels[0]}`;
  throw new TableError(file, [{ code: "one-class", ...place, name: TARGET, reason }]);
}
