import type { DecimalMark } from "./number_text.ts";

/** What a schema says of a column; what it leaves out is inferred. */
export interface ColumnSchema {
  /** How it is read; "ignore" leaves it out. */
  readonly kind?: "number" | "boolean" | "category" | "date" | "ignore";
  /** All values that a category may have; another one is a fault. */
  readonly categories?: readonly string[];
  /** Words that stand for a missing value here, in the place of the usual ones; an empty cell always does. */
  readonly missing?: readonly string[];
  /** Its decimal mark, where it is another than the file's. */
  readonly decimal?: DecimalMark;
  /** Name for people. */
  readonly label?: string;
  /** Unit of a number. */
  readonly unit?: string;
  /** Smallest value that a form offers. */
  readonly min?: number;
  /** Largest value that a form offers. */
  readonly max?: number;
  /** Step of a form's slider. */
  readonly step?: number;
}

/** What somebody knows of a table. It wins over everything that is inferred. */
export interface Schema {
  /** Name of the column that is predicted. */
  readonly target?: string;
  /** What is predicted of it. */
  readonly task?: "classification" | "regression";
  /** What is known of columns, by their names. */
  readonly columns: Readonly<Record<string, ColumnSchema>>;
}

/** A schema that cannot be used, with all its faults. */
export class SchemaError extends Error {
  /** Name of the class. */
  override readonly name = "SchemaError";
  /** What is wrong, each a sentence without its full stop. */
  readonly faults: readonly string[];

  /**
   * Describes the faults.
   *
   * @param faults What is wrong; at least one.
   * @param options Carries the `cause`, if any; `action` is what cannot be done, by default to use the schema.
   */
  constructor(
    faults: readonly string[],
    { action = "use the schema", ...options }: ErrorOptions & { readonly action?: string } = {},
  ) {
    super(`Cannot ${action}: ${faults.join("; ")}`, options);
    this.faults = faults;
  }
}

const KINDS = ["number", "boolean", "category", "date", "ignore"];
const TASKS = ["classification", "regression"];

/** What each key of a column must be. */
const COLUMN_KEYS: Readonly<
  Record<string, readonly [isRight: (v: unknown) => boolean, rule: string]>
> = {
  kind: [(v) => KINDS.includes(v as string), `must be one of ${KINDS.join(", ")}`],
  categories: [isTexts, "must be an array of different texts"],
  missing: [isTexts, "must be an array of different texts"],
  decimal: [(v) => v === "." || v === ",", 'must be "." or ","'],
  label: [(v) => typeof v === "string", "must be a text"],
  unit: [(v) => typeof v === "string", "must be a text"],
  min: [Number.isFinite, "must be a number"],
  max: [Number.isFinite, "must be a number"],
  step: [(v) => Number.isFinite(v) && (v as number) > 0, "must be a number above 0"],
};

/**
 * Reads a schema file.
 *
 * @example
 * ```ts
 * import { parseSchema } from "@mlops/tables";
 * import { equal } from "node:assert/strict";
 *
 * const schema = parseSchema(`{"target": "y", "columns": {"zip": {"kind": "category"}}}`);
 * equal(schema.columns["zip"]?.kind, "category");
 * ```
 *
 * @param text JSON: `{"target", "task", "columns": {name: {...}}}`.
 * @returns The schema.
 * @throws {SchemaError} If it is no JSON or says something that it cannot, with all faults.
 */
export function parseSchema(text: string): Schema {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw new SchemaError([`it must be JSON: ${(error as Error).message}`], { cause: error });
  }
  if (!isObject(value)) throw new SchemaError(["it must be an object"]);
  const faults: string[] = [];
  for (const key of Object.keys(value)) {
    if (!["target", "task", "columns"].includes(key)) {
      faults.push(`"${key}" must be one of target, task, columns`);
    }
  }
  const { target, task, columns = {} } = value;
  if (target !== undefined && typeof target !== "string") faults.push("target must be a text");
  if (task !== undefined && !TASKS.includes(task as string)) {
    faults.push(`task must be one of ${TASKS.join(", ")}: is ${JSON.stringify(task)}`);
  }
  if (!isObject(columns)) faults.push("columns must be an object");
  else for (const [name, column] of Object.entries(columns)) checkColumn(name, column, faults);
  if (faults.length > 0) throw new SchemaError(faults);
  return { ...value, columns } as unknown as Schema;
}

/**
 * Writes a schema as {@linkcode parseSchema} reads it, one column a line.
 *
 * @param schema The schema.
 * @returns JSON, with a line feed at its end.
 */
export function printSchema(schema: Schema): string {
  const { columns, ...rest } = schema;
  const lines = Object.entries(columns).map(([name, column]) =>
    `    ${JSON.stringify(name)}: ${JSON.stringify(column)}`
  );
  const head = Object.entries(rest).map(([key, value]) =>
    `  "${key}": ${JSON.stringify(value)},\n`
  );
  const body = lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n  }`;
  return `{\n${head.join("")}  "columns": ${body}\n}\n`;
}

/**
 * Looks a column up.
 *
 * @param schema The schema.
 * @param name Name of the column.
 * @returns What the schema says of it; nothing where it does not name it.
 */
export function columnSchema(schema: Schema, name: string): ColumnSchema {
  return Object.hasOwn(schema.columns, name) ? schema.columns[name]! : {};
}

/**
 * Checks that a schema speaks of columns that are there.
 *
 * @param schema The schema.
 * @param names Names of the table's columns.
 * @throws {SchemaError} If it does not, with all names.
 */
export function checkSchemaNames(schema: Schema, names: readonly string[]): void {
  const known = new Set(names);
  const asked = [
    ...Object.keys(schema.columns),
    ...schema.target === undefined ? [] : [schema.target],
  ];
  const unknown = [...new Set(asked)].filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const isTargetAlone = unknown.every((name) =>
    name === schema.target && !Object.hasOwn(schema.columns, name)
  );
  const there = names.slice(0, 20).map((name) => JSON.stringify(name)).join(", ");
  const more = names.length > 20 ? ` and ${names.length - 20} more` : "";
  // A title above the header, or cells that are separated by something else.
  const help = names.length === 1
    ? " alone (the first line must be the header, its names separated by , ; tab or |)"
    : "";
  throw new SchemaError(
    unknown.map((name) =>
      `the table has no column ${JSON.stringify(name)}: it has ${there}${more}${help}`
    ),
    isTargetAlone ? { action: "find the target" } : {},
  );
}

function checkColumn(name: string, column: unknown, faults: string[]): void {
  const path = `columns.${JSON.stringify(name)}`;
  if (!isObject(column)) {
    faults.push(`${path} must be an object`);
    return;
  }
  for (const [key, value] of Object.entries(column)) {
    const rule = Object.hasOwn(COLUMN_KEYS, key) ? COLUMN_KEYS[key] : undefined;
    if (rule === undefined) {
      faults.push(`${path}.${key} must be one of ${Object.keys(COLUMN_KEYS).join(", ")}`);
    } else if (!rule[0](value)) {
      faults.push(`${path}.${key} ${rule[1]}: is ${JSON.stringify(value)}`);
    }
  }
  const { kind, categories, min, max } = column;
  if (categories !== undefined && kind !== "category") {
    faults.push(`${path}.categories must stand beside "kind": "category"`);
  }
  if (typeof min === "number" && typeof max === "number" && min >= max) {
    faults.push(`${path}.min must be below max: is ${min}, and max ${max}`);
  }
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string") &&
    new Set(value).size === value.length;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
