import { deepEqual, equal, throws } from "node:assert/strict";
import { EnsembleScorer } from "./ensemble_scorer.ts";
import { randomEnsemble } from "./testdata/random_ensemble.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

/** One split on the first feature at 0.1: left gives 1, right gives 2. */
const STUMP: TreeEnsemble = {
  nFeatures: 2,
  nOutputs: 1,
  input: "float64",
  arithmetic: "float64",
  roots: Int32Array.of(0),
  treeOutputs: Int32Array.of(0),
  left: Int32Array.of(1, -1, -1),
  right: Int32Array.of(2, -1, -1),
  feature: Int32Array.of(0, -2, -2),
  threshold: Float64Array.of(0.1, -2, -2),
  missing: null,
  categories: null,
  cover: null,
  value: Float64Array.of(0, 1, 2),
  start: Float64Array.of(0),
  divisor: 1,
  scale: 1,
  end: Float64Array.of(0),
};

function scoresOf(change: Partial<TreeEnsemble>, ...values: number[]): number[] {
  const numbers = Float64Array.from(values.flatMap((value) => [value, 0]));
  return [...new EnsembleScorer({ ...STUMP, ...change }).score(numbers, values.length)];
}

Deno.test("score() compares what the input is rounded to", () => {
  const beside = 0.1 * (1 + 2 ** -52);
  deepEqual(scoresOf({}, 0.1, beside, -Infinity, Infinity), [1, 2, 1, 2]);
  // The float32 next to 0.1 lies above it.
  deepEqual(scoresOf({ input: "float32" }, 0.1, 0.09999999), [2, 1]);
  deepEqual(scoresOf({ threshold: Float64Array.of(Infinity, 0, 0) }, Infinity, 3), [1, 1]);
});

Deno.test("score() sends missing values, and zeros where they are missing, in their direction", () => {
  const goes = (side: number) => ({ goesLeft: Uint8Array.of(side, 0, 0), zeroIsMissing: null });
  deepEqual(scoresOf({ missing: goes(1) }, NaN, 5, 0), [1, 2, 1]);
  deepEqual(scoresOf({ missing: goes(0) }, NaN, 5, 0), [2, 2, 1]);
  const zeroIsMissing = Uint8Array.of(1, 0, 0);
  const missing = { ...goes(0), zeroIsMissing };
  deepEqual(scoresOf({ missing }, 0, -0, 9e-36, -9e-36, 2e-35, NaN, -1), [2, 2, 2, 2, 1, 2, 1]);
});

Deno.test("score() sends categories by their set, and unknown ones in the missing direction", () => {
  const categories = {
    sets: Int32Array.of(0, -1, -1),
    offsets: Int32Array.of(0, 2),
    words: Uint32Array.of(0b10, 0b1),
    limit: 100,
    modulus: null,
    known: null,
  };
  const missing = { goesLeft: Uint8Array.of(0, 0, 0), zeroIsMissing: null };
  const values = [1, 1.9, 32, 0, 33, 64, -0.5, 100, NaN, Infinity];
  deepEqual(scoresOf({ categories, missing }, ...values), [1, 1, 1, 2, 2, 2, 2, 2, 2, 2]);
  missing.goesLeft[0] = 1;
  deepEqual(scoresOf({ categories, missing }, ...values), [1, 1, 1, 2, 2, 2, 1, 1, 1, 1]);
  const known = [Uint32Array.of(0b11, 0), null];
  const some = { ...categories, known, modulus: 64 };
  deepEqual(scoresOf({ categories: some, missing }, 0, 1, 2, 64, 65, 66), [2, 1, 1, 2, 1, 1]);
});

Deno.test("score() adds in the order of the trees, as the arithmetic rounds", () => {
  const three = {
    roots: Int32Array.of(0, 1, 2),
    left: Int32Array.of(-1, -1, -1),
    right: Int32Array.of(-1, -1, -1),
    value: Float64Array.of(1, 2 ** -30, 2 ** -30),
    treeOutputs: Int32Array.of(0, 0, 0),
  };
  deepEqual(scoresOf(three, 0), [1 + 2 ** -29]);
  deepEqual(scoresOf({ ...three, arithmetic: "float32" }, 0), [1]);
  const outputs = { treeOutputs: Int32Array.of(1, 0, 1), nOutputs: 2 };
  const ends = { start: Float64Array.of(3, 4), divisor: 2, scale: 3, end: Float64Array.of(5, 6) };
  deepEqual(scoresOf({ ...three, ...outputs, ...ends }, 0), [
    (3 + 2 ** -30) / 2 * 3 + 5,
    (5 + 2 ** -30) / 2 * 3 + 6,
  ]);
  const vectors = { treeOutputs: null, value: Float64Array.of(1, 2, 3, 4, 5, 6) };
  deepEqual(scoresOf({ ...three, ...ends, ...vectors, nOutputs: 2 }, 0), [
    (3 + 9) / 2 * 3 + 5,
    (4 + 12) / 2 * 3 + 6,
  ]);
});

Deno.test("score() says what it cannot score", () => {
  const scorer = new EnsembleScorer(STUMP);
  throws(() => scorer.score(Float64Array.of(1, 2, 3, NaN), 2), {
    name: "ValueError",
    row: 1,
    feature: 1,
    message: "must be a number: the model takes no missing values",
  });
  throws(() => scorer.score(new Float64Array(3), 2), {
    name: "RangeError",
    message: "Cannot score as each row must hold 2 values: are 3 for 2 rows",
  });
  throws(() => scorer.score(new Float64Array(4), 2, new Float64Array(1)), {
    message: "Cannot score as out must hold 2 values: holds 1",
  });
});

Deno.test("score() writes into the array that it is given", () => {
  const ensemble = randomEnsemble(4, { nTrees: 3 });
  const out = new Float64Array(3).fill(9);
  equal(new EnsembleScorer(ensemble).score(new Float64Array(10), 2, out), out);
  equal(out[2], 9);
});
