/**
 * Shows what a table is taken for, before anything is trained on it: the type of each column with what
 * it was decided by, its missing share and its range, what is left out and why, and the task that a
 * target asks for. Writes the same as a schema, to be edited and given back.
 *
 * @module
 */

import {
  decideTask,
  describeTable,
  leaveOutDetermining,
  parseSchema,
  printSchema,
  type Schema,
  schemaOf,
} from "@mlops/tables";
import { ConfigError, readSettings } from "@mlops/config";
import { parseWords } from "@mlops/config/parse_words";
import { readDatabaseUrl } from "@mlops/prediction_log";
import { fromCaller, write } from "./command/command_line.ts";
import { parseDatasetLocation } from "./dataset/dataset_location.ts";
import { readTrainingTable, type TableLocation } from "./dataset/read_training_table.ts";
import { SCHEMA_FILES } from "./table/schema_files.ts";

const USAGE = `Shows what a table is taken for.

Usage: deno task describe TABLE [flags]          TABLE: a path, or an http or https address
       deno task describe --query SQL [flags]    rows of the database DATABASE_URL

  --target NAME        column that is predicted
  --schema FILE        what is known of the columns (JSON)
  --schema-out FILE    write down what was found, to be edited
  --decimal , or .     decimal mark of a CSV, where it cannot be told
`;

/** What the command line asks for. */
interface Request {
  readonly location: TableLocation;
  readonly target: string | null;
  readonly schemaFile: string | null;
  readonly schemaOut: string | null;
  readonly decimal: "." | "," | null;
}

/** A command line that cannot be used. */
class UsageError extends Error {}

function readRequest(args: readonly string[]): Request {
  const { values, positionals } = parseWords({
    args: [...args],
    allowPositionals: true,
    options: {
      target: { type: "string" },
      query: { type: "string" },
      schema: { type: "string" },
      "schema-out": { type: "string" },
      decimal: { type: "string" },
    },
  }, (why) => new UsageError(why));
  const { query } = values;
  const decimal = values.decimal ?? null;
  if (decimal !== null && decimal !== "." && decimal !== ",") {
    throw new UsageError('--decimal must be "." or ","');
  }
  const rest: Omit<Request, "location"> = {
    target: values.target ?? null,
    schemaFile: values.schema ?? null,
    schemaOut: values["schema-out"] ?? null,
    decimal,
  };
  if (query !== undefined) {
    const url = readSettings((name) => Deno.env.get(name), readDatabaseUrl);
    if (positionals.length > 0) {
      throw new UsageError("either a table or --query must be given: both are");
    }
    if (url === null) {
      throw new UsageError("--query needs DATABASE_URL, an address that starts with postgres://");
    }
    return { location: { kind: "query", url, query }, ...rest };
  }
  const [text] = positionals;
  if (text === undefined || positionals.length > 1) throw new UsageError("one table must be given");
  const location = parseDatasetLocation(text);
  if (location === null) {
    throw new UsageError("the table must be a path, or a file, http or https address");
  }
  if (location.kind === "file") {
    return { location: { kind: "file", path: fromCaller(location.path) }, ...rest };
  }
  return { location, ...rest };
}

async function describe(request: Request): Promise<string[]> {
  const { location, schemaFile, schemaOut, decimal } = request;
  const given: Schema = schemaFile === null
    ? { columns: {} }
    : parseSchema(await SCHEMA_FILES.read(fromCaller(schemaFile)));
  const schema = request.target === null ? given : { ...given, target: request.target };
  const options = { schema, ...decimal === null ? {} : { decimal } };
  const { name, table: read } = await readTrainingTable(location, options);
  const table = leaveOutDetermining(read, schema);
  const lines = [
    `${name}: ${table.nRows} ${table.nRows === 1 ? "row" : "rows"}`,
    ...describeTable(table),
  ];
  const target = table.columns.find((column) => column.name === schema.target);
  if (target !== undefined) {
    const { task, decidedBy } = schema.task === undefined
      ? decideTask(target)
      : { task: schema.task, decidedBy: "the schema says so" };
    lines.push(`${JSON.stringify(target.name)} asks for ${task}: ${decidedBy}`);
  }
  if (schemaOut !== null) {
    await SCHEMA_FILES.write(fromCaller(schemaOut), printSchema(schemaOf(table, schema)));
    lines.push(`the schema is in ${schemaOut}`);
  }
  return lines;
}

async function main(): Promise<number> {
  if (Deno.args.includes("--help")) {
    write(Deno.stdout, USAGE);
    return 0;
  }
  try {
    write(Deno.stdout, `${(await describe(readRequest(Deno.args))).join("\n")}\n`);
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const hint = error instanceof UsageError ? " (see --help)" : "";
    write(Deno.stderr, `${message.replaceAll(/\s*\n\s*/g, " ")}${hint}\n`);
    return error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
  }
}

if (import.meta.main) Deno.exit(await main());
