import { assembleTable } from "./assemble_table.ts";
import { type ByteSource, piecesOf } from "./byte_source.ts";
import { FILE_KIND_BYTES, fileKind } from "./file_kind.ts";
import { gunzip } from "./gunzip.ts";
import type { DecimalMark } from "./number_text.ts";
import { readCsv } from "./read_csv.ts";
import { readParquet } from "./read_parquet.ts";
import type { Schema } from "./schema.ts";
import { TableError } from "./table_error.ts";
import type { Table } from "./table.ts";
import { concatenated } from "./text_encoding.ts";

/** What somebody says of a table. */
export interface ReadTableOptions {
  /** Name of the column that is predicted; it is never left out. It wins over the schema's. */
  readonly target?: string;
  /** What is known of the columns. */
  readonly schema?: Schema;
  /** Decimal mark of a CSV, where it cannot be told from the numbers. */
  readonly decimal?: DecimalMark;
  /** Told how many bytes of the (unpacked) file were read since the last call. */
  readonly onPiece?: (sizeBytes: number) => void;
}

/**
 * Reads a table as people have it and types its columns: CSV (comma, semicolon, tab or bar; UTF-8,
 * UTF-16 or Windows-1252; LF, CRLF or CR; decimal point or comma; a `sep=` line; gzip) or Parquet.
 *
 * @example
 * ```ts
 * import { bytesInMemory, readTable } from "@mlops/tables";
 * import { deepEqual } from "node:assert/strict";
 *
 * const csv = new TextEncoder().encode("taille;ville\n1,82;Nîmes\n1,7;Orléans\n");
 * const { columns } = await readTable(bytesInMemory("villes.csv", csv));
 * deepEqual(columns.map(({ name, kind }) => `${name}: ${kind}`), ["taille: number", "ville: category"]);
 * ```
 *
 * @param source The file.
 * @param options What is known of it.
 * @returns The table.
 * @throws {TableError} If it is no table, or holds faults: all at once, with line and column.
 * @throws {SchemaError} If the schema or the target names columns that are not there.
 */
export async function readTable(
  source: ByteSource,
  options: ReadTableOptions = {},
): Promise<Table> {
  const { target, decimal = null, onPiece } = options;
  const given = options.schema ?? { columns: {} };
  const schema = target === undefined ? given : { ...given, target };
  const kind = await kindOf(piecesOf(source));
  if (kind.is === "parquet") return await readParquet(source, schema);
  const open = kind.is === "gzip"
    ? () => gunzip(source.name, piecesOf(source))
    : () => piecesOf(source);
  const inner = kind.is === "gzip" ? await kindOf(open()) : kind;
  const place = { line: 1, column: 1, name: null };
  if (inner.is === "other") {
    throw new TableError(source.name, [{ code: inner.code, ...place, reason: inner.reason }]);
  }
  if (inner.is !== "text") {
    const what = inner.is === "gzip" ? "gzip in gzip" : "Parquet in gzip";
    const reason = `it is ${what}: unpack it once`;
    throw new TableError(source.name, [{ code: "not-a-table", ...place, reason }]);
  }
  const file = source.name;
  const reading = await readCsv(open, {
    file,
    schema,
    decimal,
    ...onPiece === undefined ? {} : { onPiece },
  });
  return assembleTable(reading, { file, schema, isMarkSaid: decimal !== null });
}

/** Looks at the first bytes of a file, however small its pieces are. */
async function kindOf(pieces: AsyncIterable<Uint8Array>): Promise<ReturnType<typeof fileKind>> {
  let head: Uint8Array = new Uint8Array();
  for await (const piece of pieces) {
    head = concatenated(head, piece);
    if (head.length >= FILE_KIND_BYTES) break;
  }
  return fileKind(head);
}
