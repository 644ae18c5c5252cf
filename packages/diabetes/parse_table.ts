import { DatasetSyntaxError } from "./dataset_syntax_error.ts";
import type { DatasetFault } from "./dataset_syntax_error.ts";
import { FEATURES, TARGET } from "./features.ts";
import { type Cell, locate, splitRecords } from "./split_records.ts";

/** A labelled table of patients. */
export interface Table {
  /** Values of the features, row-major `[nRows, 8]`, columns as in `FEATURES`. */
  readonly features: Float64Array;
  /** 1 with diabetes, 0 without, shape `[nRows]`. */
  readonly labels: Int32Array;
  /** Number of patients. */
  readonly nRows: number;
}

const COLUMNS: readonly string[] = [...FEATURES.map((feature) => feature.name), TARGET];
const MAX_FAULTS = 10;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads a data set: CSV with the eight features and the label, in that order, under their names.
 * Line ends are LF or CRLF, a byte-order mark, quoted cells and a missing last line end are accepted.
 *
 * @example
 * ```ts
 * import { FEATURES, parseTable, TARGET } from "@mlops/diabetes";
 * import { deepEqual, equal } from "node:assert/strict";
 *
 * const header = [...FEATURES.map((feature) => feature.name), TARGET].join(",");
 * const table = parseTable(`${header}\n6,148,72,35,0,33.6,0.627,50,1\n1,85,66,29,0,26.6,0.351,31,0`);
 * equal(table.nRows, 2);
 * deepEqual(table.labels, Int32Array.of(1, 0));
 * equal(table.features[5], 33.6);
 * ```
 *
 * @param text The whole table.
 * @returns Features and labels, rows in the order of the text.
 * @throws {DatasetSyntaxError} If the header differs, a row has another number of cells, a cell is
 * missing or no number that fits a float32, a label is not 0 or 1, there are no rows, all labels are
 * the same, or the text is an HTML page.
 */
export function parseTable(text: string): Table {
  const csv = text.replace(/^\uFEFF/, "");
  const faults = new FaultList(csv);
  if (/^\s*</.test(csv)) {
    const title = /<title[^>]*>([^<]{1,80})/i.exec(csv.slice(0, 10_000))?.[1]?.trim();
    faults.add(0, `must be CSV: is an HTML page${title === undefined ? "" : ` titled "${title}"`}`);
    throw faults.error();
  }
  const [header = [], ...rows] = splitRecords(csv);
  checkHeader(header, faults);
  faults.throwIfAny();

  const nFeatures = FEATURES.length;
  const features = new Float64Array(rows.length * nFeatures);
  const labels = new Int32Array(rows.length);
  rows.forEach((row, rowIndex) => {
    if (row.length !== COLUMNS.length) {
      faults.add(row[0]?.offset ?? 0, `a row must have 9 cells: has ${row.length}`);
      return;
    }
    row.forEach((cell, columnIndex) => {
      const name = COLUMNS[columnIndex]!;
      const value = readNumber(name, cell, faults);
      if (columnIndex < nFeatures) {
        features[rowIndex * nFeatures + columnIndex] = value;
        return;
      }
      labels[rowIndex] = value;
      if (!Number.isNaN(value) && value !== 0 && value !== 1) {
        faults.add(cell.offset, `${name} must be 0 or 1: is ${cell.text}`);
      }
    });
  });
  faults.throwIfAny();
  checkClasses(labels, header, faults);
  return { features, labels, nRows: rows.length };
}

/** Collects the first faults of a text and counts the rest. */
class FaultList {
  readonly #text: string;
  readonly #first: DatasetFault[] = [];
  #nMore = 0;

  constructor(text: string) {
    this.#text = text;
  }

  add(offset: number, reason: string): void {
    if (this.#first.length === MAX_FAULTS) this.#nMore++;
    else this.#first.push({ ...locate(this.#text, offset), reason });
  }

  error(): DatasetSyntaxError {
    const [first = { line: 1, column: 1, reason: "unreadable" }, ...others] = this.#first;
    return new DatasetSyntaxError([first, ...others], this.#nMore);
  }

  throwIfAny(): void {
    if (this.#first.length > 0) throw this.error();
  }
}

function checkHeader(header: readonly Cell[], faults: FaultList): void {
  COLUMNS.forEach((name, index) => {
    const cell = header[index];
    if (cell?.quoteFault === null && cell.text === name) return;
    const found = cell === undefined ? "is missing" : `is "${shorten(cell.text)}"`;
    const end = header.at(-1)?.end ?? 0;
    faults.add(cell?.offset ?? end, `column ${index + 1} must be named "${name}": ${found}`);
  });
  const extra = header[COLUMNS.length];
  if (extra !== undefined) {
    faults.add(extra.offset, `the header must have 9 columns: has ${header.length}`);
  }
}

function readNumber(name: string, cell: Cell, faults: FaultList): number {
  const value = NUMBER.test(cell.text) ? Number(cell.text) : NaN;
  if (cell.quoteFault !== null) {
    faults.add(cell.offset, `${name} must be a number: ${cell.quoteFault}`);
  } else if (cell.text === "") {
    faults.add(cell.offset, `${name} must be a number: is missing`);
  } else if (!Number.isFinite(Math.fround(value))) {
    faults.add(cell.offset, `${name} must be a finite number: is "${shorten(cell.text)}"`);
  } else return value;
  return NaN;
}

function checkClasses(labels: Int32Array, header: readonly Cell[], faults: FaultList): void {
  const target = header[FEATURES.length];
  if (labels.length === 0) {
    faults.add(target?.end ?? 0, "the table must have rows: has none");
  } else if (!labels.includes(0) || !labels.includes(1)) {
    faults.add(target?.offset ?? 0, `${TARGET} must hold both 0 and 1: is always ${labels[0]}`);
  }
  faults.throwIfAny();
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}
