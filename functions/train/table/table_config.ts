import type { Settings } from "@mlops/config";
import type { EstimatorName } from "@mlops/forest";
import type { DecimalMark } from "@mlops/tables";
import { resolve } from "node:path";
import { parseDatasetLocation } from "../dataset/dataset_location.ts";
import type { TableLocation } from "../dataset/read_training_table.ts";
import { ESTIMATOR_NAMES, FOREST_FLAGS } from "./forest_flags.ts";
import { METRICS } from "./measure.ts";
import type { TableTask } from "./table_data.ts";
import type { TableParams } from "./table_params.ts";

/** What to train on which table, before the table is read that decides the rest. */
export interface TableConfig {
  /** Where the table is (`--table`, or `--query`). */
  readonly location: TableLocation;
  /** Column that is predicted (`--target`), or `null`: the schema names it. */
  readonly target: string | null;
  /** What is predicted of it (`--task`), or `null`: the schema or the column decides. */
  readonly task: TableTask | null;
  /** Path of the schema (`--schema`), or `null`. */
  readonly schemaFile: string | null;
  /** Where what was found is written (`--schema-out`), or `null`. */
  readonly schemaOut: string | null;
  /** Decimal mark of a CSV (`--decimal`), or `null`. */
  readonly decimal: DecimalMark | null;
  /** Name of the registered model (`--model`), or `null`: by table and target. */
  readonly model: string | null;
  /** scikit-learn's name of the estimator (`--estimator`), or `null`: a random forest. */
  readonly estimator: EstimatorName | null;
  /** Hyper-parameters that were given. */
  readonly params: Partial<TableParams>;
  /** Folds of a cross-validation (`--cv`), or `null`. */
  readonly nFolds: number | null;
  /** How long better hyper-parameters are looked for (`--search`), in seconds, or `null`. */
  readonly searchSeconds: number | null;
  /** Whether the model takes rows of numbers (`--single-input`). */
  readonly isSingleInput: boolean;
  /** Whether the schema is printed in the place of a training (`--describe`). */
  readonly isDescribed: boolean;
  /** Metric that decides whether `champion` moves (`--promote-if-better`), or `null`. */
  readonly promoteIfBetter: string | null;
}

/** What the command line says. */
export interface TableArguments {
  /** Values of flags that were given. */
  readonly given: Readonly<Record<string, string>>;
  /** Switches that were given. */
  readonly switches: Readonly<Record<string, boolean>>;
  /** Address of the database, or `null`. */
  readonly databaseUrl: URL | null;
  /** Folder that paths are relative to. */
  readonly folder: string;
}

/** Metrics of any task. */
const ALL_METRICS: readonly string[] = [...new Set(Object.values(METRICS).flat())];

/**
 * Reads what to train on a table.
 *
 * @param args The command line.
 * @param settings Receives what is wrong.
 * @returns The settings; `null` if no table is named.
 */
export function readTableConfig(args: TableArguments, settings: Settings): TableConfig | null {
  const { given, switches } = args;
  const refuse = (fault: string) => settings.refuse(fault);
  const location = readLocation(args, settings);
  if (location === null) {
    if (given["table"] !== undefined || given["query"] !== undefined) return null;
    for (const name of TABLE_FLAGS) {
      if (given[name] !== undefined || switches[name] === true) {
        refuse(`--${name} needs --table or --query: has neither`);
      }
    }
    return null;
  }
  const word = <Word extends string>(flag: string, words: readonly Word[]): Word | null => {
    const text = given[flag];
    const found = words.find((one) => one === text);
    if (text !== undefined && found === undefined) {
      refuse(`--${flag} must be one of ${words.join(", ")}: is "${text}"`);
    }
    return found ?? null;
  };
  const count = (flag: string, min: number, max: number): number | null => {
    const text = given[flag];
    if (text === undefined) return null;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    refuse(`--${flag} must be a whole number from ${min} to ${max}: is "${text}"`);
    return null;
  };
  const path = (flag: string) =>
    given[flag] === undefined ? null : resolve(args.folder, given[flag]);
  const model = given["model"] ?? null;
  if (model !== null && !/^[^/:%'"@\s][^/:%'"@]{0,199}$/.test(model)) {
    refuse(`--model must have at most 200 characters, without / : % @ and quotes: is "${model}"`);
  }
  if (given["target"] === undefined && given["schema"] === undefined) {
    refuse("--target must name the column that is predicted, or --schema a file that does");
  }
  return {
    location,
    target: given["target"] ?? null,
    task: word("task", ["classification", "regression"]),
    schemaFile: path("schema"),
    schemaOut: path("schema-out"),
    decimal: word("decimal", [".", ","]),
    model,
    estimator: word("estimator", ESTIMATOR_NAMES),
    params: readParams(args, refuse),
    nFolds: count("cv", 2, 1000),
    searchSeconds: count("search", 1, 1_000_000),
    isSingleInput: switches["single-input"] ?? false,
    isDescribed: switches["describe"] ?? false,
    promoteIfBetter: word("promote-if-better", ALL_METRICS),
  };
}

/** Flags and switches that mean nothing without a table. */
const TABLE_FLAGS = [
  "target",
  "task",
  "schema",
  "schema-out",
  "decimal",
  "model",
  "estimator",
  "cv",
  "search",
  "single-input",
  "describe",
  "oob-score",
  "criterion",
  "min-weight-fraction-leaf",
  "max-leaf-nodes",
  "min-impurity-decrease",
  "max-samples",
  "ccp-alpha",
  "class-weight",
  "monotonic-cst",
];

function readLocation(
  { given, databaseUrl, folder }: TableArguments,
  settings: Settings,
): TableLocation | null {
  const { table, query } = given;
  if (table !== undefined && query !== undefined) {
    settings.refuse("either --table or --query must be given: both are");
    return null;
  }
  if (query !== undefined) {
    if (databaseUrl !== null) return { kind: "query", url: databaseUrl, query };
    settings.refuse("--query needs DATABASE_URL, which must start with postgres://");
    return null;
  }
  if (table === undefined) return null;
  const location = parseDatasetLocation(table);
  if (location === null) {
    settings.refuse("--table must be a path, or a file, http or https address");
    return null;
  }
  return location.kind === "file"
    ? { kind: "file", path: resolve(folder, location.path) }
    : location;
}

function readParams(
  { given, switches }: TableArguments,
  refuse: (fault: string) => void,
): Partial<TableParams> {
  const entries = FOREST_FLAGS.flatMap(({ flag, key, rule, read }) => {
    const text = given[flag];
    if (text === undefined) return [];
    const value = read(text);
    if (value === undefined) refuse(`--${flag} must be ${rule}: is "${text}"`);
    return [[key, value] as const];
  });
  const { bootstrap, "oob-score": oobScore } = switches;
  return {
    ...Object.fromEntries(entries),
    ...bootstrap !== undefined && { bootstrap },
    ...oobScore !== undefined && { oobScore },
  };
}
