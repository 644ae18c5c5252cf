import { FEATURES, parseTable } from "@mlops/tasks/diabetes";
import { DIABETES_CSV } from "@mlops/tasks/diabetes/data";
import { referenceTest, runPython } from "@mlops/testing/reference";
import { deepEqual } from "node:assert/strict";
import { histogram, percentiles } from "./distribution.ts";

referenceTest("percentiles() and histogram() equal numpy's to the bit", ["python"], async () => {
  const { features, nRows } = parseTable(DIABETES_CSV);
  const columns = FEATURES.map((_, column) => {
    return Float64Array.from({ length: nRows }, (_, row) => features[row * 8 + column]!);
  });
  const program = `
import json, sys
import numpy as np
for values, low, high in json.load(open(sys.argv[1])):
    counts, edges = np.histogram(np.clip(values, low, high), bins=20, range=(low, high))
    print(json.dumps([np.quantile(values, np.arange(101) / 100).tolist(), counts.tolist(), edges.tolist()]))
`;
  const input = await Deno.makeTempFile();
  const ranges = FEATURES.map(({ min, max }, column) => [[...columns[column]!], min, max]);
  await Deno.writeTextFile(input, JSON.stringify(ranges));
  const lines = (await runPython(program, { args: [input] })).trim().split("\n");
  await Deno.remove(input);
  FEATURES.forEach(({ min, max }, column) => {
    const values = columns[column]!;
    const { edges, counts } = histogram(values, { min, max, nBins: 20 });
    deepEqual([percentiles(values), counts, edges], JSON.parse(lines[column]!));
  });
});
