import { deepEqual, equal, ok } from "node:assert/strict";
import { DEFAULT_FOREST_PARAMS, type ForestParams } from "../forest_params.ts";
import { RandomState } from "../random_state.ts";
import { makeSplitter } from "./make_splitter.ts";
import type { Split } from "./split_search.ts";
import type { Splitter } from "./splitter.ts";
import { randomRows } from "../testdata/random_rows.ts";
import { trainingTable } from "../training_table.ts";
import { Xorshift } from "../xorshift.ts";

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

function searchRoot(splitter: Splitter): Split | null {
  const { samples, measure } = splitter;
  measure.startNode(0, samples.length);
  return splitter.search({
    start: 0,
    end: samples.length,
    impurity: measure.nodeImpurity(),
    nConstants: 0,
    lower: -Infinity,
    upper: Infinity,
  });
}

function search(given: Case): { split: Split | null; splitter: Splitter } {
  const { features, labels, weights, nFeatures, params } = given;
  const table = trainingTable(features, labels, { nFeatures, nClasses: 3 });
  const splitter = makeSplitter(table, weights, { random: new Xorshift(1), params });
  return { split: searchRoot(splitter), splitter };
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

Deno.test("search() tells impurities of both sides and what the split is worth", () => {
  const given: Case = {
    features: Float32Array.of(1, 2, 3, 4),
    labels: Int32Array.of(0, 0, 1, 1),
    weights: Float64Array.of(2, 1, 1, 3),
    nFeatures: 1,
    params: { ...ALL, minSamplesLeaf: 1 },
  };
  const { split } = search(given);
  deepEqual({ ...split, middle: 0 }, {
    feature: 0,
    threshold: 2.5,
    missingGoesLeft: false,
    position: 2,
    middle: 0,
    leftImpurity: 0,
    rightImpurity: 0,
    improvement: 1 - (3 * 3 + 4 * 4) / (7 * 7),
  });
});

Deno.test("search() finds the same in any order of rows and in scikit-learn's", () => {
  for (let seed = 0; seed < 200; seed++) {
    const given = makeCase(seed, 2, { minSamplesLeaf: 1 + seed % 3 });
    // A constraint on no feature asks for the search that keeps the order.
    const ordered = search({ ...given, params: { ...given.params, monotonicCst: [0, 0, 0] } });
    deepEqual({ ...ordered.split, middle: 0 }, { ...search(given).split, middle: 0 });
  }
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
    const random = new Xorshift(state);
    const split = searchRoot(makeSplitter(table, Float64Array.of(1, 1), { random, params }));
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
