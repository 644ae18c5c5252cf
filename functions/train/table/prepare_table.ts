import type { Task } from "@mlops/task";
import { tableTask } from "@mlops/task";
import {
  decideTask,
  leaveOutDetermining,
  parseSchema,
  printSchema,
  type Schema,
  SchemaError,
  schemaOf,
} from "@mlops/tables";
import type { EstimatorName } from "@mlops/forest";
import { describeLocation } from "../dataset/dataset_location.ts";
import { readTrainingTable, type TrainingTable } from "../dataset/read_training_table.ts";
import { taskOf } from "./forest_flags.ts";
import { METRICS } from "./measure.ts";
import type { TableConfig } from "./table_config.ts";
import type { TableTask } from "./table_data.ts";
import { defaultTableParams, type TableParams } from "./table_params.ts";

/** A table that is read, with all that is decided by it. */
export interface PreparedTable {
  /** The table. */
  readonly read: TrainingTable;
  /** Names of its experiment, runs and model. */
  readonly names: Task;
  /** Column that is predicted. */
  readonly target: string;
  /** What is predicted of it. */
  readonly task: TableTask;
  /** What that was decided by, as half a sentence. */
  readonly decidedBy: string;
  /** What is known of the columns. */
  readonly schema: Schema;
  /** The forest and the split. */
  readonly params: TableParams;
}

/** Files that are read and written beside the table. */
export interface SchemaFiles {
  /** Reads a text. */
  readonly read: (path: string) => Promise<string>;
  /** Writes one. */
  readonly write: (path: string, text: string) => Promise<void>;
}

/**
 * Reads a table and decides what was left open: the task by the target, the estimator by the task, the
 * names by the table and the target.
 *
 * @param config What was asked for.
 * @param files Where schemas are.
 * @param signal Ends the reading.
 * @returns The table.
 * @throws {TableError} If it is no table, or holds faults: all at once.
 * @throws {SchemaError} If the schema cannot be used, or the target is no column.
 * @throws {RangeError} If what was asked for does not suit the task; all at once.
 */
export async function prepareTable(
  config: TableConfig,
  files: SchemaFiles,
  signal?: AbortSignal,
): Promise<PreparedTable> {
  const given: Schema = config.schemaFile === null
    ? { columns: {} }
    : parseSchema(await files.read(config.schemaFile));
  const target = config.target ?? given.target;
  if (target === undefined) {
    throw new SchemaError(["it must name the target, or --target must: neither does"]);
  }
  const schema = { ...given, target };
  const { decimal } = config;
  const options = { schema, ...decimal !== null && { decimal } };
  const found = await readTrainingTable(config.location, options, signal);
  const read = { ...found, table: leaveOutDetermining(found.table, schema) };
  const column = read.table.columns.find(({ name }) => name === target);
  if (column === undefined) {
    const { leftOut } = read.table.descriptions.find(({ name }) => name === target)!;
    throw new SchemaError([leftOut!.sentence], { action: `predict ${JSON.stringify(target)}` });
  }
  const said = config.task ?? schema.task;
  const { task, decidedBy } = said === undefined
    ? decideTask(column)
    : { task: said, decidedBy: config.task === null ? "the schema says so" : "--task says so" };
  if (config.schemaOut !== null) {
    const out = schemaOf(read.table, { ...schema, task });
    await files.write(config.schemaOut, printSchema(out));
  }
  const isClassification = task === "classification";
  const estimator: EstimatorName = config.estimator ??
    (isClassification ? "RandomForestClassifier" : "RandomForestRegressor");
  const worded = read.table.columns.filter(({ name, kind }) =>
    name !== target && (kind === "category" || kind === "boolean")
  );
  checkChoices(config, { task, estimator, decidedBy, worded: worded.map(({ name }) => name) });
  const place = config.location.kind === "query" ? "query" : describeLocation(config.location);
  const names = tableTask(place, target);
  return {
    read,
    names: config.model === null ? names : { ...names, model: config.model },
    target,
    task,
    decidedBy,
    schema,
    params: { ...defaultTableParams(estimator), ...config.params },
  };
}

function checkChoices(
  { promoteIfBetter, isSingleInput, params }: TableConfig,
  { task, estimator, decidedBy, worded }: {
    readonly task: TableTask;
    readonly estimator: EstimatorName;
    readonly decidedBy: string;
    readonly worded: readonly string[];
  },
): void {
  const faults: string[] = [];
  if (isSingleInput && worded.length > 0) {
    const names = worded.map((name) => JSON.stringify(name)).join(", ");
    faults.push(
      `--single-input takes rows of numbers alone: ${names} must be left out ("ignore" in a schema)`,
    );
  }
  if (taskOf(estimator) !== task) {
    faults.push(`--estimator must be one of ${task}, as ${decidedBy}: is ${estimator}`);
  }
  const metrics: readonly string[] = task === "regression"
    ? METRICS.regression
    : [...METRICS.binary, ...METRICS.multiclass];
  if (promoteIfBetter !== null && !metrics.includes(promoteIfBetter)) {
    const known = metrics.join(", ");
    faults.push(`--promote-if-better must be one of ${known} for ${task}: is ${promoteIfBetter}`);
  }
  const all = { ...defaultTableParams(estimator), ...params };
  if (!all.bootstrap && all.oobScore) faults.push("--oob-score needs --bootstrap");
  if (!all.bootstrap && all.maxSamples !== null) faults.push("--max-samples needs --bootstrap");
  if (faults.length > 0) throw new RangeError(`Cannot train as ${faults.join("; ")}`);
}
