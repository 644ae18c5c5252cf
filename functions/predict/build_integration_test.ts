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

/** Words of what no first prediction of a forest needs, and is therefore loaded later. */
const LATER: Readonly<Record<string, string>> = {
  "drift": "with ordinality",
  "quality": "least(floor(probability",
  "outcomes": "update outcomes",
  "tables in CSV": "unclosed-quote",
  "graphs in processes of their own": "be opened and tried",
  "signatures": "application/vnd.in-toto+json",
  "pickles": "sklearn._loss._loss",
  "the API document": "3.1.0",
};

Deno.test("buildPredict() makes a program that loads at its start no module of Node's, and only what it needs", async (t) => {
  const folder = await Deno.makeTempDir();
  try {
    await buildPredict(new URL(`file://${folder}/dist/`));
    const imported = await importedAtStart(`${folder}/dist`, "./main.js");
    // The regular expression finds what the bundler writes: the program shares chunks with others.
    ok(imported.size > 1, `${[...imported]}`);
    deepEqual([...imported].filter((name) => !name.startsWith("./")), []);

    const all = (await Array.fromAsync(Deno.readDir(`${folder}/dist`)))
      .map(({ name }) => `./${name}`).filter((name) => name.endsWith(".js"));
    const code = new Map(
      await Promise.all(
        all.map(async (name) => [name, await Deno.readTextFile(`${folder}/dist/${name}`)] as const),
      ),
    );
    for (const [what, word] of Object.entries(LATER)) {
      await t.step(`${what} later`, () => {
        const having = all.filter((name) => code.get(name)!.includes(word));
        ok(having.length > 0, `no chunk has "${word}"`);
        deepEqual(having.filter((name) => imported.has(name)), []);
      });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
