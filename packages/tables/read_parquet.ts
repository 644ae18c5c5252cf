import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { describe } from "./assemble_table.ts";
import type { ByteSource } from "./byte_source.ts";
import type { Column } from "./column.ts";
import { GrowingArray } from "./growing_array.ts";
import { isoText } from "./iso_date.ts";
import { leftOut, reasonToLeaveOut } from "./leave_out.ts";
import { defaultNumberRules, NumberCells } from "./number_cells.ts";
import { checkSchemaNames, type ColumnSchema, columnSchema, type Schema } from "./schema.ts";
import { settleColumn, type SettledColumn } from "./settle_column.ts";
import { FaultList, TableError } from "./table_error.ts";
import type { ColumnDescription, Table, TableNote } from "./table.ts";
import { TextCells } from "./text_cells.ts";

/** What the file says that a column is; "nested" holds lists or records. */
type ParquetKind = "number" | "boolean" | "category" | "date" | "nested";

const MS_PER_DAY = 86_400_000;

/** Name that pandas gives to an index without one. */
const INDEX_NAME = /^__index_level_\d+__$/;

/**
 * Reads a Parquet file, column by column and row group by row group. Kinds are those of the file;
 * a null is a missing value, as are NaN and an empty text. Integers beyond 2^53, which no double holds,
 * make their column a category.
 *
 * The format is read by hyparquet (plain TypeScript, no permission, snappy, zstd, gzip, brotli, lz4).
 *
 * @param source The file.
 * @param schema What is known of it, the target in it.
 * @returns The table.
 * @throws {TableError} If the file is damaged, or holds faults.
 * @throws {SchemaError} If the schema names columns that are not there.
 */
export async function readParquet(source: ByteSource, schema: Schema): Promise<Table> {
  const file = asyncBuffer(source);
  const metadata = await orDamaged(source.name, () => parquetMetadataAsync(file));
  const nRows = Number(metadata.num_rows);
  const trees = parquetSchema(metadata).children;
  const isIndex = ({ element }: SchemaTree) => INDEX_NAME.test(element.name);
  checkSchemaNames(schema, trees.filter((tree) => !isIndex(tree)).map((tree) => tree.element.name));
  const faults = new FaultList(source.name);
  if (nRows === 0) {
    const reason = "it must have rows: has none";
    throw new TableError(source.name, [{
      code: "no-rows",
      line: 1,
      column: 1,
      name: null,
      reason,
    }]);
  }
  const notes: TableNote[] = [];
  const columns: Column[] = [];
  const descriptions: ColumnDescription[] = [];
  for (const tree of trees) {
    const { name } = tree.element;
    const said = columnSchema(schema, name);
    const kind = kindOf(tree);
    if (isIndex(tree)) {
      const sentence = `"${name}" is an index of pandas: it is left out`;
      notes.push({ code: "index-column", name, sentence });
      continue;
    }
    if (kind === "nested" || said.kind === "ignore") {
      const reason = kind === "nested" ? "nested" : "schema";
      descriptions.push(unread(name, kind, leftOut(name, reason)));
      continue;
    }
    const isTarget = name === schema.target;
    const values = () => orDamaged(source.name, () => valuesOf(file, metadata, name));
    const settled = await settle(values, { name, kind, said, isTarget, faults });
    notes.push(...settled.notes);
    const isKept = isTarget || said.kind !== undefined;
    const reason = isKept ? null : reasonToLeaveOut(settled.column, nRows);
    if (reason === null && settled.column !== null) columns.push(settled.column);
    descriptions.push(describe(name, settled, reason, nRows));
  }
  faults.throwIfAny();
  return { nRows, columns, descriptions, notes, format: { kind: "parquet" } };
}

function unread(
  name: string,
  kind: ParquetKind,
  reason: NonNullable<ColumnDescription["leftOut"]>,
): ColumnDescription {
  const decidedBy = "the file says so";
  const nothing = { nMissing: 0, missingShare: 0, range: null, nValues: null };
  return { name, type: kind, decidedBy, ...nothing, leftOut: reason };
}

function kindOf({ element, children }: SchemaTree): ParquetKind {
  if (children.length > 0 || element.repetition_type === "REPEATED") return "nested";
  const converted = element.converted_type ?? "";
  const logical = element.logical_type?.type ?? "";
  if (converted === "DATE" || logical === "DATE") return "date";
  if (converted.startsWith("TIMESTAMP") || logical === "TIMESTAMP") return "date";
  if (element.type === "INT96") return "date";
  if (element.type === "BOOLEAN") return "boolean";
  const isBytes = element.type === "BYTE_ARRAY" || element.type === "FIXED_LEN_BYTE_ARRAY";
  const isNumber = converted === "DECIMAL" || logical === "DECIMAL" || logical === "FLOAT16";
  return isBytes && !isNumber ? "category" : "number";
}

/** Reads a column, a row group at a time. */
async function valuesOf(
  file: AsyncBuffer,
  metadata: FileMetaData,
  name: string,
): Promise<ArrayLike<unknown>[]> {
  const chunks: ArrayLike<unknown>[] = [];
  await parquetRead({
    file,
    metadata,
    compressors,
    columns: [name],
    onChunk: ({ columnData }) => chunks.push(columnData),
  });
  return chunks;
}

async function settle(
  read: () => Promise<ArrayLike<unknown>[]>,
  { name, kind, said, isTarget, faults }: {
    name: string;
    kind: Exclude<ParquetKind, "nested">;
    said: ColumnSchema;
    isTarget: boolean;
    faults: FaultList;
  },
): Promise<SettledColumn> {
  const chunks = await read();
  const wanted = said.kind === undefined || said.kind === "ignore" ? kind : said.kind;
  const options = { name, said: { ...said, kind: wanted }, noNumber: null, faults };
  const decidedBy = said.kind === undefined ? "the file says so" : "the schema says so";
  if (wanted === "date" && kind === "date") return { ...settleDates(name, chunks), decidedBy };
  if (wanted === "number" && kind !== "category") {
    const numbers = numberCells(chunks);
    if (numbers !== null) return { ...settleColumn(numbers, options), decidedBy };
    options.said.kind = "category";
  }
  const words = wordCells(chunks, isTarget || said.kind !== undefined);
  return { ...settleColumn(words, options), decidedBy };
}

/** Reads numbers; `null` at an integer that no double holds. */
function numberCells(chunks: readonly ArrayLike<unknown>[]): NumberCells | null {
  const cells = new NumberCells(defaultNumberRules("."));
  let row = 0;
  for (const chunk of chunks) {
    for (let index = 0; index < chunk.length; index++) {
      row++;
      const value = toNumber(chunk[index]);
      if (value === null) return null;
      if (Number.isNaN(value)) cells.addMissing();
      else {
        cells.addNumber(value);
        if (!Number.isFinite(Math.fround(value))) {
          cells.infinite ??= { text: String(value), place: { line: row, column: 1 } };
        }
      }
    }
  }
  return cells;
}

function toNumber(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (value instanceof Date) return value.getTime() / MS_PER_DAY;
  if (typeof value !== "bigint") return NaN;
  const number = Number(value);
  return Math.abs(number) >= 2 ** 53 ? null : number;
}

function wordCells(chunks: readonly ArrayLike<unknown>[], isWhole: boolean): TextCells {
  const cells = new TextCells({ isWhole, missing: new Set(), softMissing: new Set() });
  let row = 0;
  const finder = { place: () => ({ line: row, column: 1 }) };
  for (const chunk of chunks) {
    for (let index = 0; index < chunk.length; index++) {
      row++;
      const value = chunk[index];
      const text = value === null || value === undefined
        ? ""
        : value instanceof Date
        ? isoText(value.getTime() / MS_PER_DAY)
        : String(value).trim();
      if (text === "") cells.addMissing();
      else cells.addText(text, finder, 0);
    }
  }
  return cells;
}

function settleDates(name: string, chunks: readonly ArrayLike<unknown>[]): SettledColumn {
  const days = new GrowingArray<Float64Array>((length) => new Float64Array(length));
  let nMissing = 0;
  for (const chunk of chunks) {
    for (let index = 0; index < chunk.length; index++) {
      const value = toNumber(chunk[index]) ?? NaN;
      if (Number.isNaN(value)) nMissing++;
      days.push(value);
    }
  }
  const column = { kind: "date", name, days: days.take(), nMissing } as const;
  return { column, type: "date", decidedBy: "", nValues: null, nMissing, notes: [] };
}

function asyncBuffer(source: ByteSource): AsyncBuffer {
  return {
    byteLength: source.sizeBytes,
    async slice(start, end = source.sizeBytes) {
      const bytes = await source.read(start < 0 ? source.sizeBytes + start : start, end);
      return bytes.slice().buffer as ArrayBuffer;
    },
  };
}

async function orDamaged<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const reason = `its Parquet must be whole and of a kind that is read here: ${message}`;
    throw new TableError(file, [{ code: "damaged", line: 1, column: 1, name: null, reason }], 1, {
      cause: error,
    });
  }
}
