import { describe } from "./assemble_table.ts";
import type { Column } from "./column.ts";
import { leftOut, reasonToLeaveOut } from "./leave_out.ts";
import { checkSchemaNames, columnSchema, type Schema } from "./schema.ts";
import { FaultList, TableError } from "./table_error.ts";
import type { ColumnDescription, Table, TableNote } from "./table.ts";
import { ValueColumn, type ValueKind } from "./value_column.ts";

/** A column of a source that knows what its values are. */
export interface ValueColumnKind {
  /** Its name. */
  readonly name: string;
  /** What the source says that it holds. */
  readonly kind: ValueKind;
  /** Whether its numbers are of an integer's type; by default they are not. */
  readonly isInteger?: boolean;
}

/** A column that is being filled by itself, where values come by column. */
export interface ValueSink {
  /** Name of the column. */
  readonly name: string;
  /**
   * Appends a value.
   *
   * @param value A number, a bigint, a boolean, a text (numbers and dates may come as text, too), a Date,
   * or nothing.
   */
  add(value: unknown): void;
}

/** Makes a table of a source that knows what its values are, such as Parquet or a database. */
export class ValueTable {
  readonly #source: string;
  readonly #schema: Schema;
  readonly #kinds: readonly ValueColumnKind[];
  readonly #columns: readonly (ValueColumn | null)[];
  readonly #faults: FaultList;

  /**
   * Makes an empty table.
   *
   * @param source Its name, for messages.
   * @param kinds Its columns.
   * @param schema What is known of them, the target in it.
   * @throws {SchemaError} If the schema names columns that are not there.
   * @throws {TableError} If two columns have one name.
   */
  constructor(source: string, kinds: readonly ValueColumnKind[], schema: Schema) {
    const names = kinds.map(({ name }) => name);
    const twins = [...new Set(names.filter((name, index) => names.indexOf(name) < index))];
    if (twins.length > 0) {
      throw new TableError(
        source,
        twins.map((name) => ({
          code: "column-twice",
          line: 1,
          column: 1,
          name,
          reason: `column ${name} is there twice`,
        })),
      );
    }
    checkSchemaNames(schema, names);
    this.#source = source;
    this.#schema = schema;
    this.#kinds = kinds;
    this.#faults = new FaultList(source);
    this.#columns = kinds.map(({ name, kind, isInteger = false }) => {
      const said = columnSchema(schema, name);
      if (kind === "nested" || said.kind === "ignore") return null;
      return new ValueColumn(name, kind, { said, isTarget: name === schema.target, isInteger });
    });
  }

  /** The columns that are read, by the place of their kinds; `null` for the others. */
  get columns(): readonly (ValueSink | null)[] {
    return this.#columns;
  }

  /**
   * Appends a row.
   *
   * @param values Its values, in the order of the columns; see {@linkcode ValueSink.add}.
   */
  addRow(values: readonly unknown[]): void {
    for (let index = 0; index < this.#columns.length; index++) {
      this.#columns[index]?.add(values[index]);
    }
  }

  /**
   * Ends the table.
   *
   * @param options `nRows` is the number of its rows; `format` what it came from; `notes` what was
   * understood how.
   * @returns The table.
   * @throws {TableError} If it has no rows, or values that do not fit; with all faults.
   */
  finish(
    { nRows, format, notes = [] }: {
      nRows: number;
      format: Table["format"];
      notes?: readonly TableNote[];
    },
  ): Table {
    if (nRows === 0) {
      const reason = "it must have rows: has none";
      const place = { line: 1, column: 1, name: null };
      throw new TableError(this.#source, [{ code: "no-rows", ...place, reason }]);
    }
    const columns: Column[] = [];
    const allNotes = [...notes];
    const descriptions = this.#kinds.map(({ name, kind }, index): ColumnDescription => {
      const values = this.#columns[index]!;
      if (values === null) return unread(name, kind);
      const settled = values.settle(this.#faults);
      allNotes.push(...settled.notes);
      const isKept = name === this.#schema.target || columnSchema(this.#schema, name).kind;
      const reason = isKept ? null : reasonToLeaveOut(settled.column, { nRows });
      if (reason === null && settled.column !== null) columns.push(settled.column);
      return describe(name, settled, reason, nRows);
    });
    this.#faults.throwIfAny();
    return { nRows, columns, descriptions, notes: allNotes, format };
  }
}

function unread(name: string, kind: ValueKind): ColumnDescription {
  return {
    name,
    type: kind,
    decidedBy: "its source says so",
    nMissing: 0,
    missingShare: 0,
    range: null,
    nValues: null,
    hint: null,
    leftOut: leftOut(name, kind === "nested" ? "nested" : "schema"),
  };
}
