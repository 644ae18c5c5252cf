import { deepEqual, equal, ok, rejects, throws } from "node:assert/strict";
import { OnnxError } from "@mlops/onnx";
import type { Classifier, ClassifierOptions } from "./classifier.ts";
import { loadClassifier } from "./load_classifier.ts";
import { STUMP_MODEL } from "../testing/stump_model.ts";
import { UnsupportedModelError } from "./unsupported_model_error.ts";

const FOREST = { engine: "forest" } as const;
const ONNXRUNTIME = { engine: "onnxruntime" } as const;

// ONNX Runtime opens a MessageChannel when it is loaded and keeps it, which the sanitizer of the first
// test that loads it would take for a leak.
await (await loadClassifier(STUMP_MODEL, ONNXRUNTIME)).dispose();

async function usingClassifier(
  options: ClassifierOptions,
  use: (classifier: Classifier) => Promise<void>,
): Promise<void> {
  const classifier = await loadClassifier(STUMP_MODEL, options);
  await use(classifier);
  await classifier.dispose();
}

Deno.test("loadClassifier() gives a forest to the forest engine, which needs no promise", async () => {
  await usingClassifier({ engine: "auto" }, (classifier) => {
    equal(classifier.engine, "forest");
    equal(classifier.nFeatures, 2);
    deepEqual(classifier.classes, [0, 1]);
    deepEqual(classifier.ensemble?.cover, Float64Array.of(10, 6, 4));
    deepEqual(
      classifier.predictProba(Float32Array.of(9, 0.5, 9, 0.6)),
      Float64Array.of(5 / 6, 1 / 6, 0.25, 0.75),
    );
    return Promise.resolve();
  });
});

Deno.test("loadClassifier() gives a forest to ONNX Runtime where that is asked for", async () => {
  await usingClassifier(ONNXRUNTIME, async (classifier) => {
    equal(classifier.engine, "onnxruntime");
    equal(classifier.nFeatures, 2);
    deepEqual(classifier.classes, [0, 1]);
    equal(classifier.ensemble, null);
    const scores = await classifier.predictProba(Float32Array.of(9, 0.5, 9, 0.6));
    const expected = [5 / 6, 1 / 6, 0.25, 0.75];
    expected.forEach((share, index) => ok(Math.abs(share - scores[index]!) < 1e-6));
  });
});

Deno.test("loadClassifier() refuses a damaged forest for every engine", async () => {
  const bytes = STUMP_MODEL.slice();
  const threshold = new Uint8Array(Float32Array.of(0.5).buffer);
  const at = bytes.findIndex((_, index) => threshold.every((byte, i) => bytes[index + i] === byte));
  bytes[at + 2] = 1;
  for (const engine of ["auto", "forest", "onnxruntime"] as const) {
    await rejects(loadClassifier(bytes, { engine }), { name: "OnnxError", message: /checksum/ });
    await rejects(loadClassifier(bytes.subarray(9), { engine }), { name: "OnnxError" });
  }
});

/** Scores of a file on both sides of the stump's threshold, or `null` if it is refused. */
async function tryScores(bytes: Uint8Array, engine: ClassifierOptions["engine"]) {
  try {
    const classifier = await loadClassifier(bytes, { engine });
    const scores = await classifier.predictProba(Float32Array.of(9, 0.5, 9, 0.6));
    await classifier.dispose();
    return [...scores].map((share) => share.toFixed(6)).join();
  } catch (error) {
    ok(error instanceof OnnxError || error instanceof UnsupportedModelError, `${error}`);
    return null;
  }
}

for (const engine of ["auto", "onnxruntime"] as const) {
  Deno.test(`loadClassifier() refuses every broken file or scores the same, MODEL_ENGINE=${engine}`, async () => {
    const intact = "0.833333,0.166667,0.250000,0.750000";
    equal(await tryScores(STUMP_MODEL, engine), intact);
    let nRefused = 0;
    const bytes = STUMP_MODEL.slice();
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index]!;
      bytes[index] = byte ^ (1 << (index % 8));
      const flipped = await tryScores(bytes, engine);
      bytes[index] = byte;
      const truncated = await tryScores(bytes.subarray(0, index), engine);
      for (const scores of [flipped, truncated]) {
        if (scores === null) nRefused += 1;
        else equal(scores, intact, `at byte ${index}`);
      }
    }
    ok(nRefused > STUMP_MODEL.length * 1.8, `${nRefused}`);
  });
}

Deno.test("predictProba() refuses rows of another length with each engine", async () => {
  const message = "Cannot score rows as they must have 2 numbers each: got 3 numbers";
  await usingClassifier(FOREST, (classifier) => {
    throws(() => classifier.predictProba(new Float32Array(3)), { name: "RangeError", message });
    throws(() => classifier.predictProba(new Float32Array(0)), { name: "RangeError" });
    return Promise.resolve();
  });
  await usingClassifier(ONNXRUNTIME, async (classifier) => {
    await rejects(async () => await classifier.predictProba(new Float32Array(3)), {
      name: "RangeError",
      message,
    });
  });
});

Deno.test("predictProba() of ONNX Runtime answers calls of several models at once", async () => {
  const models = await Promise.all([1, 2, 3].map(() => loadClassifier(STUMP_MODEL, ONNXRUNTIME)));
  const row = Float32Array.of(0, 0);
  const answers = Array.from({ length: 60 }, async (_, call) => {
    const nRows = call % 7 + 1;
    const rows = Float32Array.from({ length: nRows * 2 }, (_, i) => i % 4 === 1 ? 1 : 0);
    const scores = await models[call % 3]?.predictProba(rows);
    return Array.from({ length: nRows }, (_, i) => scores?.[2 * i + 1]?.toFixed(4)).join();
  });
  // The caller may use its array again at once.
  const first = models[0]?.predictProba(row);
  row.fill(1);
  equal((await first)?.[1]?.toFixed(4), "0.1667");
  (await Promise.all(answers)).forEach((answer, call) => {
    const expected = Array.from({ length: call % 7 + 1 }, (_, i) => i % 2 ? "0.1667" : "0.7500");
    equal(answer, expected.join());
  });
  const last = models[0]?.predictProba(row);
  await Promise.all(models.map((model) => model.dispose()));
  equal((await last)?.[1], 0.75);
});
