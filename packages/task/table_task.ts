import type { Task } from "./task.ts";

/** Longest part of a name: two of them and a word stay far below MLflow's 250 characters. */
const MAX_LENGTH = 60;

/**
 * Describes the task of any table: its names from those of the file and of the target, so that
 * different tables, and different targets of one, have experiments and models of their own. Everything
 * else the table itself tells when it is read.
 *
 * The names are lower-case letters, digits and hyphens, which MLflow, URLs and Kubernetes take as they
 * are. A name that loses letters by that gets a few digits that tell it from others.
 *
 * @example
 * ```ts
 * import { tableTask } from "@mlops/task";
 * import { deepEqual } from "node:assert/strict";
 *
 * const { name, experiment, run, model } = tableTask("data/Penguins.csv.gz", "species");
 * deepEqual([name, experiment], ["penguins-species", "penguins-species"]);
 * deepEqual([run, model], ["penguins-species-forest", "penguins-species-model"]);
 * ```
 *
 * @param table Path or address of the table, or another name for it.
 * @param target Column that is predicted.
 * @returns The task.
 */
export function tableTask(table: string, target: string): Task {
  return namedTask(`${slug(fileName(table))}-${slug(target)}`, target);
}

/**
 * Describes the task of a table by the name of its model, where neither file nor target is at hand.
 *
 * @param model Name of the registered model, as {@link tableTask} made it.
 * @returns The task, with no target.
 */
export function taskOfModel(model: string): Task {
  return namedTask(model.replace(/-model$/, ""), "");
}

function namedTask(name: string, target: string): Task {
  return {
    name,
    target,
    columns: [],
    experiment: name,
    run: `${name}-forest`,
    model: `${name}-model`,
    title: "Prediction API",
    classNames: [],
    verdict: null,
    sample: null,
    cases: [],
  };
}

/** The last part of a path or address, without the endings of its format and compression. */
function fileName(table: string): string {
  const path = /^https?:/i.test(table) ? table.replace(/[?#].*$/s, "") : table;
  const last = path.split(/[/\\]/).findLast((part) => part !== "") ?? path;
  return last.replace(/\.gz$/i, "").replace(/(?<=.)\.[a-z0-9]{1,8}$/i, "");
}

function slug(text: string): string {
  const plain = text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  const words = plain.match(/[a-z0-9]+/g) ?? [];
  const short = words.join("-").slice(0, MAX_LENGTH).replace(/-$/, "");
  const isWhole = short.length === words.join("-").length && !/[^\p{ASCII}]/u.test(plain) &&
    short !== "";
  return isWhole ? short : [short, digest(text.normalize("NFC"))].filter((part) => part).join("-");
}

/** FNV-1a of the text's UTF-16 units, six hex digits: tells names apart, hides nothing. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0").slice(-6);
}
