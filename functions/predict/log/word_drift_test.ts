import { deepEqual, equal, ok } from "node:assert/strict";
import type { ServedFeature } from "../model/served_model.ts";
import { compareWords, wordsOf } from "./word_drift.ts";

/** A column of islands, of whose training rows a tenth has no island. */
const ISLAND: ServedFeature = {
  name: "island",
  type: "bytes",
  categories: ["Biscoe", "Dream", "Torgersen"],
  counts: [126, 108, 36],
  missingShare: 0.1,
  mustBeKnown: false,
  isNullable: true,
  mayBeInfinite: false,
  label: "island",
  unit: "",
  min: null,
  max: null,
  step: null,
  default: "Biscoe",
  quantiles: null,
  histogram: null,
};

function compare(feature: ServedFeature, counts: Record<number, number>) {
  const buckets = new Map(Object.entries(counts).map(([bucket, n]) => [Number(bucket), n]));
  return compareWords(feature, buckets, 300);
}

Deno.test("compareWords() finds rows like the training's stable", () => {
  const { stability, words } = compare(ISLAND, { 1: 126, 2: 108, 3: 36, [-1]: 30 });
  ok(Math.abs(stability.psi!) < 1e-15);
  equal(stability.level, "stable");
  deepEqual(words.map(({ kind, training, recent }) => [kind, Math.round(training), recent]), [
    ["word", 126, 126],
    ["word", 108, 108],
    ["word", 36, 36],
    ["missing", 30, 30],
  ]);
});

Deno.test("compareWords() sums the index over words, missing values and those not seen", () => {
  // Expected 0.42, 0.36, 0.12, nothing of what was not seen, which counts as half a row, and 0.1.
  const { stability, words } = compare(ISLAND, { 1: 10, 2: 40, 3: 20, 0: 20, [-1]: 10 });
  const bins = [[0.42, 0.1], [0.36, 0.4], [0.12, 0.2], [0.5 / 300, 0.2], [0.1, 0.1]];
  const psi = bins.reduce((sum, [e = 0, a = 0]) => sum + (a - e) * Math.log(a / e), 0);
  ok(Math.abs(stability.psi! - psi) < 1e-12);
  deepEqual([stability.level, stability.ks, stability.nRows], ["major", null, 100]);
  deepEqual(words.at(-1), { word: "", kind: "unknown", training: 0, recent: 20 });
});

Deno.test("compareWords() counts rare words together", () => {
  const rare = { ...ISLAND, counts: [200, 4, 4], missingShare: 0 };
  equal(compare(rare, { 1: 100 }).stability.bins.length, 2);
});

Deno.test("compareWords() has no index without rows", () => {
  const { stability } = compare(ISLAND, {});
  deepEqual([stability.psi, stability.level], [null, "unknown"]);
});

Deno.test("wordsOf() writes values as the log does", () => {
  deepEqual(wordsOf(ISLAND), ["Biscoe", "Dream", "Torgersen"]);
  deepEqual(wordsOf({ ...ISLAND, type: "bool", categories: null, counts: [0.25, 0.75] }), [
    "false",
    "true",
  ]);
  const { counts: _, ...uncounted } = ISLAND;
  equal(wordsOf(uncounted), null);
});
