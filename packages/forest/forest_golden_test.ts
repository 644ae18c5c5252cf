import { compareCase, type GoldenCase } from "./testdata/golden_case.ts";
import forests from "./testdata/forests.json" with { type: "json" };

// JSON has no literal types.
const cases = forests as unknown as readonly GoldenCase[];

for (const golden of cases) {
  const { task, criterion, splitter, max_leaf_nodes: leaves } = golden.P;
  const order = leaves === null ? "" : ", best first";
  Deno.test(`${task} by ${criterion}, ${splitter} splitter${order}: case ${golden.seed}`, () => {
    compareCase(golden);
  });
}
