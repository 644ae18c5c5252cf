import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { EnsembleScorer } from "./ensemble_scorer.ts";
import { goesLeft } from "./score_exactly.ts";
import { randomEnsemble, randomNumbersFor, type RandomShape } from "./testdata/random_ensemble.ts";
import { whyNotExplained } from "./prepare_trees.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";
import { TreeExplainer } from "./tree_shap.ts";

/** Mean of a tree's leaves when only some features are known (Lundberg et al. 2020, algorithm 1). */
function meanKnowing(
  ensemble: TreeEnsemble,
  row: Float64Array,
  known: Set<number>,
  { node, output }: { readonly node: number; readonly output: number },
): number {
  const { left, right, feature, value, treeOutputs, nOutputs } = ensemble;
  const cover = ensemble.cover!;
  const [l, r] = [left[node]!, right[node]!];
  if (l < 0) return treeOutputs === null ? value[node * nOutputs + output]! : value[node]!;
  const of = (child: number) => meanKnowing(ensemble, row, known, { node: child, output });
  const f = feature[node]!;
  if (known.has(f)) return of(goesLeft(ensemble, node, row[f]!) ? l : r);
  return (cover[l]! * of(l) + cover[r]! * of(r)) / cover[node]!;
}

/** Shapley's formula, over all orders in which the features may become known. */
function shapley(ensemble: TreeEnsemble, row: Float64Array, output: number): number[] {
  const { roots, treeOutputs, divisor, scale } = ensemble;
  const features = [...row.keys()];
  const orders = permutations(features);
  const mean = (known: Set<number>) =>
    [...roots].reduce(
      (sum, node, t) =>
        (treeOutputs?.[t] ?? output) === output
          ? sum + meanKnowing(ensemble, row, known, { node, output })
          : sum,
      0,
    ) / divisor * scale;
  return features.map((feature) => {
    const gains = orders.map((order) => {
      const before = new Set(order.slice(0, order.indexOf(feature)));
      return mean(new Set([...before, feature])) - mean(before);
    });
    return gains.reduce((sum, gain) => sum + gain, 0) / orders.length;
  });
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest])
  );
}

const SHAPES: RandomShape[] = [
  { nTrees: 3, nFeatures: 1 },
  { nTrees: 4, nFeatures: 3, missing: "nan" },
  { nTrees: 4, nFeatures: 4, missing: "zero", categories: "limit", nOutputs: 2 },
  { nTrees: 3, nFeatures: 4, categories: "modulus", missing: "nan", nOutputs: 2, hasVectors: true },
  { nTrees: 3, nFeatures: 3, nSplits: 60, input: "float32", arithmetic: "float32" },
];

for (const [seed, shape] of SHAPES.entries()) {
  Deno.test(`shapValues() equals Shapley's formula: ${JSON.stringify(shape)}`, () => {
    const ensemble = randomEnsemble(seed, shape);
    const { nFeatures, nOutputs } = ensemble;
    const explainer = new TreeExplainer(ensemble);
    const numbers = randomNumbersFor(seed, ensemble, 12);
    for (let r = 0; r < 12; r++) {
      const row = numbers.subarray(r * nFeatures, (r + 1) * nFeatures);
      for (let output = 0; output < nOutputs; output++) {
        const expected = shapley(ensemble, row, output);
        for (const [f, value] of explainer.shapValues(row, output).entries()) {
          ok(Math.abs(value - expected[f]!) < 1e-13, `${value}, not ${expected[f]}`);
        }
      }
    }
  });
}

Deno.test("shapValues() and expectedValue() add up to the score, over many features", () => {
  const shape: RandomShape = {
    nTrees: 9,
    nFeatures: 40,
    nSplits: 150,
    nOutputs: 3,
    missing: "nan",
  };
  const ensemble = randomEnsemble(3, shape);
  const explainer = new TreeExplainer(ensemble);
  const numbers = randomNumbersFor(5, ensemble, 50);
  const scores = new EnsembleScorer(ensemble).score(numbers);
  for (const [i, score] of scores.entries()) {
    const [r, output] = [Math.floor(i / 3), i % 3];
    const values = explainer.shapValues(numbers.subarray(r * 40, r * 40 + 40), output);
    const sum = values.reduce((a, b) => a + b, explainer.expectedValue(output));
    ok(Math.abs(sum - score) < 1e-12, `${sum}, not ${score}`);
  }
});

Deno.test("explain() comes to the same in pieces, with another row between them", () => {
  const ensemble = randomEnsemble(6, { nTrees: 20, nOutputs: 2 });
  const explainer = new TreeExplainer(ensemble);
  const [one, other] = [randomNumbersFor(1, ensemble, 1), randomNumbersFor(2, ensemble, 1)];
  const outs = [new Float64Array(5), new Float64Array(5)];
  const pieces = [one, other].map((row, i) =>
    explainer.explain(row, 1, { out: outs[i]!, pieceCost: 0 })
  );
  let nPieces = 0;
  while (!pieces[0]!.next().done) {
    pieces[1]!.next();
    nPieces++;
  }
  equal(nPieces, 10);
  for (const [i, row] of [one, other].entries()) {
    for (const [f, value] of explainer.shapValues(row, 1).entries()) {
      ok(Math.abs(value - outs[i]![f]!) < 1e-15);
    }
  }
});

Deno.test("prepare() makes the same explainer in pieces", () => {
  const ensemble = randomEnsemble(2, { nTrees: 6, missing: "nan" });
  const pieces = TreeExplainer.prepare(ensemble, 30);
  let nPieces = 0;
  let step = pieces.next();
  for (; !step.done; step = pieces.next()) nPieces++;
  // Each tree in two pieces, then every two trees in one.
  ok(nPieces >= 6, `${nPieces}`);
  equal(step.value, null);
  const row = randomNumbersFor(1, ensemble, 1);
  const again = randomEnsemble(2, { nTrees: 6, missing: "nan" });
  deepEqual(
    new TreeExplainer(ensemble).shapValues(row, 0),
    new TreeExplainer(again).shapValues(row, 0),
  );
});

Deno.test("shapValues() of a tree that is divided adds up to its score, and comes in pieces of its price", () => {
  const shape: RandomShape = {
    nTrees: 2,
    nFeatures: 30,
    nSplits: 70_000,
    nOutputs: 2,
    hasVectors: true,
  };
  const ensemble = randomEnsemble(4, shape);
  const explainer = new TreeExplainer(ensemble);
  const row = randomNumbersFor(7, ensemble, 1);
  const score = new EnsembleScorer(ensemble).score(row)[1]!;
  const out = new Float64Array(30);
  let nPieces = 0;
  for (const _ of explainer.explain(row, 1, { out })) nPieces++;
  const wanted = explainer.cost(1) / 100_000;
  ok(nPieces >= wanted && nPieces < 1.5 * wanted + 2, `${nPieces} pieces, not ${wanted}`);
  ok(nPieces > 10);
  const sum = out.reduce((a, b) => a + b, explainer.expectedValue(1));
  ok(Math.abs(sum - score) < 1e-11, `${sum}, not ${score}`);
});

Deno.test("TreeExplainer says what it does not explain: much memory, a path of many features", () => {
  const left = new Int32Array(3_000_001).fill(-1);
  const large = { ...randomEnsemble(1, { nTrees: 1 }), left };
  const reason =
    "its 3000001 nodes would take 81 MiB of memory to explain: at most 64 MiB are taken";
  equal(whyNotExplained(large), reason);
  throws(() => new TreeExplainer(large), { message: `Cannot explain the model as ${reason}` });
  // A path that asks one feature after the other.
  const nFeatures = 300;
  const nodes = Int32Array.from({ length: 2 * nFeatures + 1 }, (_, node) => node);
  const chain: TreeEnsemble = {
    ...randomEnsemble(1, { nTrees: 1 }),
    nFeatures,
    left: nodes.map((node) => node < nFeatures ? nFeatures + node : -1),
    right: nodes.map((node) =>
      node < nFeatures - 1 ? node + 1 : node < nFeatures ? 2 * nFeatures : -1
    ),
    feature: nodes.map((node) => node < nFeatures ? node : -2),
    threshold: new Float64Array(nodes.length),
    value: new Float64Array(nodes.length),
    cover: Float64Array.from(nodes, (node) => node < nFeatures ? 1 + nFeatures - node : 1),
  };
  throws(() => new TreeExplainer(chain), {
    message:
      "Cannot explain the model as a path of its trees asks 300 features: at most 256 are explained",
  });
});

Deno.test("cost() counts the splits of an output's trees times the points", () => {
  const ensemble = randomEnsemble(6, { nTrees: 5, nOutputs: 2, nFeatures: 3 });
  const explainer = new TreeExplainer(ensemble);
  deepEqual([explainer.cost(0), explainer.cost(1)], [3 * 20 * 2, 2 * 20 * 2]);
});

Deno.test("shapValues() counts nothing below a node that no training row reached", () => {
  const ensemble = randomEnsemble(1, { nTrees: 2, nFeatures: 3 });
  const cover = new Float64Array(ensemble.left.length);
  const explainer = new TreeExplainer({ ...ensemble, cover });
  ok(explainer.shapValues(Float64Array.of(1, 2, 3), 0).every(Number.isFinite));
});

Deno.test("TreeExplainer says what it cannot explain", () => {
  const ensemble = randomEnsemble(1, { nTrees: 2 });
  throws(() => new TreeExplainer({ ...ensemble, cover: null }), {
    name: "RangeError",
    message:
      "Cannot explain the model as its file does not tell how many training rows each node saw",
  });
  const explainer = new TreeExplainer(ensemble);
  throws(() => explainer.shapValues(new Float64Array(5), 1), {
    name: "RangeError",
    message: "Cannot explain as the output must be an integer in [0, 0]: is 1",
  });
  throws(() => explainer.shapValues(new Float64Array(4), 0), {
    message: "Cannot explain as the row must hold 5 values: holds 4",
  });
  throws(() => explainer.shapValues(Float64Array.of(1, 2, NaN, 4, 5), 0), {
    name: "ValueError",
    row: 0,
    feature: 2,
  });
});
