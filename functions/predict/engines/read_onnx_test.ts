import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { type Model, ModelError } from "@mlops/model";
import type { OnnxOptions } from "./onnx_options.ts";
import { readOnnx } from "./read_onnx.ts";
import { rowsOf } from "../testing/rows_of.ts";
import { STUMP_MODEL } from "../testing/stump_model.ts";

const ONNXRUNTIME = { engine: "onnxruntime" } as const;

// ONNX Runtime opens a MessageChannel when it is loaded and keeps it, which the sanitizer of the first
// test that loads it would take for a leak.
await (await readOnnx(STUMP_MODEL, ONNXRUNTIME)).dispose();

async function usingModel(
  options: OnnxOptions,
  use: (model: Model) => Promise<void>,
): Promise<void> {
  const model = await readOnnx(STUMP_MODEL, options);
  await use(model);
  await model.dispose();
}

Deno.test("readOnnx() gives a forest to our own scorer, which needs no promise", async () => {
  await usingModel({ engine: "auto" }, (model) => {
    equal(model.engine, "native");
    equal(model.features.length, 2);
    deepEqual(model.classes, [0, 1]);
    equal(typeof model.explainer(), "object");
    deepEqual(
      model.predict(rowsOf(2, [9, 0.5, 9, 0.6])),
      { values: Float64Array.of(5 / 6, 1 / 6, 0.25, 0.75), labels: null },
    );
    return Promise.resolve();
  });
});

Deno.test("readOnnx() gives a forest to ONNX Runtime where that is asked for", async () => {
  await usingModel(ONNXRUNTIME, async (model) => {
    equal(model.engine, "onnxruntime");
    equal(model.features.length, 2);
    deepEqual(model.classes, [0, 1]);
    equal(typeof model.explainer(), "string");
    const { values: scores } = await model.predict(rowsOf(2, [9, 0.5, 9, 0.6]));
    const expected = [5 / 6, 1 / 6, 0.25, 0.75];
    expected.forEach((share, index) => ok(Math.abs(share - scores[index]!) < 1e-6));
  });
});

Deno.test("readOnnx() refuses a damaged forest for every engine", async () => {
  const bytes = STUMP_MODEL.slice();
  const threshold = new Uint8Array(Float32Array.of(0.5).buffer);
  const at = bytes.findIndex((_, index) => threshold.every((byte, i) => bytes[index + i] === byte));
  bytes[at + 2] = 1;
  for (const engine of ["auto", "native", "onnxruntime"] as const) {
    await rejects(readOnnx(bytes, { engine }), {
      name: "ModelError",
      reason: "damaged",
      message: /checksum/,
    });
    await rejects(readOnnx(bytes.subarray(9), { engine }), { name: "ModelError" });
  }
});

/** Scores of a file on both sides of the stump's threshold, or `null` if it is refused. */
async function tryScores(bytes: Uint8Array, engine: OnnxOptions["engine"]) {
  try {
    const model = await readOnnx(bytes, { engine });
    const { values: scores } = await model.predict(rowsOf(2, [9, 0.5, 9, 0.6]));
    await model.dispose();
    return [...scores].map((share) => share.toFixed(6)).join();
  } catch (error) {
    ok(error instanceof ModelError, `${error}`);
    return null;
  }
}

for (const engine of ["auto", "onnxruntime"] as const) {
  Deno.test(`readOnnx() refuses every broken file or scores the same, MODEL_ENGINE=${engine}`, async () => {
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

Deno.test("predict() of ONNX Runtime answers calls of several models at once", async () => {
  const models = await Promise.all([1, 2, 3].map(() => readOnnx(STUMP_MODEL, ONNXRUNTIME)));
  const row = rowsOf(2, [0, 0]);
  const answers = Array.from({ length: 60 }, async (_, call) => {
    const nRows = call % 7 + 1;
    const rows = Array.from({ length: nRows * 2 }, (_, i) => i % 4 === 1 ? 1 : 0);
    const scores = (await models[call % 3]!.predict(rowsOf(2, rows))).values;
    return Array.from({ length: nRows }, (_, i) => scores[2 * i + 1]?.toFixed(4)).join();
  });
  // The caller may use its array again at once.
  const first = models[0]!.predict(row);
  row.numbers.fill(1);
  equal((await first).values[1]?.toFixed(4), "0.1667");
  (await Promise.all(answers)).forEach((answer, call) => {
    const expected = Array.from({ length: call % 7 + 1 }, (_, i) => i % 2 ? "0.1667" : "0.7500");
    equal(answer, expected.join());
  });
  const last = models[0]!.predict(row);
  await Promise.all(models.map((model) => model.dispose()));
  equal((await last).values[1], 0.75);
});
