import { equal, ok } from "node:assert/strict";
import { referenceTest, runPython } from "@mlops/testing/reference";
import { growTrees } from "./random_forest.ts";
import {
  compareCase,
  type GoldenCase,
  numberOf,
  paramsOf,
  tableOf,
} from "./testdata/golden_case.ts";

const GOLDEN = new URL("../../../shared/golden/tables/", import.meta.url);

async function readCases(name: string): Promise<readonly GoldenCase[]> {
  const text = await Deno.readTextFile(new URL(name, GOLDEN));
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

for (
  const [file, nCases] of [
    ["forest.jsonl", 125],
    ["forest-missing-mask.jsonl", 8],
    ["forest-sort.jsonl", 6],
  ] as const
) {
  referenceTest(
    `every forest of ${file} is scikit-learn's to the last bit`,
    ["golden"],
    async (t) => {
      const cases = await readCases(file);
      equal(cases.length, nCases);
      for (const golden of cases) await t.step(`case ${golden.seed}`, () => compareCase(golden));
    },
  );
}

referenceTest(
  "forests whose logarithms are the C library's differ by their last bits",
  ["golden"],
  async () => {
    const cases = await readCases("forest-libm.jsonl");
    equal(cases.length, 5);
    let nSame = 0;
    for (const golden of cases) {
      for (const [t, tree] of growTrees(tableOf(golden), paramsOf(golden)).entries()) {
        const expected = golden.out.trees[t]!["impurity"]!.map(numberOf);
        // A near tie may fall the other way: such a tree is another one below it.
        if (tree.impurity.length !== expected.length) continue;
        nSame++;
        for (const [node, impurity] of expected.entries()) {
          const difference = Math.abs(tree.impurity[node]! - impurity);
          ok(!(difference > 1e-12 * Math.max(1, Math.abs(impurity))), `${difference} at ${node}`);
        }
      }
    }
    ok(nSame >= 12, `${nSame} of 15 trees have scikit-learn's shape`);
  },
);

referenceTest(
  "fits of random tables are scikit-learn 1.6.1's to the last bit",
  ["python"],
  async (t) => {
    const program = await Deno.readTextFile(new URL("testdata/fit_estimators.py", import.meta.url));
    const cases: readonly GoldenCase[] = JSON.parse(await runPython(program));
    equal(cases.length, 300);
    for (const golden of cases) {
      const { seed, P: { task, splitter, criterion } } = golden;
      await t.step(
        `${seed}: ${task}, ${splitter} splitter, ${criterion}`,
        () => compareCase(golden),
      );
    }
  },
);
