import { deepEqual, equal, rejects } from "node:assert/strict";
import { type Model, ValueError } from "@mlops/model";
import { LongBatches } from "./long_batches.ts";
import { Turns } from "../http/turns.ts";
import { loadSmallModel, smallDiabetesModel } from "../testing/small_models.ts";

/** A model that takes 0.1 ms a row on a clock of its own, and tells which batches it was given. */
async function slowModel() {
  const model = await loadSmallModel(smallDiabetesModel());
  let nowMs = 0;
  const batches: number[] = [];
  const scorer: Model = {
    kind: "slow",
    engine: "onnxruntime",
    task: "classification",
    output: "probabilities",
    features: model.scorer.features,
    classes: [0, 1],
    nOutputs: 2,
    rounding: 0,
    predict({ numbers, nRows }) {
      batches.push(nRows);
      nowMs += nRows / 10;
      const values = Float64Array.from({ length: 2 * nRows }, (_, index) => numbers[index * 4]!);
      return Promise.resolve({
        values,
        labels: Int32Array.from({ length: nRows }, (_, row) => row % 2),
      });
    },
    explainer: () => "it is slow",
    dispose() {},
  };
  return { model: { ...model, scorer }, batches, now: () => nowMs };
}

const rowsOf = (nRows: number) => ({
  nRows,
  numbers: Float64Array.from({ length: nRows * 8 }, (_, index) => index),
  texts: null,
});

Deno.test("score() scores a long batch in slices of 10 ms that make the same whole", async () => {
  const { model, batches, now } = await slowModel();
  const { prediction, tookMs } = await new LongBatches(now, new Turns()).score(
    model,
    rowsOf(1_000),
  );
  // 256 rows show how fast the model is.
  deepEqual(batches.slice(0, 3), [256, 100, 100]);
  equal(batches.reduce((sum, nRows) => sum + nRows), 1_000);
  deepEqual([...prediction.values], Array.from({ length: 2_000 }, (_, index) => index * 4));
  deepEqual(prediction.labels?.subarray(998), Int32Array.of(0, 1));
  equal(Math.round(tookMs), 100);
  equal(model.holders, 0);
});

Deno.test("score() gives everyone else a turn before each slice, and batches take turns", async () => {
  const { model, batches, now } = await slowModel();
  const turns: number[] = [];
  const scorer = new LongBatches(
    now,
    new Turns(() => {
      turns.push(batches.length);
      return Promise.resolve();
    }),
  );
  await scorer.score(model, rowsOf(256));
  await Promise.all([scorer.score(model, rowsOf(300)), scorer.score(model, rowsOf(350))]);
  deepEqual(batches, [256, 100, 100, 100, 100, 100, 100, 50]);
  deepEqual(turns, [0, 1, 2, 3, 4, 5, 6, 7]);
});

Deno.test("score() does not slice what is quick", async () => {
  const { model, batches, now } = await slowModel();
  const scorer = new LongBatches(now, new Turns());
  equal(scorer.isLong(rowsOf(31)), false);
  equal(scorer.isLong(rowsOf(32)), true);
  await scorer.score(model, rowsOf(32));
  await scorer.score(model, rowsOf(19));
  deepEqual(batches, [32, 19]);
});

Deno.test("score() holds the model until the end, a failure included", async () => {
  const { model, now } = await slowModel();
  const scorer = new LongBatches(now, new Turns());
  const scoring = scorer.score(model, rowsOf(500));
  equal(model.holders, 1);
  await scoring;
  equal(model.holders, 0);
  const predict = () => Promise.reject(new Error("no"));
  const failing = { ...model, scorer: { ...model.scorer, predict } };
  await scorer.score(failing, rowsOf(500)).catch(() => {});
  equal(failing.holders, 0);
});

Deno.test("score() names the row of the whole batch whose value cannot be scored", async () => {
  const { model, now } = await slowModel();
  let slices = 0;
  const predict: Model["predict"] = (rows) =>
    slices++ === 2
      ? Promise.reject(new ValueError(5, 1, "must be known"))
      : model.scorer.predict(rows);
  const failing = { ...model, scorer: { ...model.scorer, predict } };
  await rejects(new LongBatches(now, new Turns()).score(failing, rowsOf(500)), {
    row: 361,
    feature: 1,
  });
});
