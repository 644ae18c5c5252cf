import { deepEqual, equal, throws } from "node:assert/strict";
import { copiedGolden, toRows } from "@mlops/testing/golden_model";
import { decodeForest, encodeForest, OnnxError, readTreeModel } from "./mod.ts";
import { forestModel } from "./testing/forest_model.ts";
import { goldenForest } from "./testing/golden_forest.ts";
import lightgbm from "./testdata/lgb-bin.json" with { type: "json" };
import gradientBoosting from "./testdata/skl-gb_reg.json" with { type: "json" };
import golden from "./testdata/small.json" with { type: "json" };
import twoTargets from "./testdata/two-targets.json" with { type: "json" };
import xgboost from "./testdata/xgb-multi.json" with { type: "json" };

for (const copied of [lightgbm, gradientBoosting, xgboost]) {
  Deno.test(`readTreeModel() scores as ONNX Runtime, to the last bit: ${copied.name}`, () => {
    const { bytes, rows } = copiedGolden(copied);
    const model = readTreeModel(bytes);
    const { values, labels } = model.predict(toRows(rows, model));
    const outputs = Object.values(copied.expected.outputs);
    deepEqual([...values], outputs.at(-1)!.flat());
    if (model.task === "classification") {
      deepEqual([...labels!].map((label) => model.classes[label]), outputs[0]);
    }
  });
}

Deno.test("readTreeModel() takes names and classes, and tells which columns may be missing", () => {
  const { bytes } = copiedGolden(lightgbm);
  const names = ["a", "b", "c", "d", "e"];
  const model = readTreeModel(bytes, { featureNames: names, classes: ["no", "yes"] });
  deepEqual(model.features.map(({ name }) => name), names);
  deepEqual(model.classes, ["no", "yes"]);
  equal(model.features.every(({ isNullable }) => isNullable), true);
  const other = readTreeModel(copiedGolden(gradientBoosting).bytes);
  equal(other.features.some(({ isNullable }) => isNullable), false);
});

Deno.test("readTreeModel() keeps the exact doubles of a forest with its cover, and explains it", () => {
  const forest = goldenForest(golden.trees, 8, [0, 1]);
  const bytes = encodeForest(forest);
  const model = readTreeModel(bytes);
  deepEqual(model.ensemble, decodeForest(bytes));
  equal(typeof model.explainer(), "object");
  // Without a cover the weights are summed up as ONNX Runtime does, in float32.
  const plain = readTreeModel(encodeForest({ ...forest, cover: null }));
  equal(plain.ensemble.arithmetic, "float32");
  equal(plain.output, "probabilities");
  equal(typeof plain.explainer(), "string");
});

Deno.test("readTreeModel() leaves other graphs to ONNX Runtime, and refuses damaged ones", () => {
  const { bytes } = copiedGolden(lightgbm);
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const turned = (from: string, to: string) =>
    Uint8Array.from(text.replace(from, to), (char) => char.charCodeAt(0));
  const reasonOf = (file: Uint8Array) => {
    try {
      readTreeModel(file);
    } catch (error) {
      return error instanceof OnnxError ? error.reason : error;
    }
  };
  equal(reasonOf(turned("LOGISTIC", "SOFTPLUS")), "unsupported");
  equal(reasonOf(turned("BRANCH_LEQ", "BRANCH_NEQ")), "unsupported");
  equal(reasonOf(turned("class_treeids", "class_treeidz")), "unsupported");
  equal(reasonOf(Uint8Array.fromBase64(twoTargets.bytes)), "unsupported");
  throws(() => readTreeModel(bytes.subarray(0, 2000)), OnnxError);
  equal(reasonOf(bytes.subarray(0, 2000)), "damaged");
});

Deno.test("readTreeModel() refuses a width that only a number claims, at once", () => {
  for (const width of [2 ** 31, 2 ** 31 - 1, 100_001]) {
    throws(() => readTreeModel(forestModel({ inputShape: [null, width] })), {
      message: new RegExp(`must have 1 to 100000 features: has ${width}`),
    });
  }
});

/** A graph of so many nodes of nothing, two bytes each. */
function emptyNodes(count: number): Uint8Array<ArrayBuffer> {
  const size = 2 * count;
  const head = [0x3a, size % 128 + 128, (size >>> 7) % 128 + 128, (size >>> 14) % 128 + 128];
  const bytes = new Uint8Array(5 + size);
  bytes.set([...head, size >>> 21]);
  for (let at = 5; at < bytes.length; at += 2) bytes[at] = 0x0a;
  return bytes;
}

Deno.test("readTreeModel() refuses a graph of more parts than any has, before it takes their memory", () => {
  throws(() => readTreeModel(emptyNodes(1_000_000)), {
    message: /at most 250000 nodes, tensors, attributes and names: has more/,
  });
  throws(() => readTreeModel(emptyNodes(1_000)), { message: /an operator set must be named/ });
});
