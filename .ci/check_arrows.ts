// deno-lint-ignore-file no-console -- a command line program
/**
 * Holds every import of the repository to the table in `arrows.ts`.
 *
 * Usage: deno task check:arrows
 *
 * @module
 */
import { wrongArrows } from "./arrows.ts";

const ROOT = new URL("../", import.meta.url).pathname;

/** Folders that are made or fetched: nothing in them is written by hand. */
const MADE = new Set(["node_modules", "dist", "coverage"]);

const READ = /\.(tsx?|js)$|(^|\/)deno\.json$/;

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(`${ROOT}${folder}`)) {
    const path = `${folder}${name}`;
    if (!isDirectory) yield path;
    else if (name === ".ci" || !name.startsWith(".") && !MADE.has(name)) {
      yield* filesBelow(`${path}/`);
    }
  }
}

const files = new Map<string, string>();
for await (const path of filesBelow("")) {
  if (READ.test(path)) files.set(path, await Deno.readTextFile(`${ROOT}${path}`));
}
const faults = wrongArrows(files);
faults.forEach((fault) => console.error(fault));
console.log(`Checked the imports of ${files.size} files`);
Deno.exit(faults.length > 0 ? 1 : 0);
