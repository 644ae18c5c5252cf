/**
 * Holds every export of the libraries to `deno doc --lint`: documented, with types that are told.
 *
 * Usage: deno task check:docs
 *
 * @module
 */
import { join } from "node:path/posix";

/** Exports with types that nobody wrote: of the schemas that they are made by, of Postgres' client. */
const INFERRED = /^packages\/(answers\/(mod|start_row|\w+_answer)|prediction_log\/mod)\.ts$/;

/** What of them is held nevertheless. */
const WRITTEN = [
  "packages/answers/schema.ts",
  "packages/prediction_log/confirmed_rows.ts",
  "packages/prediction_log/prune_log.ts",
];

async function exportsOf(library: string): Promise<string[]> {
  const { exports } = JSON.parse(await Deno.readTextFile(`${library}/deno.json`));
  const files: string[] = typeof exports === "string" ? [exports] : Object.values(exports);
  return files.map((file) => join(library, file));
}

const packages = await Array.fromAsync(Deno.readDir("packages"), ({ name }) => `packages/${name}`);
const exported = (await Promise.all(["tasks", ...packages].map(exportsOf))).flat();
const held = exported.filter((file) => !INFERRED.test(file));
const { code } = await new Deno.Command("deno", {
  args: ["doc", "--lint", ...held, ...WRITTEN],
}).spawn().status;
Deno.exit(code);
