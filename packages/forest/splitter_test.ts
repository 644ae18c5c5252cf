import { deepEqual, equal, ok } from "node:assert/strict";
import { DEFAULT_FOREST_PARAMS, type ForestParams } from "./forest_params.ts";
import { RandomState } from "./random_state.ts";
import { type Split, Splitter } from "./splitter.ts";
import { randomRows } from "./testdata/random_rows.ts";
import { trainingTable } from "./training_table.ts";
import { Xorshift } from "./xorshift.ts";

interface Case {
  readonly features: Float32Array;
  readonly labels: Int32Array;
  readonly weights: Float64Array;
  readonly nFeatures: number;
  readonly params: ForestParams;
}

const ALL: ForestParams = { ...DEFAULT_FOREST_PARAMS, maxFeatures: null, featureThreshold: 0 };

function makeCase(seed: number, nClasses: number, params: Partial<ForestParams> = {}): Case {
  const random = new RandomState(seed);
  const nRows = random.randint(4, 24);
  const rows = randomRows(seed, { nRows, nFeatures: 3, nClasses, nValues: random.randint(2, 12) });
  const weights = Float64Array.from({ length: nRows }, () => random.randint(0, 3));
  weights[0] = 1;
  return { ...rows, weights, nFeatures: 3, params: { ...ALL, ...params } };
}

function classCounts({ labels, weights }: Case, rows: Iterable<number>): number[] {
  const counts = [0, 0, 0];
  for (const row of rows) counts[labels[row]!]! += weights[row]!;
  return counts;
}

function search(given: Case): { split: Split | null; splitter: Splitter } {
  const { features, labels, weights, nFeatures, params } = given;
  const table = trainingTable(features, labels, { nFeatures, nClasses: 3 });
  const splitter = new Splitter(table, weights, new Xorshift(1), params);
  const counts = Float64Array.from(classCounts(given, labels.keys()));
  const weight = weights.reduce((sum, value) => sum + value, 0);
  const end = splitter.samples.length;
  return { split: splitter.search({ start: 0, end, counts, weight, nConstants: 0 }), splitter };
}

/** Weighted impurity of both sides of a split, by the textbook. */
function impurityOf(given: Case, feature: number, threshold: number): number {
  const rows = [...given.labels.keys()];
  const isLeft = (row: number) => given.features[row * given.nFeatures + feature]! <= threshold;
  const sides = [rows.filter(isLeft), rows.filter((row) => !isLeft(row))];
  return sides.reduce((sum, side) => {
    const counts = classCounts(given, side);
    const weight = counts.reduce((a, b) => a + b, 0);
    return sum + weight - counts.reduce((squares, count) => squares + count * count, 0) / weight;
  }, 0);
}

/** The least impurity of all splits that leave enough rows on both sides, or `null` if none does. */
function bruteForce(given: Case): number | null {
  const { features, labels, weights, nFeatures, params } = given;
  const rows = [...labels.keys()].filter((row) => weights[row]! > 0);
  const impurities: number[] = [];
  for (let feature = 0; feature < nFeatures; feature++) {
    const values = rows.map((row) => features[row * nFeatures + feature]!);
    for (const threshold of values) {
      const nLeft = values.filter((value) => value <= threshold).length;
      if (Math.min(nLeft, rows.length - nLeft) < params.minSamplesLeaf) continue;
      impurities.push(impurityOf(given, feature, threshold));
    }
  }
  return impurities.length === 0 ? null : Math.min(...impurities);
}

Deno.test("search() finds the best split of all", () => {
  let nFound = 0;
  for (let seed = 0; seed < 300; seed++) {
    const given = makeCase(seed, 2 + seed % 2, { minSamplesLeaf: 1 + seed % 3 });
    const expected = bruteForce(given);
    const { split } = search(given);
    if (expected === null || split === null) {
      equal(split, expected);
      continue;
    }
    nFound++;
    const impurity = impurityOf(given, split.feature, split.threshold);
    ok(Math.abs(impurity - expected) < 1e-9, `seed ${seed}: ${impurity}, not ${expected}`);
  }
  ok(nFound > 200);
});

Deno.test("search() puts the rows that go left first, and all of them stay", () => {
  for (let seed = 0; seed < 100; seed++) {
    const given = makeCase(seed, 2);
    const { split, splitter } = search(given);
    if (split === null) continue;
    const isLeft = [...splitter.samples].map((row) =>
      given.features[row * 3 + split.feature]! <= split.threshold
    );
    deepEqual(isLeft, isLeft.map((_, position) => position < split.position));
    const drawn = [...given.weights.keys()].filter((row) => given.weights[row]! > 0);
    deepEqual([...splitter.samples].sort((a, b) => a - b), drawn);
  }
});

Deno.test("search() tells weights and impurities of both sides", () => {
  const { split } = search({
    features: Float32Array.of(1, 2, 3, 4),
    labels: Int32Array.of(0, 0, 1, 1),
    weights: Float64Array.of(2, 1, 1, 3),
    nFeatures: 1,
    params: { ...ALL, minSamplesLeaf: 1 },
  });
  deepEqual(split, {
    feature: 0,
    rank: 1,
    threshold: 2.5,
    position: 2,
    leftWeight: 3,
    rightWeight: 4,
    leftImpurity: 0,
    rightImpurity: 0,
    proxy: 0,
  });
});

Deno.test("search() counts what is constant, and finds nothing where all is", () => {
  const { split, splitter } = search({
    features: Float32Array.of(1, 5, 0, 1, 5, -0, 1, 5, 0),
    labels: Int32Array.of(0, 1, 0),
    weights: Float64Array.of(1, 1, 1),
    nFeatures: 3,
    params: ALL,
  });
  equal(split, null);
  equal(splitter.nConstants, 3);
});

Deno.test("search() goes on past constant features until one can be split, for any maxFeatures", () => {
  for (let state = 1; state < 40; state++) {
    const features = Float32Array.of(1, 1, 1, 7, 1, 1, 1, 1, 8, 1);
    const table = trainingTable(features, Int32Array.of(0, 1), { nFeatures: 5, nClasses: 2 });
    const params = { ...ALL, maxFeatures: 1 };
    const splitter = new Splitter(table, Float64Array.of(1, 1), new Xorshift(state), params);
    const counts = Float64Array.of(1, 1);
    const split = splitter.search({ start: 0, end: 2, counts, weight: 2, nConstants: 0 });
    equal(split?.feature, 3);
    equal(split?.threshold, 7.5);
  }
});

Deno.test("search() splits no closer than featureThreshold", () => {
  const given: Case = {
    features: Float32Array.of(1, 1 + 2 ** -23, 1 + 2 ** -22, 2),
    labels: Int32Array.of(0, 1, 1, 1),
    weights: Float64Array.of(1, 1, 1, 1),
    nFeatures: 1,
    params: ALL,
  };
  equal(search(given).split?.threshold, 1 + 2 ** -24);
  const coarse = search({ ...given, params: { ...ALL, featureThreshold: 2e-7 } });
  equal(coarse.split?.threshold, 1.5 + 2 ** -23);
});
