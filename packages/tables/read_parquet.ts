import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { ByteSource } from "./byte_source.ts";
import type { Schema } from "./schema.ts";
import { TableError } from "./table_error.ts";
import type { Table, TableNote } from "./table.ts";
import type { ValueKind } from "./value_column.ts";
import { type ValueSink, ValueTable } from "./value_table.ts";

/** Name that pandas gives to an index without one. */
const INDEX_NAME = /^__index_level_\d+__$/;

/**
 * Reads a Parquet file, column by column and row group by row group. Kinds are those of the file, and
 * values are read as {@linkcode ValueSink} says.
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
  const trees = parquetSchema(metadata).children;
  const isIndex = ({ element }: SchemaTree) => INDEX_NAME.test(element.name);
  const kept = trees.filter((tree) => !isIndex(tree));
  // polars calls a CSV's column without a name so, and nobody could ask for it.
  const nameOf = (name: string, index: number) => name === "" ? `column_${index + 1}` : name;
  const kinds = kept.map((tree, index) => ({
    name: nameOf(tree.element.name, index),
    kind: kindOf(tree),
    isInteger: isInteger(tree),
  }));
  const table = new ValueTable(source.name, kinds, schema);
  for (const [index, column] of table.columns.entries()) {
    if (column === null) continue;
    const { name } = kept[index]!.element;
    await orDamaged(source.name, () => readColumn(file, { metadata, name, column }));
  }
  const notes = trees.filter(isIndex).map(({ element: { name } }): TableNote => {
    const sentence = `"${name}" is an index of pandas: it is left out`;
    return { code: "index-column", name, sentence };
  });
  return table.finish({ nRows: Number(metadata.num_rows), format: { kind: "parquet" }, notes });
}

function kindOf({ element, children }: SchemaTree): ValueKind {
  if (children.length > 0 || element.repetition_type === "REPEATED") return "nested";
  const converted = element.converted_type ?? "";
  const logical = element.logical_type?.type ?? "";
  if (converted === "DATE" || logical === "DATE") return "date";
  if (converted.startsWith("TIMESTAMP") || logical === "TIMESTAMP") return "date";
  if (element.type === "INT96") return "date";
  if (element.type === "BOOLEAN") return "boolean";
  // Raw bytes, such as the whole numbers of 128 bits that polars writes: no words, whatever they spell.
  const isText = converted !== "" || logical !== "";
  if (element.type === "FIXED_LEN_BYTE_ARRAY" && (!isText || converted === "INTERVAL")) {
    return "nested";
  }
  const isBytes = element.type === "BYTE_ARRAY" || element.type === "FIXED_LEN_BYTE_ARRAY";
  const isNumber = converted === "DECIMAL" || logical === "DECIMAL" || logical === "FLOAT16";
  return isBytes && !isNumber ? "category" : "number";
}

function isInteger({ element }: SchemaTree): boolean {
  const isDecimal = element.converted_type === "DECIMAL" ||
    element.logical_type?.type === "DECIMAL";
  return !isDecimal && (element.type === "INT32" || element.type === "INT64");
}

/** Reads a column, a row group at a time. */
async function readColumn(
  file: AsyncBuffer,
  { metadata, name, column }: {
    readonly metadata: FileMetaData;
    readonly name: string;
    readonly column: ValueSink;
  },
): Promise<void> {
  await parquetRead({
    file,
    metadata,
    compressors,
    columns: [name],
    onChunk({ columnData }) {
      for (let index = 0; index < columnData.length; index++) column.add(columnData[index]);
    },
  });
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
