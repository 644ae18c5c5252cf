import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { decodeForest } from "./decode_forest.ts";
import { describeModel } from "./describe_model.ts";
import { encodeForest } from "./encode_forest.ts";
import { goldenForest } from "./testing/golden_forest.ts";
import { OnnxError } from "./onnx_error.ts";
import { ProtobufWriter } from "./protobuf_writer.ts";
import golden from "./testdata/small.json" with { type: "json" };
import type { DecodedForest } from "./to_ensemble.ts";

const tenTrees = encodeForest(goldenForest([...golden.trees, ...golden.trees], 8, [0, 1]));

function tryDecode(bytes: Uint8Array): DecodedForest | null {
  try {
    return decodeForest(bytes);
  } catch (error) {
    ok(error instanceof OnnxError, `${error}`);
    ok(error.message.startsWith("Cannot read ONNX model as "), error.message);
    equal(error.reason, "damaged", error.message);
    return null;
  }
}

Deno.test("decodeForest() refuses every truncation, or what is cut off was no part of the forest", () => {
  const original = decodeForest(tenTrees);
  let nAccepted = 0;
  for (let length = 0; length < tenTrees.length; length += 1) {
    const decoded = tryDecode(tenTrees.subarray(0, length));
    if (decoded === null) continue;
    nAccepted += 1;
    deepEqual(decoded, original);
  }
  // Before the main operator set and after it: the forest is whole, the checksum is not there yet.
  equal(nAccepted, 2);
});

Deno.test("decodeForest() refuses every flipped byte, or the forest is the same", () => {
  const original = decodeForest(tenTrees);
  const bytes = tenTrees.slice();
  let nRefused = 0;
  let nTried = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index]!;
    for (const flip of [0x01, 0x10, 0x80, 0xff]) {
      bytes[index] = byte ^ flip;
      const decoded = tryDecode(bytes);
      nTried += 1;
      if (decoded === null) nRefused += 1;
      else deepEqual(decoded, original);
    }
    bytes[index] = byte;
  }
  // What is not refused changes names, doc strings, versions or the checksum's own key.
  ok(nRefused > nTried * 0.9, `${nRefused} of ${nTried}`);
});

Deno.test("decodeForest() believes no length that the file is too short for", () => {
  for (const length of [2 ** 31 - 1, 2 ** 32, 2 ** 40, 2 ** 53 - 1]) {
    const model = new ProtobufWriter();
    model.integer(1, 8);
    // Field 7 of the model, the graph, with a length and nothing behind it.
    const varint = new ProtobufWriter();
    varint.integer(0, length);
    model.raw(Uint8Array.of(7 * 8 + 2, ...varint.finish().subarray(1)));
    throws(() => decodeForest(model.finish()), {
      reason: "damaged",
      message: `Cannot read ONNX model as a value must end within its message: ` +
        `${length} bytes declared, 0 left at byte ${model.finish().length}`,
    });
  }
});

Deno.test("decodeForest() and describeModel() refuse what is no ONNX at all", () => {
  const texts = ["", "<!doctype html><html></html>", '{"error_code": "NOT_FOUND"}', "version 1\n"];
  for (const text of texts) {
    const bytes = new TextEncoder().encode(text);
    throws(() => decodeForest(bytes), { name: "OnnxError", reason: "damaged" });
    throws(() => describeModel(bytes), { name: "OnnxError", reason: "damaged" });
  }
});

/** A forest of numbers over a table, whose doubles and covers no float32 holds. */
const ofTable = encodeForest({
  nFeatures: 3,
  classes: [],
  roots: Int32Array.of(0, 3),
  left: Int32Array.of(1, -1, -1, 4, -1, 6, -1, -1),
  right: Int32Array.of(2, -1, -1, 5, -1, 7, -1, -1),
  feature: Int32Array.of(2, -2, -2, 0, -2, 1, -2, -2),
  threshold: Float64Array.of(0.5, -2, -2, 1.25, -2, Infinity, -2, -2),
  cover: Float64Array.of(10.1, 6.7, 3.4, 10.1, 3.3, 6.8, 3.2, 3.6),
  value: Float64Array.of(0, 1 / 3, 2 / 3, 0, -7.1, 0, 1e9 / 7, 0.1),
  missingGoesLeft: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0),
}, {
  columns: [
    { name: "size", kind: "number", categories: null },
    { name: "rooms", kind: "integer", categories: null },
    { name: "city", kind: "category", categories: ["Nîmes", "Orléans"] },
  ],
});

Deno.test("decodeForest() refuses every flipped byte of a table's forest, or scores are the same", () => {
  const original = decodeForest(ofTable);
  const bytes = ofTable.slice();
  let nRefused = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index]!;
    for (const flip of [0x01, 0x10, 0x80, 0xff]) {
      bytes[index] = byte ^ flip;
      const decoded = tryDecode(bytes);
      if (decoded === null) nRefused += 1;
      else deepEqual(decoded, original);
    }
    bytes[index] = byte;
  }
  ok(nRefused > 4 * bytes.length * 0.6, `${nRefused} of ${4 * bytes.length}`);
});

Deno.test("decodeForest() gives back a table's forest to the last bit, and refuses another's doubles", () => {
  const decoded = decodeForest(ofTable);
  deepEqual([...decoded.value].filter((value) => value !== 0), [1 / 3, 2 / 3, -7.1, 1e9 / 7, 0.1]);
  deepEqual(decoded.cover, Float64Array.of(10.1, 6.7, 3.4, 10.1, 3.3, 6.8, 3.2, 3.6));
  deepEqual(decoded.missing?.goesLeft, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0));
  equal(decoded.threshold[5], Infinity);
  deepEqual(decoded.columns?.map(({ categories }) => categories), [null, null, [
    "Nîmes",
    "Orléans",
  ]]);
  deepEqual(encodeForest(decoded, { columns: decoded.columns! }), ofTable);
});
