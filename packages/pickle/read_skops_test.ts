import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { zipSync } from "fflate";
import { withinBounds } from "@mlops/testing/within_bounds";
import { NumpyArray } from "./numpy_array.ts";
import { PickleError } from "./pickle_error.ts";
import { PythonDict, PythonObject, type PythonValue } from "./python_value.ts";
import { readPickle } from "./read_pickle.ts";
import { readSkops } from "./read_skops.ts";
import { MODEL_GLOBALS } from "./testdata/model_globals.ts";
import models from "./testdata/small_models.json" with { type: "json" };

const encoder = new TextEncoder();

function skops(schema: string, members: Record<string, Uint8Array> = {}): Uint8Array {
  return zipSync({ "schema.json": encoder.encode(schema), ...members });
}

/** A node with what every node has. */
function node(loader: string, rest: Record<string, unknown> = {}): Record<string, unknown> {
  return { "__loader__": loader, "__module__": "builtins", "__class__": "str", ...rest };
}

function read(root: Record<string, unknown>, members?: Record<string, Uint8Array>): PythonValue {
  return readSkops(skops(JSON.stringify({ ...root, protocol: 2 }), members), MODEL_GLOBALS);
}

const json = (content: string) => node("JsonNode", { content });
const text = node("TypeNode");
const list = (content: unknown[]) => node("ListNode", { content });

function npy(header: string, data: Uint8Array): Uint8Array {
  const padded = header.padEnd(118) + "\n";
  return Uint8Array.from([0x93, ...encoder.encode("NUMPY"), 1, 0, padded.length, 0].concat(
    [...encoder.encode(padded)],
    [...data],
  ));
}

Deno.test("readSkops() gives the graph that readPickle() gives", () => {
  const fromSkops = readSkops(Uint8Array.fromBase64(models["lr_3.skops"]), MODEL_GLOBALS);
  const fromPickle = readPickle(Uint8Array.fromBase64(models["lr_3.pkl"]), MODEL_GLOBALS);
  ok(fromSkops instanceof PythonObject && fromPickle instanceof PythonObject);
  equal(fromSkops.className, fromPickle.className);
  ok(fromSkops.state instanceof PythonDict && fromPickle.state instanceof PythonDict);
  for (const name of ["coef_", "intercept_", "classes_"]) {
    const one: PythonValue | undefined = fromSkops.state.get(name);
    const other: PythonValue | undefined = fromPickle.state.get(name);
    ok(one instanceof NumpyArray && other instanceof NumpyArray);
    deepEqual(one.shape, other.shape);
    equal(one.dtype.kind, other.dtype.kind);
  }
});

Deno.test("readSkops() reads numbers as Python writes them", () => {
  deepEqual(
    read(list(["NaN", "-Infinity", "1e-07", "0.1", "true", "null", '"a\\u00b5"'].map(json))),
    [
      NaN,
      -Infinity,
      1e-7,
      0.1,
      true,
      null,
      "aµ",
    ],
  );
  equal(read(json("9007199254740993")), 9007199254740993n);
  throws(() => read(json("1".repeat(155))), /at most 64 bytes/);
  throws(() => read(json("[1]")), /nested too deep/);
});

Deno.test("readSkops() keeps the order and the types of keys", () => {
  const types = list([node("TypeNode", { __class__: "int" }), text, text]);
  const schema = `{"protocol": 1, "__loader__": "DictNode", "content": {"10": ${
    JSON.stringify(json("1"))
  }, "9": ${JSON.stringify(json("2"))}, "__proto__": ${JSON.stringify(json("3"))}}, "key_types": ${
    JSON.stringify(types)
  }}`;
  const value = readSkops(skops(schema), MODEL_GLOBALS);
  ok(value instanceof PythonDict);
  deepEqual([...value], [[10, 1], ["9", 2], ["__proto__", 3]]);
});

Deno.test("readSkops() makes one object of two nodes with one id, and refuses a node in itself", () => {
  const shared = { ...list([json("1")]), __id__: 5 };
  const value = read(list([shared, { ...list([]), __id__: 5 }]));
  ok(Array.isArray(value) && value[0] === value[1]);
  const inner = { ...list([]), __id__: 5 };
  throws(() => read({ ...list([inner]), __id__: 5 }), /node 5 lies in itself/);
});

Deno.test("readSkops() reads arrays, with padding between fields, and scalars", () => {
  const array = node("NdArrayNode", { __class__: "ndarray", type: "numpy", file: "1.npy" });
  const header = "{'descr': [('a', '<i2'), ('', '|V1'), ('b', '|u1')], " +
    "'fortran_order': False, 'shape': (2,), }";
  const value = read(array, { "1.npy": npy(header, Uint8Array.of(1, 0, 9, 2, 3, 0, 9, 4)) });
  ok(value instanceof NumpyArray);
  deepEqual([...value.field("a").toFloat64Array()], [1, 3]);
  deepEqual([...value.field("b").toFloat64Array()], [2, 4]);
  const scalar = npy(
    "{'descr': '<i4', 'fortran_order': False, 'shape': (), }",
    Uint8Array.of(7, 0, 0, 0),
  );
  equal(read({ ...array, __class__: "int32" }, { "1.npy": scalar }), 7);
  const objects = npy("{'descr': '|O', 'fortran_order': False, 'shape': (0,), }", new Uint8Array());
  throws(() => read(array, { "1.npy": objects }), /must be no objects/);
  throws(() => read(array, { "1.npy": scalar.slice(0, -1) }), /"1.npy" is damaged/);
  throws(() => read(array, { "2.npy": scalar }), /member "1.npy" is missing/);
  throws(() => read(array, { "1.npy": Uint8Array.of(1, 2, 3) }), /no header/);
});

Deno.test("readSkops() reads arrays of objects of two axes", () => {
  const shape = node("TupleNode", { content: [json("2"), json("1")] });
  const rows = [list([json('"a"')]), list([json("null")])];
  const value = read(
    node("NdArrayNode", { __class__: "ndarray", type: "json", content: rows, shape }),
  );
  ok(value instanceof NumpyArray);
  deepEqual(value.shape, [2, 1]);
  deepEqual(value.toValues(), ["a", null]);
});

Deno.test("readSkops() refuses names, loaders and protocols that it does not know, by name", () => {
  const named = (loader: string) => node(loader, { __module__: "os", __class__: "system" });
  for (
    const loader of ["TypeNode", "FunctionNode", "ObjectNode", "TreeNode", "LossNode", "SGDNode"]
  ) {
    throws(() => read(named(loader)), { name: "PickleError", globalName: "os.system" });
  }
  throws(() => read(named("MethodNode")), /loader MethodNode is not read, for os.system/);
  const schema = JSON.stringify({ ...json("1"), protocol: 3 });
  throws(() => readSkops(skops(schema), MODEL_GLOBALS), /is protocol 3/);
});

Deno.test("readSkops() bounds depth and unpacked size before it reads or unpacks", () => {
  let deep = json("1");
  for (let index = 0; index < 600; index++) deep = list([deep]);
  throws(() => read(deep), /nested too deep/);
  const bomb = { "bomb.npy": new Uint8Array(50_000_000) };
  withinBounds({ ms: 5000 }, () => throws(() => read(json("1"), bomb), /uncompressed size/));
  throws(() => readSkops(skops("{"), MODEL_GLOBALS), /schema.json is no JSON/);
  throws(
    () => readSkops(zipSync({ "a": new Uint8Array() }), MODEL_GLOBALS),
    /"schema.json" is missing/,
  );
});

Deno.test("readSkops() survives damage at every 7th byte: it refuses, or reads another value", () => {
  const bytes = Uint8Array.fromBase64(models["lr_3.skops"]);
  for (let index = 0; index < bytes.length; index += 7) {
    bytes[index]! ^= 0x55;
    try {
      readSkops(bytes, MODEL_GLOBALS);
    } catch (error) {
      ok(error instanceof PickleError, `byte ${index}: ${error}`);
    }
    bytes[index]! ^= 0x55;
  }
});
