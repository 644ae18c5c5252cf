import type { Label } from "@mlops/model";
import { type Column, type Table, TableError, type TableFault } from "@mlops/tables";

/** A column that a model takes: what its table says of it, before the rows of a training are known. */
export interface DataColumn {
  /** Its name. */
  readonly name: string;
  /** What people give for it. */
  readonly kind: "number" | "boolean" | "category";
  /** How a graph takes it: int64 and bool have no missing value, so that those become numbers. */
  readonly input: "number" | "integer" | "boolean" | "category";
  /** Whether no value of a number has a fraction. */
  readonly isWhole: boolean;
  /** Whether a value of the table is missing. */
  readonly isOptional: boolean;
  /** Words by code, ascending by code point; `null` for what is no category. */
  readonly words: readonly string[] | null;
  /** Numbers, NaN where one is missing; or codes, -1 there. Shape `[table.nRows]`. */
  readonly values: Float64Array | Int32Array;
}

/** What is predicted, a value for each row that has one. */
export type DataTarget =
  | {
    /** Tells it from numbers. */
    readonly kind: "classes";
    /** Name of the column. */
    readonly name: string;
    /** The classes, ascending as numbers or by code point. */
    readonly labels: readonly Label[];
    /** Index of each row's class, shape `[nRows]`. */
    readonly classOf: Int32Array;
  }
  | {
    /** Tells it from classes. */
    readonly kind: "numbers";
    /** Name of the column. */
    readonly name: string;
    /** Whether none has a fraction. */
    readonly isWhole: boolean;
    /** The numbers, shape `[nRows]`. */
    readonly numbers: Float64Array;
  };

/** A table as a training takes it. */
export interface TableData {
  /** The features: numbers and booleans without missing values, then categories and the other booleans. */
  readonly columns: readonly DataColumn[];
  /** What is predicted. */
  readonly target: DataTarget;
  /** Rows of the columns whose target is known, ascending, shape `[nRows]`. */
  readonly rows: Int32Array;
  /** Rows whose target is missing. */
  readonly nWithoutTarget: number;
  /** Rows at the end that came true after predictions; by default none. */
  readonly nOutcomes?: number;
}

/** What a training predicts of a column. */
export type TableTask = "classification" | "regression";

/**
 * Takes a table apart into features and target. Nothing is copied: the columns are the table's own.
 *
 * @param table The table.
 * @param options Name of the target, the task, and the file's name for messages.
 * @returns The data.
 * @throws {TableError} If there is no feature, the target cannot be predicted so, or a class has one row.
 */
export function tableData(
  table: Table,
  { target, task, file }: {
    readonly target: string;
    readonly task: TableTask;
    readonly file: string;
  },
): TableData {
  const found = table.columns.find(({ name }) => name === target);
  if (found === undefined) {
    throw fault(file, "column-missing", target, `column ${target} is missing`);
  }
  const rows = presentRows(found);
  const columns = table.columns.filter((column) => column !== found).map(toDataColumn);
  if (columns.length === 0) {
    const why = table.descriptions.flatMap(({ leftOut }) => leftOut?.sentence ?? []).join("; ");
    const reason = `it must have a column beside "${target}" to predict it by: ` +
      (why === "" ? "has none" : `has none that is kept; ${why}`);
    throw fault(file, "not-a-table", null, reason);
  }
  if (rows.length === 0) {
    throw fault(file, "no-rows", target, `"${target}" is missing in every row`);
  }
  const isLast = ({ kind, isOptional }: DataColumn) =>
    kind === "category" || kind === "boolean" && isOptional;
  return {
    columns: [...columns.filter((column) => !isLast(column)), ...columns.filter(isLast)],
    target: task === "classification" ? toClasses(found, rows, file) : toNumbers(found, rows, file),
    rows,
    nWithoutTarget: table.nRows - rows.length,
  };
}

function toDataColumn(column: Column): DataColumn {
  const { name, nMissing } = column;
  const isOptional = nMissing > 0;
  const rest = { name, isOptional, isWhole: false, words: null } as const;
  switch (column.kind) {
    case "number": {
      const input = column.isInteger && !isOptional ? "integer" : "number";
      return { ...rest, kind: "number", input, isWhole: column.isWhole, values: column.values };
    }
    case "date":
      return { ...rest, kind: "number", input: "number", values: column.days };
    case "boolean": {
      const input = isOptional ? "number" : "boolean";
      return { ...rest, kind: "boolean", input, values: column.codes };
    }
    case "category": {
      const { categories: words, codes: values } = column;
      return { ...rest, kind: "category", input: "category", words, values };
    }
  }
}

function presentRows(column: Column): Int32Array {
  const values = valuesOf(column);
  const rows = new Int32Array(values.length - column.nMissing);
  const isCode = values instanceof Int32Array;
  let at = 0;
  for (let row = 0; row < values.length; row++) {
    if (isCode ? values[row] !== -1 : !Number.isNaN(values[row])) rows[at++] = row;
  }
  return rows;
}

function valuesOf(column: Column): Float64Array | Int32Array {
  if (column.kind === "number") return column.values;
  return column.kind === "date" ? column.days : column.codes;
}

function toClasses(column: Column, rows: Int32Array, file: string): DataTarget {
  const { name } = column;
  const values = valuesOf(column);
  const isNumber = column.kind === "number" || column.kind === "date";
  if (isNumber && !(column.kind === "number" && column.isWhole)) {
    const reason = `"${name}" must hold words or whole numbers to be classified: holds others ` +
      "(--task regression predicts numbers)";
    throw fault(file, "wrong-kind", name, reason);
  }
  const present = [...new Set(Float64Array.from(rows, (row) => values[row]!))].sort((a, b) =>
    a - b
  );
  const indexOf = new Map(present.map((value, index) => [value, index]));
  const classOf = Int32Array.from(rows, (row) => indexOf.get(values[row]!)!);
  const labels = present.map((value) =>
    column.kind === "category"
      ? column.categories[value]!
      : column.kind === "boolean"
      ? value === 1
      : value
  );
  const counts = new Int32Array(labels.length);
  for (const c of classOf) counts[c]!++;
  const alone = labels.filter((_, index) => counts[index] === 1);
  if (alone.length > 0) {
    const which = alone.slice(0, 5).map((label) => JSON.stringify(label)).join(", ");
    const some = alone.length > 5 ? `${which} and ${alone.length - 5} more have` : `${which} ` +
      (alone.length === 1 ? "has" : "have");
    const way = isNumber ? " (--task regression predicts numbers)" : "";
    const reason = `every class of "${name}" must have at least 2 rows: ${some} 1${way}`;
    throw fault(file, "one-class", name, reason);
  }
  if (labels.length < 2) {
    const reason = `"${name}" must hold 2 classes or more: is always ${JSON.stringify(labels[0])}`;
    throw fault(file, "one-class", name, reason);
  }
  return { kind: "classes", name, labels, classOf };
}

function toNumbers(column: Column, rows: Int32Array, file: string): DataTarget {
  const { name } = column;
  if (column.kind !== "number" && column.kind !== "date") {
    const reason = `"${name}" must hold numbers for a regression: holds ` +
      (column.kind === "boolean" ? "true and false" : "words");
    throw fault(file, "wrong-kind", name, reason);
  }
  const values = valuesOf(column);
  const isWhole = column.kind === "number" && column.isWhole;
  return {
    kind: "numbers",
    name,
    isWhole,
    numbers: Float64Array.from(rows, (row) => values[row]!),
  };
}

function fault(file: string, code: TableFault["code"], name: string | null, reason: string) {
  return new TableError(file, [{ code, line: 1, column: 1, name, reason }]);
}
