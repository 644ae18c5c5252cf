import type { Column, NumberColumn } from "./column.ts";
import { leftOut, reasonToLeaveOut } from "./leave_out.ts";
import type { CsvReading } from "./read_csv.ts";
import { columnSchema, type Schema } from "./schema.ts";
import { settleColumn, type SettledColumn } from "./settle_column.ts";
import { FaultList } from "./table_error.ts";
import type { ColumnDescription, LeftOutReason, Table, TableNote } from "./table.ts";

/**
 * Makes a table of the cells of a CSV: decides what each column is, and which are left out.
 *
 * @param reading The CSV.
 * @param options `file` is its name for messages; `schema` says what is known, the target in it; `isMarkSaid`
 * whether somebody said its decimal mark.
 * @returns The table.
 * @throws {TableError} If a number is not finite, or a cell does not fit the schema; with all faults.
 */
export function assembleTable(
  reading: CsvReading,
  { file, schema, isMarkSaid }: { file: string; schema: Schema; isMarkSaid: boolean },
): Table {
  const { header, plan, nRows } = reading;
  const faults = new FaultList(file);
  const notes: TableNote[] = [];
  const columns: Column[] = [];
  const descriptions: ColumnDescription[] = [];
  if (header.hasTwins) {
    notes.push(note("duplicate-name", "columns of the same name are numbered: name, name_2, …"));
  }
  if (plan.mark === "," && !isMarkSaid) {
    notes.push(note("decimal-comma", "its decimal mark is a comma"));
  }
  if (reading.hasTrailingCells) notes.push(TRAILING);
  header.names.forEach((name, index) => {
    const said = columnSchema(schema, name);
    const noNumber = plan.words.get(index) ?? null;
    // Cells of a column that is not wanted cannot be at fault.
    const options = { name, noNumber, said: said.kind === "ignore" ? {} : said };
    const settled = settleColumn(reading.cells[index]!, {
      ...options,
      faults: said.kind === "ignore" ? new FaultList(file) : faults,
    });
    if (header.isUnnamed[index]!) {
      const cut = reasonToCut(settled, { index, isLast: index === header.names.length - 1, nRows });
      if (cut !== null) {
        notes.push(cut);
        return;
      }
      const sentence = `column ${index + 1} has no name: it is called "${name}"`;
      notes.push({ code: "unnamed-column", name, sentence });
    }
    notes.push(...settled.notes);
    const isTarget = name === schema.target;
    const reason = said.kind === "ignore"
      ? "schema"
      : isTarget || said.kind !== undefined
      ? null
      : reasonToLeaveOut(settled.column, {
        nRows,
        isUnnamed: index === 0 && header.isUnnamed[index]!,
      });
    if (reason === null && settled.column !== null) columns.push(settled.column);
    descriptions.push(describe(name, settled, reason, nRows));
  });
  faults.throwIfAny();
  return {
    nRows,
    columns,
    descriptions,
    notes,
    format: {
      kind: "csv",
      encoding: plan.encoding,
      delimiter: plan.dialect.delimiter,
      decimal: plan.mark,
    },
  };
}

function note(code: TableNote["code"], sentence: string): TableNote {
  return { code, name: null, sentence };
}

const TRAILING = note("trailing-separator", "the empty cells at the end of its lines are left out");

/** A first column that numbers the rows, or a last one that is only a separator, is no column. */
function reasonToCut(
  { column, nMissing }: SettledColumn,
  { index, isLast, nRows }: { index: number; isLast: boolean; nRows: number },
): TableNote | null {
  if (isLast && index > 0 && nMissing === nRows) return TRAILING;
  if (index > 0 || column?.kind !== "number" || !countsRows(column)) return null;
  return note("index-column", "its first column has no name and numbers the rows: it is left out");
}

function countsRows({ values }: NumberColumn): boolean {
  const first = values[0];
  if (first !== 0 && first !== 1) return false;
  return values.every((value, row) => value === first + row);
}

/**
 * Describes a column for people.
 *
 * @param name Its name.
 * @param settled The column and what it was decided by.
 * @param reason Why it is left out, or `null`.
 * @param nRows Rows of the table.
 * @returns The description.
 */
export function describe(
  name: string,
  settled: SettledColumn,
  reason: LeftOutReason | null,
  nRows: number,
): ColumnDescription {
  const { column, type, decidedBy, nMissing, nValues } = settled;
  return {
    name,
    type: reason === "id-like"
      ? "id"
      : reason === "too-many-values" && type !== "id"
      ? "text"
      : type,
    decidedBy,
    nMissing,
    missingShare: nRows === 0 ? 0 : nMissing / nRows,
    range: column === null ? null : rangeOf(column),
    nValues,
    leftOut: reason === null ? null : leftOut(name, reason, settled.hint),
    hint: reason === null ? settled.hint : null,
  };
}

function rangeOf(column: Column): ColumnDescription["range"] {
  if (column.kind !== "number" && column.kind !== "date") return null;
  let min = Infinity;
  let max = -Infinity;
  for (const value of column.kind === "number" ? column.values : column.days) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min > max ? null : { min, max };
}
