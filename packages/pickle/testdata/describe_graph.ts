import { createHash } from "node:crypto";
import { NumpyArray } from "../numpy_array.ts";
import { NumpyDtype } from "../numpy_dtype.ts";
import {
  PythonDict,
  PythonGlobal,
  PythonObject,
  PythonSet,
  PythonTuple,
  type PythonValue,
} from "../python_value.ts";

/**
 * Describes a graph as `describe_graph.py` does, to compare the two: what stands at each place, and
 * `@n` for an object that was there before.
 *
 * @param value The graph; may have cycles.
 * @returns The description.
 */
export function describeGraph(value: PythonValue): string[] {
  const tokens: string[] = [];
  describe(value, tokens, new Map());
  return tokens;
}

function describe(value: PythonValue, tokens: string[], seen: Map<object, number>): void {
  if (value === null) return put(tokens, "None");
  if (typeof value === "boolean") return put(tokens, value ? "True" : "False");
  if (typeof value === "bigint") return put(tokens, `i${value}`);
  if (typeof value === "number") return put(tokens, double(value));
  if (typeof value === "string") return put(tokens, `s${ascii(value)}`);
  if (value instanceof Uint8Array) return put(tokens, `b${value.length}:${sha1(value)}`);
  if (value instanceof NumpyDtype) return put(tokens, `D${value.kind}${value.itemSize}`);
  if (value instanceof PythonGlobal) return put(tokens, `G${value.fullName}`);
  if (value instanceof PythonSet) return put(tokens, `<${value.items.length}`);
  if (value instanceof PythonTuple && value.items.length === 0) return put(tokens, "(0");
  const index = seen.get(value);
  if (index !== undefined) return put(tokens, `@${index}`);
  seen.set(value, seen.size);
  if (value instanceof NumpyArray) {
    describeArray(value, tokens, seen);
  } else if (value instanceof PythonObject) {
    put(tokens, `O${value.className}`);
    if (value.className === "builtins.slice") {
      return value.args.items.forEach((part) => describe(part, tokens, seen));
    }
    describe(value.args, tokens, seen);
    if (value.state !== undefined) {
      put(tokens, "state");
      describe(value.state, tokens, seen);
    }
    put(tokens, `items ${value.items.size}`);
    describeItems(value.items, tokens, seen);
  } else if (value instanceof PythonDict) {
    put(tokens, `{${value.size}`);
    describeItems(value, tokens, seen);
  } else {
    const items = value instanceof PythonTuple ? value.items : value;
    put(tokens, `${value instanceof PythonTuple ? "(" : "["}${items.length}`);
    for (const item of items) describe(item, tokens, seen);
  }
}

function describeItems(dict: PythonDict, tokens: string[], seen: Map<object, number>): void {
  for (const [key, item] of dict) {
    describe(key, tokens, seen);
    describe(item, tokens, seen);
  }
}

function describeArray(array: NumpyArray<PythonValue>, tokens: string[], seen: Map<object, number>): void {
  put(tokens, `A${array.dtype.kind}[${array.shape.join(",")}]`);
  if (array.dtype.fields !== null) {
    for (const name of array.dtype.fields.keys()) {
      put(tokens, name);
      put(tokens, numbers(array.field(name).toFloat64Array()));
    }
  } else if ("OU".includes(array.dtype.kind)) {
    for (const item of array.toValues()) describe(item, tokens, seen);
  } else {
    const values = array.toValues();
    const hasLarge = values.some((value) => typeof value === "bigint");
    put(tokens, hasLarge ? values.join(",") : numbers(array.toFloat64Array()));
  }
}

function put(tokens: string[], token: string): void {
  tokens.push(token);
}

function double(value: number): string {
  if (Number.isNaN(value)) return "nan";
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return `f${view.getBigUint64(0).toString(16).padStart(16, "0")}`;
}

function numbers(values: Float64Array): string {
  return sha1(new Uint8Array(values.buffer));
}

function sha1(bytes: Uint8Array): string {
  return createHash("sha1").update(bytes).digest("hex");
}

/** As Python's `json.dumps` writes a text: in ASCII. */
function ascii(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => unit === "\u007f" ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
