import { tableTask, type Task } from "@mlops/task";
import { REFERENCE_TASK } from "@mlops/tasks";
import type { Settings } from "@mlops/config";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The table that a stack is started on. */
export interface ChosenTable {
  /** Absolute path of its file, or its address. */
  readonly source: string;
  /** Flags of the training, as they were given. */
  readonly trainArgs: readonly string[];
}

/** What the command line asks for. */
export interface TableChoice {
  /** Whether to begin with nothing (`--fresh`). */
  readonly isFresh: boolean;
  /** What is predicted. */
  readonly task: Task;
  /** The table, or `null` for the reference task's own. */
  readonly table: ChosenTable | null;
}

/**
 * Reads the command line of the stack: `--fresh`, `--table FILE --target COLUMN`, and with these any
 * flag of the training, which is handed on to it.
 *
 * @param args Arguments of the program.
 * @param settings Takes the faults.
 * @param folder Folder that a relative path begins in: where the caller stands.
 * @returns The choice.
 */
export function readTableChoice(
  args: readonly string[],
  settings: Settings,
  folder: string,
): TableChoice {
  const given: { table?: string; target?: string } = {};
  const trainArgs: string[] = [];
  let isFresh = false;
  for (let at = 0; at < args.length; at++) {
    const { 1: name = "", 2: inline } = /^(--[^=]+)(?:=(.*))?$/s.exec(args[at]!) ?? [];
    if (name === "--fresh" && inline === undefined) {
      isFresh = true;
    } else if (name === "--table" || name === "--target") {
      const value = inline ?? args[++at];
      if (value === undefined || value === "") {
        settings.refuse(`${name} must have a value: has none`);
      } else given[name === "--table" ? "table" : "target"] = value;
    } else {
      trainArgs.push(args[at]!);
    }
  }
  const { table, target } = given;
  if (table !== undefined && target !== undefined) {
    const source = /^https?:/i.test(table) ? table : pathFrom(folder, table);
    return { isFresh, task: tableTask(source, target), table: { source, trainArgs } };
  }
  if (table !== undefined) settings.refuse("--table must come with --target COLUMN: has none");
  else if (target !== undefined) settings.refuse("--target must come with --table FILE: has none");
  else if (trainArgs.length > 0) {
    const known = "--fresh, or --table FILE --target COLUMN with flags of the training";
    settings.refuse(`arguments must be ${known}: are "${trainArgs.join(" ")}"`);
  }
  return { isFresh, task: REFERENCE_TASK, table: null };
}

/** A path as the caller means it; `deno task` changes into the repository. */
function pathFrom(folder: string, path: string): string {
  return path.startsWith("file:") ? fileURLToPath(path) : resolve(folder, path);
}
