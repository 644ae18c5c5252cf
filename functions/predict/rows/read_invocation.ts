import type { Rows } from "@mlops/model";
import { letArrivalsIn } from "../http/let_arrivals_in.ts";
import { Problem } from "../http/problem.ts";
import { requireFewValues } from "./price.ts";
import type { RowReader } from "./row_reader.ts";
import { type Fault, ValidationError } from "../http/validation_error.ts";

/** A JSON object. */
type Json = Readonly<Record<string, unknown>>;

/** A table as it came: cells by row, with names for the columns if it has any. */
interface Table {
  readonly columns: readonly string[] | null;
  readonly rows: readonly (readonly unknown[])[];
}

const FORMATS = ["dataframe_split", "dataframe_records", "instances", "inputs"] as const;

/** Bytes that are read, in some 10 ms, before others get their turn. */
const PIECE = 256 * 1024;

/**
 * Reads a CSV with the columns' names in its first line, in pieces, between which everything else goes
 * on.
 *
 * @param text The CSV.
 * @param reader Reads the model's features.
 * @returns The rows; `null` if there are none.
 * @throws {Problem} 400 if it is no CSV.
 * @throws {ValidationError} If a feature is missing or a cell is no value of its feature.
 */
export async function readCsvInvocation(text: string, reader: RowReader): Promise<Rows | null> {
  // Loaded with the first table, as no other prediction needs it.
  const { CsvRows } = await import("./csv_rows.ts");
  const csv = new CsvRows(reader);
  const bytes = new TextEncoder().encode(text);
  const parts: Rows[] = [];
  for (let start = 0; start < bytes.length; start += PIECE) {
    if (start > 0) await letArrivalsIn();
    parts.push(csv.push(bytes.subarray(start, start + PIECE)));
  }
  parts.push(csv.finish());
  return parts.every(({ nRows }) => nRows === 0) ? null : joined(parts, reader);
}

function joined(parts: readonly Rows[], reader: RowReader): Rows {
  const whole = reader.empty(parts.reduce((sum, { nRows }) => sum + nRows, 0));
  let offset = 0;
  for (const { numbers, texts } of parts) {
    whole.numbers.set(numbers, offset);
    texts?.forEach((text, index) => whole.texts![offset + index] = text);
    offset += numbers.length;
  }
  return whole;
}

/**
 * Reads a body of MLflow's scoring protocol 2.0: an object with exactly one of `dataframe_split`,
 * `dataframe_records`, `instances` and `inputs`; `params` is taken and left aside.
 *
 * @param body What `JSON.parse` made of it.
 * @param reader Reads the model's features.
 * @returns The rows; `null` if there are none.
 * @throws {Problem} 400 if it has another form.
 * @throws {ValidationError} If a feature is missing or a value is none of its feature.
 */
export function readInvocation(body: unknown, reader: RowReader): Rows | null {
  const wanted = `The input must be a JSON dictionary with exactly one of the input fields ${
    FORMATS.join(", ")
  }`;
  if (!isObject(body)) throw new Problem(400, wanted);
  const given = FORMATS.filter((format) => Object.hasOwn(body, format));
  const [format] = given;
  if (format === undefined || given.length > 1) {
    throw new Problem(400, `${wanted}: has ${given.length}`);
  }
  if (Object.hasOwn(body, "signature_name")) {
    throw new Problem(400, "signature_name is not supported");
  }
  const value = body[format];
  const table = format === "dataframe_split"
    ? readSplit(value, reader.readers.length)
    : format === "dataframe_records"
    ? readRecords(value, format, reader)
    : format === "inputs" && isObject(value)
    ? readColumns(value)
    : Array.isArray(value) && isObject(value[0])
    ? readRecords(value, format, reader)
    : readArrays(value, format);
  return toRows(table, reader, format);
}

function readSplit(value: unknown, nFeatures: number): Table {
  if (!isObject(value)) throw new Problem(400, "dataframe_split must be an object");
  const { columns, data } = value;
  const rows = readArrays(data, "dataframe_split.data").rows;
  if (columns === undefined) return { columns: null, rows };
  if (!Array.isArray(columns)) throw new Problem(400, "dataframe_split.columns must be an array");
  if (columns.every((column) => typeof column === "string")) return { columns, rows };
  // pandas numbers the columns of a table without names.
  if (columns.every((column, place) => column === place)) {
    return { columns: columns.length === nFeatures ? null : columns.map(String), rows };
  }
  throw new Problem(400, "dataframe_split.columns must be names");
}

/** Takes the features of records; a table of whatever other keys they have would grow with their square. */
function readRecords(value: unknown, format: string, { readers }: RowReader): Table {
  if (!Array.isArray(value) || !value.every(isObject)) {
    throw new Problem(400, `${format} must be an array of objects`);
  }
  requireFewValues(value.length, readers.length);
  const records = value as Json[];
  const columns = readers.map(({ feature }) => feature.name)
    .filter((name) => records.some((record) => Object.hasOwn(record, name)));
  const rows = records.map((record) =>
    columns.map((column) => Object.hasOwn(record, column) ? record[column] : undefined)
  );
  return { columns, rows };
}

function readColumns(value: Json): Table {
  const columns = Object.keys(value);
  const lengths = columns.map((column) => {
    const cells = value[column];
    if (!Array.isArray(cells)) throw new Problem(400, `inputs.${column} must be an array`);
    return cells.length;
  });
  const nRows = lengths.at(0) ?? 0;
  if (lengths.some((length) => length !== nRows)) {
    throw new Problem(400, "The columns of inputs must have the same length");
  }
  const rows = Array.from(
    { length: nRows },
    (_, row) => columns.map((column) => (value[column] as unknown[])[row]),
  );
  return { columns, rows };
}

function readArrays(value: unknown, format: string): Table {
  if (!Array.isArray(value) || !value.every((row) => Array.isArray(row))) {
    throw new Problem(400, `${format} must be an array of rows`);
  }
  return { columns: null, rows: value };
}

/** Puts the columns into the model's order, by name if the table has names. */
function toRows({ columns, rows }: Table, reader: RowReader, format: string): Rows | null {
  const faults: Fault[] = [];
  let faultCount = 0;
  const note = (path: readonly (string | number)[], reason: string) => {
    faultCount++;
    if (faults.length < 1000) faults.push({ path: [format, ...path], reason });
  };
  const { readers } = reader;
  const placeOf = findPlaces(columns ?? [], readers.map(({ feature }) => feature.name));
  if (columns !== null && (rows.length > 0 || format === "inputs")) {
    for (const { feature: { name } } of readers) {
      if (!placeOf.has(name)) note([name], `column ${name} is missing`);
    }
  }
  if (faultCount > 0) throw new ValidationError(faults, faultCount);
  if (rows.length === 0) return null;
  const width = columns?.length ?? readers.length;
  const places = readers.map(({ feature }, column) =>
    columns === null ? column : placeOf.get(feature.name) ?? -1
  );
  const read = reader.empty(rows.length);
  rows.forEach((cells, row) => {
    if (cells.length !== width) {
      note([row], `[${row}] must have ${width} values: has ${cells.length}`);
      return;
    }
    places.forEach((place, column) => {
      const feature = readers[column]!;
      if (feature.read(cells[place], read, row * readers.length + column)) return;
      note([row], `[${row}] ${feature.refusalOf(cells[place])}`);
    });
  });
  if (faultCount > 0) throw new ValidationError(faults, faultCount);
  return read;
}

/** Finds where the first column of each name stands; there may be far more columns than names. */
function findPlaces(columns: readonly string[], names: readonly string[]): Map<string, number> {
  const wanted = new Set(names);
  const places = new Map<string, number>();
  columns.forEach((column, place) => {
    if (wanted.has(column) && !places.has(column)) places.set(column, place);
  });
  return places;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
