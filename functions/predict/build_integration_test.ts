import { deepEqual, ok } from "node:assert/strict";
import { buildPredict } from "./build.ts";

/** Follows the imports of a chunk that are not waited for until something needs them. */
async function importedAtStart(folder: string, name: string, seen = new Set<string>()) {
  seen.add(name);
  if (!name.startsWith("./")) return seen;
  const code = await Deno.readTextFile(`${folder}/${name}`);
  const imports = code.matchAll(/\bimport(?:[\w*{][^"'()]*?from)?\s*"([^"]+)"/g);
  for (const [, specifier = ""] of imports) {
    if (!seen.has(specifier)) await importedAtStart(folder, specifier, seen);
  }
  return seen;
}

Deno.test("buildPredict() makes a program that loads none of Node's modules at its start", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await buildPredict(new URL(`file://${folder}/dist/`));
    const imported = await importedAtStart(`${folder}/dist`, "./main.js");
    // The regular expression finds what the bundler writes: the program shares chunks with others.
    ok(imported.size > 1, `${[...imported]}`);
    deepEqual([...imported].filter((name) => !name.startsWith("./")), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
