import { deepEqual, equal, throws } from "node:assert/strict";
import { accuracy, confusionMatrix, f1Score, precision, recall } from "./classification_metrics.ts";
import golden from "../testdata/metric-cases.json" with { type: "json" };

const METRICS = { acc: accuracy, pre: precision, rec: recall, f1: f1Score };
const NONE = Int32Array.of(0, 0, 0);
const SOME = Int32Array.of(0, 1, 1);

Deno.test("accuracy(), precision(), recall() and f1Score() are scikit-learn's doubles", () => {
  for (const entry of golden) {
    const [yTrue, yPred] = [Int32Array.from(entry.y), Int32Array.from(entry.p)];
    for (const name of ["acc", "pre", "rec", "f1"] as const) {
      equal(METRICS[name](yTrue, yPred), entry[name]);
    }
  }
  equal(golden.length, 40);
});

Deno.test("precision() is 0 if nothing is predicted", () => equal(precision(SOME, NONE), 0));

Deno.test("recall() is 0 if there is nothing to find", () => equal(recall(NONE, SOME), 0));

Deno.test("f1Score() is 0 if the class neither occurs nor is predicted", () => {
  equal(f1Score(NONE, NONE), 0);
});

Deno.test('precision(), recall() and f1Score() take the mean over all labels for "macro"', () => {
  const yTrue = Int32Array.of(0, 0, 1, 1, 2, 2, 2);
  const yPred = Int32Array.of(0, 1, 1, 1, 2, 0, 5);
  // Classes 0, 1, 2 and 5: precision 1/2, 2/3, 1, 0; recall 1/2, 1, 1/3, 0; F1 1/2, 4/5, 1/2, 0.
  equal(precision(yTrue, yPred, { average: "macro" }), (1 / 2 + 2 / 3 + 1 + 0) / 4);
  equal(recall(yTrue, yPred, { average: "macro" }), (1 / 2 + 1 + 1 / 3 + 0) / 4);
  equal(f1Score(yTrue, yPred, { average: "macro" }), (0.5 + 0.8 + 0.5 + 0) / 4);
});

Deno.test("confusionMatrix() counts by true and predicted label, in order of the labels", () => {
  const yTrue = Int32Array.of(10, -3, 10, 10, 7);
  const yPred = Int32Array.of(10, 10, -3, 10, 7);
  deepEqual(confusionMatrix(yTrue, yPred), [
    [0, 0, 1],
    [0, 1, 0],
    [1, 0, 2],
  ]);
});

Deno.test("accuracy() refuses no rows and different lengths", () => {
  throws(() => accuracy(new Int32Array(0), new Int32Array(0)), {
    name: "RangeError",
    message: "Cannot measure as there must be rows, each with a label and a prediction: " +
      "are 0 labels and 0 predictions",
  });
  throws(() => f1Score(SOME, Int32Array.of(1)), /are 3 labels and 1 predictions/);
  throws(() => confusionMatrix(SOME, Int32Array.of(1)), /are 3 labels and 1 predictions/);
});
