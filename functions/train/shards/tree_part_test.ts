import { ESTIMATORS, growTrees, trainingTable } from "@mlops/forest";
import { deepEqual, throws } from "node:assert/strict";
import { fitDigest } from "./fit_digest.ts";
import { mergeTreeParts } from "./merge_tree_parts.ts";
import { decodeTreePart, encodeTreePart, type TreePart } from "./tree_part.ts";

const FEATURES = Float32Array.of(3, 10, 1, 12, 2, NaN, 3, 30, 1, 33, 2, 31, 7, 11, 8, 32);
const CLASSES = Int32Array.of(0, 0, 2, 1, 1, 2, 0, 1);
const PARAMS = { ...ESTIMATORS.RandomForestClassifier, nEstimators: 7, randomState: 3 };
const TABLE = trainingTable(FEATURES, CLASSES, { nFeatures: 2, nClasses: 3 });
const TREES = growTrees(TABLE, PARAMS);
const FIT = fitDigest(TABLE, PARAMS);

function partOf(part: number, nParts: number): TreePart {
  return { fit: FIT, trees: [...TREES.entries()].filter(([index]) => index % nParts === part) };
}

Deno.test("decodeTreePart() reads what encodeTreePart() writes, with trees and without", () => {
  for (const part of [partOf(1, 3), partOf(8, 9)]) {
    deepEqual(decodeTreePart(encodeTreePart(part)), part);
  }
});

Deno.test("decodeTreePart() refuses every file that is cut short or has another bit", () => {
  const file = encodeTreePart(partOf(0, 7));
  for (let length = 0; length < file.length; length += 97) {
    throws(() => decodeTreePart(file.subarray(0, length)), /its file must be whole/);
  }
  for (let at = 0; at < file.length; at += 31) {
    const other = file.slice();
    other[at]! ^= 4;
    throws(() => decodeTreePart(other), /its file must be whole/);
  }
});

Deno.test("mergeTreeParts() gives the trees of one machine, from any number of parts in any order", () => {
  for (const nParts of [1, 2, 5, 12]) {
    const parts = Array.from({ length: nParts }, (_, part) => partOf(part, nParts)).toReversed();
    deepEqual(mergeTreeParts(parts, { fit: FIT, nTrees: 7 }), TREES);
  }
});

Deno.test("mergeTreeParts() refuses what does not make one forest", () => {
  const options = { fit: FIT, nTrees: 7 };
  const [first, second] = [partOf(0, 2), partOf(1, 2)];
  throws(() => mergeTreeParts([first], options), /every tree must be there: tree 1 is missing/);
  throws(() => mergeTreeParts([first, second, first], options), /tree 0 is not/);
  throws(() => mergeTreeParts([first, second], { ...options, nTrees: 6 }), /tree 6 is not/);
  const others = { ...second, fit: "0".repeat(64) };
  throws(() => mergeTreeParts([first, others], options), /from the same table/);
});

Deno.test("fitDigest() tells apart all that trees depend on", () => {
  const seen = new Set([FIT]);
  const shape = { nFeatures: 2, nClasses: 3 };
  const { target } = TABLE;
  const tables = [
    trainingTable(FEATURES.with(0, 4), CLASSES, shape),
    trainingTable(FEATURES.with(5, 9), CLASSES, shape),
    trainingTable(FEATURES, CLASSES.with(3, 2), shape),
    trainingTable(FEATURES, CLASSES, { ...shape, nClasses: 4 }),
    { ...TABLE, weights: new Float64Array(8).fill(1) },
    { ...TABLE, target: { ...target, kind: "numbers", numbers: new Float64Array(8) } } as const,
  ];
  for (const table of tables) seen.add(fitDigest(table, PARAMS));
  seen.add(fitDigest(TABLE, { ...PARAMS, randomState: 4 }));
  deepEqual(seen.size, 8);
  const { randomState, ...others } = PARAMS;
  deepEqual(fitDigest(TABLE, { randomState, ...others }), FIT);
});
