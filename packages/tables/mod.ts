/**
 * Tables as people have them: bytes in, typed columns out, with what each column was decided by, what
 * is wrong where, and which columns are of no use to a model.
 *
 * Pure: where a file lies is the caller's business. `@mlops/tables/csv-rows` reads CSVs with columns
 * that are known, for predictions, in browsers too.
 *
 * @module
 */

export { bytesInMemory, type ByteSource } from "./byte_source.ts";
export {
  type BooleanColumn,
  byCodePoint,
  type CategoryColumn,
  type Column,
  type ColumnBase,
  type DateColumn,
  type NumberColumn,
} from "./column.ts";
export { decideTask } from "./decide_task.ts";
export { describeTable, schemaOf } from "./describe_table.ts";
export { determiningColumns, leaveOutDetermining } from "./determining_columns.ts";
export { isoDays, isoText } from "./iso_date.ts";

export type { DecimalMark } from "./number_text.ts";
export { readTable, type ReadTableOptions } from "./read_table.ts";
export {
  type ColumnSchema,
  columnSchema,
  parseSchema,
  printSchema,
  type Schema,
  SchemaError,
} from "./schema.ts";
export type { ColumnDescription, LeftOutReason, Table, TableNote, WordsHint } from "./table.ts";
export { TableError, type TableFault, type TableFaultCode } from "./table_error.ts";
export type { ValueKind } from "./value_column.ts";
export { type ValueColumnKind, type ValueSink, ValueTable } from "./value_table.ts";
export type { TextEncoding } from "./text_encoding.ts";
