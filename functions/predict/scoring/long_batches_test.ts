import { deepEqual, equal } from "node:assert/strict";
import type { Classifier } from "../engines/classifier.ts";
import { LongBatches } from "./long_batches.ts";
import { loadSmallModel, smallDiabetesModel } from "../testing/small_models.ts";

/** A model that takes 0.1 ms a row on a clock of its own, and tells which batches it was given. */
async function slowModel() {
  const model = await loadSmallModel(smallDiabetesModel());
  let nowMs = 0;
  const batches: number[] = [];
  const classifier: Classifier = {
    ...model.classifier,
    nFeatures: 8,
    classes: [0, 1],
    engine: "onnxruntime",
    ensemble: null,
    rounding: 0,
    predictProba(rows) {
      batches.push(rows.length / 8);
      nowMs += rows.length / 80;
      return Promise.resolve(
        Float64Array.from({ length: rows.length / 4 }, (_, index) => rows[index * 4]!),
      );
    },
    dispose() {},
  };
  return { model: { ...model, classifier }, batches, now: () => nowMs };
}

const rowsOf = (nRows: number) => Float32Array.from({ length: nRows * 8 }, (_, index) => index);

Deno.test("score() scores a long batch in slices of 10 ms that make the same whole", async () => {
  const { model, batches, now } = await slowModel();
  const { probabilities, tookMs } = await new LongBatches(now).score(model, rowsOf(1_000));
  // 256 rows show how fast the model is.
  deepEqual(batches.slice(0, 3), [256, 100, 100]);
  equal(batches.reduce((sum, nRows) => sum + nRows), 1_000);
  deepEqual([...probabilities], Array.from({ length: 2_000 }, (_, index) => index * 4));
  equal(Math.round(tookMs), 100);
  equal(model.holders, 0);
});

Deno.test("score() gives everyone else a turn before each slice, and batches take turns", async () => {
  const { model, batches, now } = await slowModel();
  const turns: number[] = [];
  const scorer = new LongBatches(now, () => {
    turns.push(batches.length);
    return Promise.resolve();
  });
  await scorer.score(model, rowsOf(256));
  await Promise.all([scorer.score(model, rowsOf(300)), scorer.score(model, rowsOf(350))]);
  deepEqual(batches, [256, 100, 100, 100, 100, 100, 100, 50]);
  deepEqual(turns, [0, 1, 2, 3, 4, 5, 6, 7]);
});

Deno.test("score() does not slice what is quick", async () => {
  const { model, batches, now } = await slowModel();
  const scorer = new LongBatches(now);
  equal(scorer.isLong(rowsOf(31)), false);
  equal(scorer.isLong(rowsOf(32)), true);
  await scorer.score(model, rowsOf(32));
  await scorer.score(model, rowsOf(19));
  deepEqual(batches, [32, 19]);
});

Deno.test("score() holds the model until the end, a failure included", async () => {
  const { model, now } = await slowModel();
  const scorer = new LongBatches(now);
  const scoring = scorer.score(model, rowsOf(500));
  equal(model.holders, 1);
  await scoring;
  equal(model.holders, 0);
  const classifier = { ...model.classifier, predictProba: () => Promise.reject(new Error("no")) };
  const failing = { ...model, classifier };
  await scorer.score(failing, rowsOf(500)).catch(() => {});
  equal(failing.holders, 0);
});
