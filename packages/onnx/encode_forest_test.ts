import { deepEqual, equal, notDeepEqual, throws } from "node:assert/strict";
import { Attribute } from "./attribute.ts";
import { encodeForest } from "./encode_forest.ts";
import { goldenForest } from "./testing/golden_forest.ts";
import { readModel } from "./read_model.ts";
import golden from "./testdata/small.json" with { type: "json" };

const forest = goldenForest(golden.trees, 8, [0, 1]);

function readAttributes(bytes: Uint8Array): Record<string, unknown> {
  const attributes = readModel(bytes).nodes[0]?.attributes ?? new Map();
  const wanted: Record<string, unknown> = golden.onnx_attributes;
  return Object.fromEntries([...attributes].map(([name, reader]) => {
    const attribute = new Attribute(name, reader);
    const like = wanted[name];
    if (typeof like === "string") return [name, attribute.text()];
    if (/values|weights|hitrates/.test(name)) return [name, [...attribute.floats()]];
    return [name, name === "nodes_modes" ? attribute.texts() : attribute.integers()];
  }));
}

Deno.test("encodeForest() writes skl2onnx's attributes, in its order", () => {
  const attributes = readAttributes(encodeForest({ ...forest, cover: null }));
  deepEqual(attributes, golden.onnx_attributes);
  deepEqual(Object.keys(attributes), Object.keys(golden.onnx_attributes).sort());
});

Deno.test("encodeForest() adds the cover in nodes_hitrates alone", () => {
  const { nodes_hitrates: hitrates, ...others } = readAttributes(encodeForest(forest));
  deepEqual(hitrates, golden.trees.flatMap(({ w }) => w));
  const { nodes_hitrates: _, ...expected } = golden.onnx_attributes;
  deepEqual(others, expected);
});

Deno.test("encodeForest() gives the same bytes for the same forest", () => {
  deepEqual(encodeForest(forest), encodeForest(goldenForest(golden.trees, 8, [0, 1])));
  notDeepEqual(encodeForest(forest), encodeForest({ ...forest, classes: [0, 2] }));
});

Deno.test("encodeForest() names the graph, its input and the producer", () => {
  const model = readModel(
    encodeForest(forest, { inputName: "X", graphName: "g", producerName: "trainer" }),
  );
  equal(model.graphName, "g");
  equal(model.producer, "trainer");
  deepEqual(model.inputs, [{ name: "X", elementType: "float", shape: [null, 8] }]);
  deepEqual(model.outputs, [
    { name: "label", elementType: "int64", shape: [null] },
    { name: "probabilities", elementType: "float", shape: [null, 2] },
  ]);
  deepEqual([...model.opsets], [["ai.onnx.ml", 1], ["", 15]]);
});

Deno.test("encodeForest() refuses what the file cannot hold", () => {
  const one = goldenForest(golden.trees.slice(0, 1), 8, [0, 1]);
  throws(() => encodeForest({ ...one, classes: [0] }), /at least 2 integer classes: has \[0\]/);
  throws(() => encodeForest({ ...one, classes: [0, 0.5] }), /has \[0,0\.5\]/);
  throws(() => encodeForest({ ...one, roots: new Int32Array(0) }), /must start at node 0/);
  throws(
    () => encodeForest({ ...one, threshold: one.threshold.map(() => NaN) }),
    /thresholds must be finite float32: node 0 has NaN/,
  );
  throws(
    () => encodeForest({ ...one, cover: one.cover.map(() => 0.5) }),
    /cover must be an integer in \[1, 16777216\]: node 0 has 0\.5/,
  );
});
