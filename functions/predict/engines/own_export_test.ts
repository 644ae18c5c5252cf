import { deepEqual, equal, ok } from "node:assert/strict";
import { DEFAULT_FOREST_PARAMS, fitForest, type RandomForest } from "@mlops/forest";
import { EnsembleScorer, roundDownToFloat32 } from "@mlops/trees";
import { encodeForest } from "@mlops/onnx";
import { readOnnx } from "./read_onnx.ts";
import { rowsOf } from "../testing/rows_of.ts";
import { STUMP_MODEL } from "../testing/stump_model.ts";

// ONNX Runtime opens a MessageChannel when it is loaded and keeps it, which the sanitizer of the first
// test that loads it would take for a leak.
await (await readOnnx(STUMP_MODEL, { engine: "onnxruntime" })).dispose();

/** Numbers in [0, 1), the same for the same seed: Park and Miller's generator. */
function* uniform(seed: number): Generator<number, never> {
  for (let state = seed;;) {
    state = state * 48271 % 2147483647;
    yield state / 2147483647;
  }
}

function fitRandomTable(nClasses: number, nFeatures: number, nEstimators: number): RandomForest {
  const numbers = uniform(nClasses * 1000 + nFeatures);
  const next = () => numbers.next().value;
  const features = Float32Array.from(
    { length: 300 * nFeatures },
    () => Math.round(next() * 1e4) / 1e3,
  );
  const labels = Int32Array.from({ length: 300 }, (_, row) => {
    const noisy = features[row * nFeatures]! / 10 + next() / 2;
    return Math.min(nClasses - 1, Math.floor(noisy / 1.5 * nClasses));
  });
  const params = { ...DEFAULT_FOREST_PARAMS, nEstimators, minSamplesLeaf: 2, randomState: 5 };
  return fitForest(features, labels, params, { nFeatures });
}

/** Random rows, and rows on each threshold and one float32 to each side of it. */
function* testRows(forest: RandomForest): Generator<Float32Array> {
  const numbers = uniform(99);
  const random = () =>
    Float32Array.from({ length: forest.nFeatures }, () => numbers.next().value * 10);
  for (let row = 0; row < 5_000; row += 1) yield random();
  for (const [node, child] of forest.left.entries()) {
    if (child < 0) continue;
    for (const step of [-1, 0, 1]) {
      const bits = new Int32Array(
        Float32Array.of(roundDownToFloat32(forest.threshold[node]!)).buffer,
      );
      bits[0] = bits[0]! + step;
      const row = random();
      row.set(new Float32Array(bits.buffer), forest.feature[node]);
      yield row;
    }
  }
}

for (
  const [nClasses, nFeatures, nTrees] of [[2, 8, 100], [2, 1, 1], [3, 4, 10], [5, 60, 20], [
    2,
    3,
    500,
  ]] as const
) {
  const name = `${nTrees} trees over ${nFeatures} features and ${nClasses} classes`;
  Deno.test(`readOnnx() scores an exported forest of ${name} alike with both engines`, async () => {
    const forest = fitRandomTable(nClasses, nFeatures, nTrees);
    deepEqual(forest.classes, Array.from({ length: nClasses }, (_, index) => index));
    const bytes = encodeForest(forest);
    const rows = Float32Array.from([...testRows(forest)].flatMap((row) => [...row]));
    const expected = new EnsembleScorer(forest).score(rows);

    const ours = await readOnnx(bytes, { engine: "native" });
    deepEqual((await ours.predict(rowsOf(forest.nFeatures, rows))).values, expected);

    const theirs = await readOnnx(bytes, { engine: "onnxruntime" });
    const { values: scores } = await theirs.predict(rowsOf(forest.nFeatures, rows));
    await theirs.dispose();
    const { rounding } = theirs;
    equal(scores.length, expected.length);
    for (let start = 0; start < scores.length; start += nClasses) {
      const exact = expected.subarray(start, start + nClasses);
      const rounded = scores.subarray(start, start + nClasses);
      exact.forEach((share, index) => ok(Math.abs(share - rounded[index]!) <= rounding));
      const [first, second] = exact.toSorted().toReversed();
      if ((first ?? 0) - (second ?? 0) <= 2 * rounding) continue;
      equal(rounded.indexOf(Math.max(...rounded)), exact.indexOf(Math.max(...exact)));
    }
  });
}
