import { deepEqual } from "node:assert/strict";
import { EnsembleScorer } from "./ensemble_scorer.ts";
import { scoreExactly } from "./score_exactly.ts";
import { randomEnsemble, randomNumbersFor, type RandomShape } from "./testdata/random_ensemble.ts";

const SHAPES: RandomShape[] = [
  { nTrees: 1, nSplits: 1 },
  { nTrees: 3, nSplits: 0 },
  { nTrees: 7, nOutputs: 3 },
  { nTrees: 24, nOutputs: 3, hasVectors: true },
  { nTrees: 17, missing: "nan" },
  { nTrees: 17, missing: "zero", nOutputs: 2 },
  { nTrees: 9, categories: "limit" },
  { nTrees: 9, categories: "limit", missing: "zero" },
  { nTrees: 9, categories: "modulus", missing: "nan", nOutputs: 2, hasVectors: true },
  { nTrees: 12, nFeatures: 70, nSplits: 200 },
  // Columns with more thresholds than one byte tells apart, and more than eight do.
  { nTrees: 10, nFeatures: 2, nSplits: 250, nThresholds: 2000 },
  { nTrees: 30, nFeatures: 1, nSplits: 255, nThresholds: 6000, missing: "nan" },
  // More columns than a byte numbers, and trees with more leaves than that.
  { nTrees: 40, nFeatures: 400, nSplits: 60 },
  { nTrees: 5, nSplits: 300 },
  // More than fits into a block with a second row.
  { nTrees: 2, nFeatures: 5000, nSplits: 60 },
];

for (const input of ["float32", "float64"] as const) {
  for (const arithmetic of ["float32", "float64"] as const) {
    for (const [seed, shape] of SHAPES.entries()) {
      const name = `${input}, ${arithmetic}, ${JSON.stringify(shape)}`;
      Deno.test(`score() equals the walk node by node: ${name}`, () => {
        const ensemble = randomEnsemble(seed, { ...shape, input, arithmetic });
        const nRows = 150;
        const numbers = randomNumbersFor(seed + 100, ensemble, nRows);
        const expected = new Float64Array(nRows * ensemble.nOutputs);
        scoreExactly(ensemble, numbers, expected);
        const scorer = new EnsembleScorer(ensemble);
        deepEqual(scorer.score(numbers, nRows), expected);
        const last = numbers.subarray((nRows - 1) * ensemble.nFeatures);
        // By the walk, and once the scan is prepared, by that.
        deepEqual(
          new EnsembleScorer(ensemble).score(last, 1),
          expected.slice((nRows - 1) * ensemble.nOutputs),
        );
        deepEqual(scorer.score(last, 1), expected.slice((nRows - 1) * ensemble.nOutputs));
      });
    }
  }
}
