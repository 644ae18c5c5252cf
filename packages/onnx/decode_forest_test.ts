import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { decodeForest } from "./decode_forest.ts";
import { encodeForest } from "./encode_forest.ts";
import { type Attributes, forestModel, SOUND } from "./testing/forest_model.ts";
import { goldenForest } from "./testing/golden_forest.ts";
import { OnnxError } from "./onnx_error.ts";
import golden from "./testdata/small.json" with { type: "json" };

const forest = goldenForest(golden.trees, 8, [0, 1]);

/** Keeps of each node's class shares those of leaves, which are all that a file holds. */
function leafShares({ value, left }: { value: Float64Array; left: Int32Array }): number[] {
  return [...value].filter((_, index) => left[index >> 1]! < 0);
}

Deno.test("decodeForest() gives back every array of an encoded forest, shares to the last bit", () => {
  const decoded = decodeForest(encodeForest(forest));
  equal(decoded.nFeatures, 8);
  deepEqual(decoded.classes, [0, 1]);
  deepEqual(decoded.labels, [0, 1]);
  deepEqual(decoded.roots, forest.roots);
  deepEqual(decoded.left, forest.left);
  deepEqual(decoded.right, forest.right);
  deepEqual(decoded.feature, forest.feature);
  deepEqual(decoded.cover, forest.cover);
  deepEqual(leafShares(decoded), leafShares(forest));
  deepEqual(encodeForest(decoded), encodeForest(forest));
});

Deno.test("decodeForest() without cover gives the shares of the float32 weights", () => {
  const decoded = decodeForest(encodeForest({ ...forest, cover: null }));
  equal(decoded.cover, null);
  const [exact, rounded] = [leafShares(forest), leafShares(decoded)];
  equal(rounded.length, exact.length);
  exact.forEach((share, index) => ok(Math.abs(share - rounded[index]!) < 1e-7));
});

Deno.test("decodeForest() gives back three classes to the last bit", () => {
  const shares = [3 / 7, 3 / 7, 1 / 7];
  const three = {
    ...decodeForest(forestModel()),
    classes: [1, 5, 9],
    cover: Float64Array.of(10, 7, 3, 10, 7, 3),
    value: Float64Array.from([0, 1].flatMap(() => [0, 0, 0, ...shares, 0, 1, 0])),
  };
  const decoded = decodeForest(encodeForest(three));
  deepEqual(decoded.classes, [1, 5, 9]);
  deepEqual(decoded.value, three.value);
});

Deno.test("decodeForest() reads packed lists and ai.onnx.ml 1 to 5", () => {
  const expected = decodeForest(forestModel());
  deepEqual(leafShares(expected), [5 / 6, 1 / 6, 0.25, 0.75, 6 / 7, 1 / 7, 1 / 3, 2 / 3]);
  deepEqual(decodeForest(forestModel({ isPacked: true })), expected);
  for (const opset of [1, 2, 3, 4, 5]) deepEqual(decodeForest(forestModel({ opset })), expected);
});

Deno.test("decodeForest() reads nodes and trees in any order and under any ids", () => {
  const shuffle = (list: Attributes[string], order: readonly number[]) => {
    if (typeof list === "string") return list;
    return list.length === 6 ? order.map((index) => list[index]) : list;
  };
  const order = [5, 2, 0, 4, 1, 3];
  const attributes = Object.fromEntries(
    Object.entries(SOUND).map(([name, list]) => {
      const moved = shuffle(list, order);
      if (list instanceof Int32Array) return [name, Int32Array.from(moved as number[])];
      return [name, list instanceof Float32Array ? Float32Array.from(moved as number[]) : moved];
    }),
  ) as Attributes;
  deepEqual(decodeForest(forestModel({ attributes })), decodeForest(forestModel()));
  const renamed = (list: Attributes[string]) =>
    Int32Array.from(list as Int32Array, (id) => id * 7 - 3);
  const sparse = {
    ...attributes,
    "nodes_nodeids": renamed(attributes.nodes_nodeids ?? []),
    "nodes_truenodeids": renamed(attributes.nodes_truenodeids ?? []),
    "nodes_falsenodeids": renamed(attributes.nodes_falsenodeids ?? []),
    "class_nodeids": renamed(attributes.class_nodeids ?? []),
    "nodes_treeids": renamed(attributes.nodes_treeids ?? []),
    "class_treeids": renamed(attributes.class_treeids ?? []),
  };
  deepEqual(decodeForest(forestModel({ attributes: sparse })), decodeForest(forestModel()));
});

Deno.test("decodeForest() puts a tree whose ids are level by level into pre-order", () => {
  const decoded = decodeForest(forestModel({
    attributes: {
      "nodes_treeids": new Int32Array(5),
      "nodes_nodeids": Int32Array.of(0, 1, 2, 3, 4),
      "nodes_modes": ["BRANCH_LEQ", "BRANCH_LEQ", "LEAF", "LEAF", "LEAF"],
      "nodes_featureids": new Int32Array(5),
      "nodes_values": Float32Array.of(2, 1, 0, 0, 0),
      "nodes_truenodeids": Int32Array.of(1, 3, 0, 0, 0),
      "nodes_falsenodeids": Int32Array.of(2, 4, 0, 0, 0),
      "nodes_hitrates": Float32Array.of(4, 3, 1, 2, 1),
      "class_treeids": new Int32Array(3),
      "class_nodeids": Int32Array.of(2, 3, 4),
      "class_ids": new Int32Array(3),
      "class_weights": Float32Array.of(1, 0.5, 0),
    },
  }));
  deepEqual(decoded.left, Int32Array.of(1, 2, -1, -1, -1));
  deepEqual(decoded.right, Int32Array.of(4, 3, -1, -1, -1));
  deepEqual(decoded.threshold, Float64Array.of(2, 1, -2, -2, -2));
  deepEqual(decoded.cover, Float64Array.of(4, 3, 2, 1, 1));
  deepEqual(decoded.value, Float64Array.of(0, 0, 0, 0, 0.5, 0.5, 1, 0, 0, 1));
});

Deno.test("decodeForest() reads both weights of two classes where the file has both", () => {
  const weights = [1 / 12, 3 / 8, 1 / 14, 1 / 3];
  const attributes = {
    "class_treeids": Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1),
    "class_nodeids": Int32Array.of(1, 1, 2, 2, 1, 1, 2, 2),
    "class_ids": Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1),
    "class_weights": Float32Array.from(weights.flatMap((weight) => [0.5 - weight, weight])),
  };
  deepEqual(decodeForest(forestModel({ attributes })).value, decodeForest(forestModel()).value);
});

Deno.test("decodeForest() keeps text labels beside class numbers", () => {
  const attributes = { "classlabels_int64s": null, "classlabels_strings": ["no", "yes"] };
  const decoded = decodeForest(forestModel({ attributes }));
  deepEqual(decoded.labels, ["no", "yes"]);
  deepEqual(decoded.classes, [0, 1]);
});

Deno.test("decodeForest() reads past nodes that only repack the outputs", () => {
  const nodes = [["Cast", "label", "output_label"], ["ZipMap", "probabilities", "maps"]] as const;
  deepEqual(decodeForest(forestModel({ nodes })), decodeForest(forestModel()));
});

Deno.test("decodeForest() takes hitrates that are no row counts for no cover", () => {
  for (const hitrates of [new Float32Array(6).fill(1), Float32Array.of(9, 6, 4, 10, 7, 3)]) {
    const attributes = { "nodes_hitrates": hitrates };
    equal(decodeForest(forestModel({ attributes })).cover, null);
  }
  equal(decodeForest(forestModel({ attributes: { "nodes_hitrates": null } })).cover, null);
});

Deno.test("decodeForest() refuses a changed forest by its checksum", () => {
  const bytes = encodeForest(forest);
  const threshold = new Uint8Array(Float32Array.of(52.89999771118164).buffer);
  const at = bytes.findIndex((_, index) => threshold.every((byte, i) => bytes[index + i] === byte));
  ok(at > 0);
  bytes[at] = bytes[at]! ^ 1;
  throws(() => decodeForest(bytes), { name: "OnnxError", reason: "damaged", message: /checksum/ });
});

const REFUSED: [string, Parameters<typeof forestModel>[0], OnnxError["reason"], RegExp][] = [
  ["boosted trees", { attributes: { "post_transform": "LOGISTIC" } }, "unsupported", /"LOGISTIC"/],
  [
    "base values",
    { attributes: { "base_values": Float32Array.of(0.5) } },
    "unsupported",
    /no attribute "base_values"/,
  ],
  [
    "other comparisons",
    { attributes: { "nodes_modes": ["BRANCH_LT", "LEAF", "LEAF", "BRANCH_LEQ", "LEAF", "LEAF"] } },
    "unsupported",
    /entry 0 is "BRANCH_LT"/,
  ],
  [
    "missing values that go left",
    { attributes: { "nodes_missing_value_tracks_true": Int32Array.of(1, 0, 0, 0, 0, 0) } },
    "unsupported",
    /must track false/,
  ],
  [
    "weights that are no average",
    { attributes: { "class_weights": Float32Array.of(0.1, 0.6, 0.1, 0.2) } },
    "unsupported",
    /add up to 1 \/ 2, the number of trees: a leaf has 0, 0\.60/,
  ],
  [
    "negative weights",
    { attributes: { "class_weights": Float32Array.of(0.1, 0.2, -0.1, 0.2) } },
    "unsupported",
    /entry 2 is -0\.10/,
  ],
  [
    "integer inputs",
    { inputType: "int64" },
    "unsupported",
    /float \[\?, features\]: is int64 \[\?, 1\]/,
  ],
  ["inputs of open width", { inputShape: [null, null] }, "unsupported", /is float \[\?, \?\]/],
  ["a later operator set", { opset: 6 }, "unsupported", /1 to 5: is 6/],
  [
    "a pipeline",
    { nodes: [["Normalizer", "probabilities", "scaled"]] },
    "unsupported",
    /there is Normalizer/,
  ],
  [
    "one class",
    { attributes: { "classlabels_int64s": Int32Array.of(0) } },
    "unsupported",
    /2 ascending class labels are needed: are \[0\]/,
  ],
  [
    "a cycle",
    { attributes: { "nodes_truenodeids": Int32Array.of(0, 0, 0, 1, 0, 0) } },
    "damaged",
    /tree 0 must have no cycle/,
  ],
  [
    "a cycle beside the tree",
    {
      attributes: {
        "nodes_modes": ["LEAF", "BRANCH_LEQ", "LEAF", "BRANCH_LEQ", "LEAF", "LEAF"],
        "nodes_truenodeids": Int32Array.of(0, 1, 0, 1, 0, 0),
        "nodes_falsenodeids": Int32Array.of(0, 2, 0, 2, 0, 0),
      },
    },
    "damaged",
    /no cycle/,
  ],
  [
    "a child that is not there",
    { attributes: { "nodes_falsenodeids": Int32Array.of(7, 0, 0, 2, 0, 0) } },
    "damaged",
    /node 0 of tree 0 names 7/,
  ],
  [
    "a child of two",
    { attributes: { "nodes_falsenodeids": Int32Array.of(1, 0, 0, 2, 0, 0) } },
    "damaged",
    /names 1, another did before/,
  ],
  [
    "a node that is there twice",
    { attributes: { "nodes_nodeids": Int32Array.of(0, 1, 1, 0, 1, 2) } },
    "damaged",
    /node 1 of tree 0 is there twice/,
  ],
  [
    "a feature that is not there",
    { attributes: { "nodes_featureids": Int32Array.of(0, 0, 0, 1, 0, 0) } },
    "damaged",
    /0 to 0 and thresholds finite: node 0 of tree 1 has 1 and 1\.5/,
  ],
  [
    "a threshold that is no number",
    { attributes: { "nodes_values": Float32Array.of(NaN, 0, 0, 1.5, 0, 0) } },
    "damaged",
    /node 0 of tree 0 has 0 and NaN/,
  ],
  [
    "weights of a branch",
    { attributes: { "class_nodeids": Int32Array.of(1, 2, 0, 2) } },
    "damaged",
    /entry 2 is of none/,
  ],
  [
    "a second weight of a leaf",
    { attributes: { "class_nodeids": Int32Array.of(1, 1, 1, 2) } },
    "damaged",
    /entry 1 is a second/,
  ],
  [
    "a class that is not there",
    { attributes: { "class_ids": Int32Array.of(0, 1, 2, 0) } },
    "damaged",
    /0 to 1: entry 2 has 2/,
  ],
  [
    "lists of unequal length",
    { attributes: { "nodes_values": Float32Array.of(0.5) } },
    "damaged",
    /one length: nodes_modes has 6/,
  ],
  [
    "a missing list",
    { attributes: { "nodes_modes": null } },
    "damaged",
    /"nodes_modes" must be there/,
  ],
  [
    "no tree",
    {
      attributes: Object.fromEntries(
        Object.entries(SOUND).map(([name, list]) =>
          /nodes_|class_/.test(name) ? [name, list.slice(0, 0) as typeof list] : [name, list]
        ),
      ),
    },
    "damaged",
    /must have a tree/,
  ],
];

for (const [what, options, reason, message] of REFUSED) {
  Deno.test(`decodeForest() refuses ${what} as ${reason}`, () => {
    throws(() => decodeForest(forestModel(options)), { name: "OnnxError", reason, message });
  });
}
