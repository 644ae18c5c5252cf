// deno-lint-ignore-file no-console -- a command line program
/**
 * Holds the repository to the rule that no program knows a task by name.
 *
 * Usage: deno task check:tasks
 *
 * @module
 */
import { wrongTaskWords } from "./task_words.ts";

const ROOT = new URL("../", import.meta.url);

/** What others wrote, and what is built. */
const PASSED_OVER = new Set(["node_modules", "dist", "dist-screenshots", "std", "coverage"]);

const TEXT = /\.(tsx?|js|json|ya?ml|env|md|sql|css|html|sh|py|txt)$|^[^.]+$/;

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(new URL(folder || ".", ROOT))) {
    const isHidden = name.startsWith(".") && name !== ".ci" && name !== ".github";
    if (isHidden || PASSED_OVER.has(name) || name === "deno.lock") continue;
    if (isDirectory) yield* filesBelow(`${folder}${name}/`);
    else if (isFile && TEXT.test(name)) yield `${folder}${name}`;
  }
}

const tasks: string[] = [];
for await (const { name, isDirectory } of Deno.readDir(new URL("tasks/", ROOT))) {
  if (isDirectory) tasks.push(name);
}
const files = new Map<string, string>();
for await (const path of filesBelow("")) {
  files.set(path, await Deno.readTextFile(new URL(path, ROOT)));
}
const faults = wrongTaskWords(files, tasks);
for (const fault of faults) console.error(fault);
if (faults.length > 0) Deno.exit(1);
