import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { withinBounds } from "@mlops/testing/within_bounds";
import { NumpyArray } from "./numpy_array.ts";
import { PickleError } from "./pickle_error.ts";
import { PythonDict, PythonObject, PythonSet, PythonTuple } from "./python_value.ts";
import { readPickle } from "./read_pickle.ts";
import hostile from "./testdata/small_hostile.json" with { type: "json" };
import models from "./testdata/small_models.json" with { type: "json" };
import { MODEL_GLOBALS } from "./testdata/model_globals.ts";

const NOTHING: ReadonlySet<string> = new Set();

/** A pickle of protocol 4: numbers are bytes, texts are ASCII, STOP is added. */
function pickle(...parts: (number | string)[]): Uint8Array {
  const encoder = new TextEncoder();
  const bytes = parts.flatMap((part) =>
    typeof part === "string" ? [...encoder.encode(part)] : part
  );
  return Uint8Array.from([0x80, 4, ...bytes, 0x2e]);
}

/** The opcode of a short text, with the text. */
function text(value: string): (number | string)[] {
  return [0x8c, value.length, value];
}

function refusal(bytes: Uint8Array, allowed = NOTHING): string {
  try {
    readPickle(bytes, allowed);
  } catch (error) {
    ok(error instanceof PickleError, `${error}`);
    return error.message.replace("Cannot read pickle as ", "");
  }
  return "read";
}

Deno.test("readPickle() reads a fitted model: its attributes by name, its arrays row by row", () => {
  const bytes = Uint8Array.fromBase64(models["lr_3.pkl"]);
  const model = readPickle(bytes, MODEL_GLOBALS);
  ok(model instanceof PythonObject && model.state instanceof PythonDict);
  equal(model.className, "sklearn.linear_model._logistic.LogisticRegression");
  equal(model.state.get("_sklearn_version"), "1.4.2");
  const coefficients = model.state.get("coef_");
  ok(coefficients instanceof NumpyArray);
  deepEqual(coefficients.shape, [3, 5]);
  equal(coefficients.toFloat64Array().length, 15);
});

Deno.test("readPickle() keeps one object at all its places, and cycles", () => {
  // a = []; (a, a) and b = []; b.append(b)
  const pair = readPickle(pickle("]", 0x94, "h", 0, 0x86), NOTHING);
  ok(pair instanceof PythonTuple && pair.items[0] === pair.items[1]);
  const cycle = readPickle(pickle("]", 0x94, "h", 0, "a"), NOTHING);
  ok(Array.isArray(cycle) && cycle[0] === cycle);
});

Deno.test("readPickle() keeps keys that mean something to JavaScript", () => {
  const value = readPickle(pickle("}", ...text("__proto__"), "K", 1, "s"), NOTHING);
  ok(value instanceof PythonDict);
  equal(value.get("__proto__"), 1);
  equal(value.get("constructor"), undefined);
});

Deno.test("readPickle() reads integers of any size up to 64 bytes", () => {
  equal(readPickle(pickle(0x8a, 0), NOTHING), 0);
  equal(readPickle(pickle(0x8a, 1, 0xff), NOTHING), -1);
  equal(readPickle(pickle(0x8a, 7, ...new Array(6).fill(255), 0x1f), NOTHING), 2 ** 53 - 1);
  equal(readPickle(pickle(0x8a, 7, ...new Array(6).fill(0), 0x20), NOTHING), 2n ** 53n);
  equal(readPickle(pickle(0x8a, 64, ...new Array(63).fill(0), 0x40), NOTHING), 2n ** 510n);
  equal(
    refusal(pickle(0x8a, 65, ...new Array(65).fill(0))),
    "an integer must have at most 64 bytes: has 65 at byte 4",
  );
});

Deno.test("readPickle() reads sets without comparing what they hold", () => {
  const value = readPickle(pickle(0x8f, "(", "K", 1, "K", 1, 0x90), NOTHING);
  ok(value instanceof PythonSet);
  deepEqual(value.items, [1, 1]);
});

Deno.test("readPickle() takes names letter by letter, and says which it refuses and where", () => {
  const allowed = new Set(["models.Tree"]);
  const named = (module: string, name: string) => pickle(...text(module), ...text(name), 0x93);
  equal(refusal(named("models", "Tree"), allowed), "read");
  for (
    const [module, name] of [
      ["models", "Tree.x"],
      ["models.Tree", "Tree"],
      ["", "models.Tree"],
      [
        "numpy.core",
        "multiarray.scalar",
      ],
      ["models", "tree"],
      ["builtins", "getattr"],
    ]
  ) {
    const bytes = named(module!, name!);
    equal(
      refusal(bytes, allowed),
      `global ${module}.${name} is not allowed in a model file at byte ${bytes.length - 2}`,
    );
    throws(() => readPickle(bytes, allowed), { globalName: `${module}.${name}` });
  }
});

Deno.test("readPickle() calls nothing: an allowed name makes a record, a type makes nothing", () => {
  const call = (module: string, name: string) =>
    pickle(...text(module), ...text(name), 0x93, "K", 7, 0x85, "R");
  const value = readPickle(call("os", "system"), new Set(["os.system"]));
  ok(value instanceof PythonObject);
  deepEqual(value.args.items, [7]);
  equal(refusal(call("numpy", "float64")), "numpy.float64 is only named, never called at byte 22");
});

Deno.test("readPickle() refuses every truncation of a model", () => {
  const bytes = Uint8Array.fromBase64(models["lr_3.pkl"]);
  for (let length = 0; length < bytes.length; length++) {
    throws(() => readPickle(bytes.subarray(0, length), MODEL_GLOBALS), { name: "PickleError" });
  }
});

Deno.test("readPickle() survives every flipped byte: it refuses, or reads another value", () => {
  const bytes = Uint8Array.fromBase64(models["lr_3.pkl"]);
  for (let index = 0; index < bytes.length; index++) {
    for (const flip of [0x01, 0x10, 0x80, 0xff]) {
      bytes[index]! ^= flip;
      try {
        readPickle(bytes, MODEL_GLOBALS);
      } catch (error) {
        ok(error instanceof PickleError, `byte ${index}: ${error}`);
      }
      bytes[index]! ^= flip;
    }
  }
});

Deno.test("readPickle() takes memory and time in proportion to the file", () => {
  const many = (count: number, part: string) => pickle("(", part.repeat(count), "1N");
  withinBounds({ ms: 5000 }, () => {
    // Dictionaries, tuples and lists of a byte each, marks, and one text named over and over.
    for (const part of ["}", ")", "]", "("]) refusal(many(200_000, part));
    const long = [0x58, 0x50, 0xc3, 0, 0, "x".repeat(50_000), 0x94];
    equal(
      refusal(pickle(...long, "(", "h\0".repeat(100_000), "t")),
      "the stack must hold one value and no mark at STOP at byte 250010",
    );
    // One text of Latin-1 spelled out as bytes, 20 000 times.
    const encode = [...text("_codecs"), ...text("encode"), 0x93, 0x94, ...text("latin1"), 0x94];
    const calls: number[] = [];
    for (let n = 0; n < 20_000; n++) calls.push(0x68, 1, 0x68, 0, 0x68, 2, 0x86, 0x52, 0x30);
    const prefix = pickle(...long, ...encode).subarray(0, -1);
    const spelled = new Uint8Array([...prefix, ...calls, 0x2e]);
    ok(refusal(spelled).startsWith("the stack must hold one value"), refusal(spelled));
  });
});

Deno.test("readPickle() refuses containers and marks out of proportion to the file, before they take memory", () => {
  const message = "its containers must be in proportion to the file: there are more at byte ";
  const tuples = pickle(")".repeat(500_000));
  tuples.fill(0x85, 3, -1);
  ok(refusal(tuples).startsWith(message));
  ok(refusal(pickle("]".repeat(500_000))).startsWith(message));
  equal(
    refusal(pickle("(".repeat(500_000))),
    "at most 100000 marks may be on the stack at byte 100002",
  );
  equal(
    refusal(pickle("N", "2".repeat(500_000))),
    "at most 250000 values may wait on the stack at byte 250002",
  );
});

Deno.test("readPickle() refuses opcodes out of proportion to the file", () => {
  // None, a byte, and a text: each taken from the stack again, None kept in the memo before.
  for (const part of [[0x4e, 0x30], [0x4b, 1, 0x30], [0x8c, 1, 0x61, 0x30], [0x4e, 0x94, 0x30]]) {
    const body = new Uint8Array(2 + 2_000_000 * part.length)
      .map((_, i) => i < 2 ? [0x80, 4][i]! : part[(i - 2) % part.length]!);
    match(
      refusal(body),
      /^its opcodes must be in proportion to the file: there are more at byte \d+$/,
    );
  }
});

Deno.test("small hostile files are refused by their fault, or hold no estimator", async (t) => {
  for (const [file, { fault, bytes }] of Object.entries(hostile)) {
    await t.step(`${file}: ${fault}`, () => {
      const message = refusal(Uint8Array.fromBase64(bytes), MODEL_GLOBALS);
      const isOfEstimator = /^(cycle_pipeline|proto_key)/.test(file);
      equal(message === "read", isOfEstimator, message);
      for (const name of fault.match(/^[\w.]+\.\w+$/) ?? []) ok(message.includes(name), message);
    });
  }
});
