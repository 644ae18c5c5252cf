import { deepEqual } from "node:assert/strict";
import { stalePaths } from "./stale_paths.ts";

function faults(files: Readonly<Record<string, string>>): string[] {
  return stalePaths(new Map(Object.entries({ "packages/forest/tree.ts": "", ...files })));
}

Deno.test("stalePaths() lets a place be told from the root, from beside, or by its end", () => {
  deepEqual(
    faults({
      "README.md": "See [the tree](packages/forest/tree.ts), `forest/tree.ts` and `tree.ts`.",
      "packages/forest/README.md": "[`tree.ts`](tree.ts#grow), [home](../../README.md)",
      "packages/forest/grow.ts":
        "/** As `./tree.ts` does; so does tree.ts of `packages/forest/`. */",
    }),
    [],
  );
});

Deno.test("stalePaths() finds links, names in backticks and bare names of files that are gone", () => {
  deepEqual(
    faults({
      "README.md": "It is in\n[the leaf](packages/forest/leaf.ts).",
      "packages/forest/README.md": "`leaf.ts` has it, `packages/leaves` too.",
      "packages/forest/grow.ts":
        "// First.\nconst a = 1; // see forest/leaf.ts\n/**\n * `leaf.ts`\n */",
      "packages/forest/a.sql": "select 1; -- `leaf.sql` writes it",
      "packages/forest/a.yaml": "a: 1 # from packages/leaf.ts",
      "packages/forest/deno.json": '{ "exports": "./leaf.ts" }',
    }),
    [
      "README.md:2 names packages/forest/leaf.ts, which is not there",
      "packages/forest/README.md:1 names leaf.ts, which is not there",
      "packages/forest/README.md:1 names packages/leaves, which is not there",
      "packages/forest/grow.ts:2 names forest/leaf.ts, which is not there",
      "packages/forest/grow.ts:4 names leaf.ts, which is not there",
      "packages/forest/a.sql:1 names leaf.sql, which is not there",
      "packages/forest/a.yaml:1 names packages/leaf.ts, which is not there",
      "packages/forest/deno.json:1 names ./leaf.ts, which is not there",
    ],
  );
});

Deno.test("stalePaths() leaves alone what is made, lies outside or is code", () => {
  deepEqual(
    faults({
      "README.md":
        "`dist/main.ts`, `../shared/x.ts`, <https://a.example/b.ts>, `X_test.ts`… `*_test.ts`",
      "packages/forest/grow.ts": 'const path = "leaf.ts"; // `sklearn/tree/_tree.pyx`, `train.py`',
      "packages/forest/testdata/a.ts": "// `leaf.ts`",
    }),
    ["README.md:1 names X_test.ts, which is not there"],
  );
});
