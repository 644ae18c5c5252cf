import { equal, ok } from "node:assert/strict";
import { referenceTest, runPython } from "@mlops/testing/reference";
import { DEFAULT_FOREST_PARAMS } from "./forest_params.ts";
import { fitForest } from "./random_forest.ts";
import { TreeExplainer } from "@mlops/trees";

interface ExplainedForest {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly nFeatures: number;
  readonly nTrees: number;
  readonly params: {
    readonly "max_depth": number | null;
    readonly "min_samples_leaf": number;
    readonly "random_state": number;
  };
  readonly rows: readonly (readonly number[])[];
  readonly expected: readonly number[];
  /** By row, feature and class. */
  readonly values: readonly (readonly (readonly number[])[])[];
}

referenceTest("shapValues() equals shap.TreeExplainer within 1e-9", ["python"], async (t) => {
  const program = await Deno.readTextFile(new URL("testdata/explain_forests.py", import.meta.url));
  const forests: ExplainedForest[] = JSON.parse(await runPython(program));
  equal(forests.length, 6);
  for (const forest of forests) await t.step(forest.name, () => compare(forest));
});

function compare(
  { x, y, nFeatures, nTrees, params, rows, expected, values }: ExplainedForest,
): void {
  const forest = fitForest(Float32Array.from(x), Int32Array.from(y), {
    ...DEFAULT_FOREST_PARAMS,
    nEstimators: nTrees,
    maxDepth: params.max_depth,
    minSamplesLeaf: params.min_samples_leaf,
    randomState: params.random_state,
    featureThreshold: 0,
  }, { nFeatures });
  const explainer = new TreeExplainer(forest);
  equal(forest.classes.length, expected.length);
  for (const [c, base] of expected.entries()) {
    ok(Math.abs(explainer.expectedValue(c) - base) < 1e-9);
    for (const [r, row] of rows.entries()) {
      const contributions = explainer.shapValues(Float32Array.from(row), c);
      for (const [f, contribution] of contributions.entries()) {
        const difference = Math.abs(contribution - values[r]![f]![c]!);
        ok(difference < 1e-9, `class ${c}, row ${r}, feature ${f}: off by ${difference}`);
      }
    }
  }
}
