import { equal } from "node:assert/strict";
import { referenceTest, runPython } from "@mlops/testing/reference";
import { EnsembleScorer } from "@mlops/trees";
import { referenceForest, referenceRows } from "./testdata/reference_forest.ts";

async function readBytes(path: string): Promise<ArrayBuffer> {
  return (await Deno.readFile(path)).buffer;
}

referenceTest(
  "predictProba() equals scikit-learn's doubles on 100 000 rows and beside every threshold",
  ["python"],
  async () => {
    const folder = await Deno.makeTempDir();
    const program = await Deno.readTextFile(new URL("testdata/score_rows.py", import.meta.url));
    const dataset = new URL("../../tasks/diabetes/data/diabetes.csv", import.meta.url).pathname;
    await runPython(program, { args: [dataset, folder] });
    const rows = new Float32Array(await readBytes(`${folder}/rows.f32`));
    const expected = new Float64Array(await readBytes(`${folder}/proba.f64`));
    await Deno.remove(folder, { recursive: true });

    const scorer = new EnsembleScorer(referenceForest(referenceRows().train));
    const probabilities = scorer.score(rows);
    equal(probabilities.length, expected.length);
    // 6 779 nodes have a threshold, and each gives three rows.
    equal(expected.length, 2 * (100_000 + 3 * 6779));
    equal(expected.reduce((count, value, i) => count + Number(value !== probabilities[i]), 0), 0);
  },
);
