import type { DecodeBudget } from "./decode_budget.ts";
import { KNOWN_GLOBALS } from "./known_globals.ts";
import { NumpyArray } from "./numpy_array.ts";
import { NumpyDtype } from "./numpy_dtype.ts";
import { PickleError } from "./pickle_error.ts";
import {
  describeValue,
  PythonDict,
  PythonGlobal,
  type PythonKey,
  PythonObject,
  PythonSet,
  PythonTuple,
  type PythonValue,
} from "./python_value.ts";
import { type AllowedGlobals, readGlobal } from "./read_global.ts";
import { type JsonObject, type JsonValue, readJson } from "./read_json.ts";
import { readNpy } from "./read_npy.ts";

/** How many nodes may lie in one another. */
export const MAX_NODES_DEEP = 500;

const FORMAT = "skops file";
const MAX_INTEGER_DIGITS = 154;

/** What nodes refer to. */
export interface SkopsContext {
  /** Names of classes and functions that the file may hold. */
  readonly allowed: AllowedGlobals;
  /** Bounds what is decoded from the file's arrays. */
  readonly budget: DecodeBudget;
  /** Unpacks a member of the archive. */
  readonly member: (name: string) => Uint8Array;
}

/** Makes a node's value; `depth` is how many nodes it lies in. */
type ReadNode = (node: JsonObject, depth: number) => PythonValue;

/** Makes values of the nodes of a skops schema; two nodes with one id are one value. */
export class SkopsNodes {
  readonly #context: SkopsContext;
  readonly #values = new Map<number, PythonValue>();
  readonly #open = new Set<number>();
  readonly #loaders: ReadonlyMap<string, ReadNode> = new Map<string, ReadNode>([
    ["JsonNode", (node) => readScalar(textOf(node, "content"))],
    ["DictNode", (node, depth) => this.#dict(node, depth)],
    [
      "DefaultDictNode",
      (node, depth) => this.#value(objectOf(node, "content").get("main"), depth),
    ],
    ["ListNode", (node, depth) => this.#list(node, depth)],
    ["TupleNode", (node, depth) => new PythonTuple(this.#list(node, depth))],
    ["SetNode", (node, depth) => new PythonSet(this.#list(node, depth))],
    ["NdArrayNode", (node, depth) => this.#array(node, depth)],
    ["DTypeNode", (node, depth) => this.#dtype(node, depth)],
    ["SliceNode", (node) => readSlice(objectOf(node, "content"))],
    ["BytesNode", (node) => this.#context.member(textOf(node, "file"))],
    ["BytearrayNode", (node) => this.#context.member(textOf(node, "file"))],
    ["TypeNode", (node) => this.#global(node)],
    ["FunctionNode", (node) => this.#global(node)],
    ["PartialNode", (node, depth) => this.#partial(node, depth)],
    ["ObjectNode", (node, depth) => this.#object(node, depth)],
    ["TreeNode", (node, depth) => this.#object(node, depth)],
    ["ReduceNode", (node, depth) => this.#object(node, depth)],
    // Nothing asks for a loss or a state of chance, so what they hold is passed over.
    // By skops up to 0.9.
    ["SGDNode", (node) => new PythonObject(this.#className(node), new PythonTuple([]))],
    ["LossNode", (node) => new PythonObject(this.#className(node), new PythonTuple([]))],
    ["MaskedArrayNode", (node) => new PythonObject(this.#className(node), new PythonTuple([]))],
    ["RandomStateNode", (node) => new PythonObject(this.#className(node), new PythonTuple([]))],
    ["RandomGeneratorNode", (node) => new PythonObject(this.#className(node), new PythonTuple([]))],
  ]);

  /**
   * Starts with no node read.
   *
   * @param context What nodes refer to.
   */
  constructor(context: SkopsContext) {
    this.#context = context;
  }

  /**
   * Makes the value of the outermost node.
   *
   * @param root The node.
   * @returns Its value.
   * @throws {PickleError} If a node is none of skops', names what is not allowed, or lies in itself.
   */
  read(root: JsonObject): PythonValue {
    return this.#value(root, 0);
  }

  #value(node: JsonValue | undefined, depth: number): PythonValue {
    if (!(node instanceof Map)) throw refused("a node must be an object");
    const id = node.get("__id__");
    if (typeof id !== "number") return this.#load(node, depth);
    const known = this.#values.get(id);
    if (known !== undefined) return known;
    if (this.#open.has(id)) throw refused(`node ${id} lies in itself`);
    this.#open.add(id);
    const value = this.#load(node, depth);
    this.#open.delete(id);
    this.#values.set(id, value);
    return value;
  }

  #load(node: JsonObject, depth: number): PythonValue {
    if (depth > MAX_NODES_DEEP) throw refused(`it is nested too deep: ${depth} nodes`);
    const loader = textOf(node, "__loader__");
    const read = this.#loaders.get(loader);
    if (read === undefined) {
      const name = `${textOf(node, "__module__")}.${textOf(node, "__class__")}`.slice(0, 200);
      throw new PickleError(`loader ${loader.slice(0, 80)} is not read, for ${name}`, {
        format: FORMAT,
        globalName: name,
      });
    }
    return read(node, depth);
  }

  #list(node: JsonObject, depth: number): PythonValue[] {
    return arrayOf(node, "content").map((item) => this.#value(item, depth + 1));
  }

  #dict(node: JsonObject, depth: number): PythonDict {
    const content = objectOf(node, "content");
    const types = this.#value(node.get("key_types"), depth + 1);
    if (!Array.isArray(types) || types.length !== content.size) {
      throw refused("a dictionary must have as many types of keys as keys");
    }
    const dict = new PythonDict();
    let index = 0;
    for (const [key, item] of content) {
      dict.set(readKey(key, types[index++]), this.#value(item, depth + 1));
    }
    return dict;
  }

  #array(node: JsonObject, depth: number): PythonValue {
    const type = textOf(node, "type");
    if (type === "numpy") {
      const name = textOf(node, "file");
      const array = readNpy(this.#context.member(name), { budget: this.#context.budget, name });
      // `numpy.float64` and its like are arrays without an axis, of one item.
      return textOf(node, "__class__") === "ndarray" ? array : array.toValues()[0] ?? null;
    }
    if (type !== "json") throw refused(`an array must be of type numpy or json: is ${type}`);
    const shape = this.#value(node.get("shape"), depth + 1);
    const sizes = shape instanceof PythonTuple ? shape.items.filter(isNumber) : [];
    let items = this.#list(node, depth);
    for (const _ of sizes.slice(1)) {
      items = items.flatMap((row) => Array.isArray(row) ? row : []);
    }
    const array = new NumpyArray<PythonValue>(this.#context.budget);
    array.fill({ dtype: new NumpyDtype("O8"), shape: sizes, isFortran: false, data: items });
    return array;
  }

  #dtype(node: JsonObject, depth: number): NumpyDtype {
    const array = this.#value(node.get("content"), depth + 1);
    if (array instanceof NumpyArray) return array.dtype;
    throw refused(`a dtype must be that of an array: is ${describeValue(array)}`);
  }

  #global(node: JsonObject): PythonGlobal {
    const { allowed } = this.#context;
    const options = { allowed, format: FORMAT };
    return readGlobal(textOf(node, "__module__"), textOf(node, "__class__"), options);
  }

  /** The name of a class that has instances here: not one of those that mean data. */
  #className(node: JsonObject): string {
    const { fullName } = this.#global(node);
    if (KNOWN_GLOBALS.has(fullName)) {
      throw refused(`loader ${textOf(node, "__loader__")} is not read, for ${fullName}`);
    }
    return fullName;
  }

  #object(node: JsonObject, depth: number): PythonObject {
    const className = this.#className(node);
    const reduce = node.get("__reduce__");
    const args = reduce instanceof Map
      ? this.#value(reduce.get("args"), depth + 1)
      : new PythonTuple([]);
    if (!(args instanceof PythonTuple)) throw refused(`${className} must be made with a tuple`);
    const object = new PythonObject(className, args);
    const content = node.get("content");
    if (content !== undefined && content !== null) object.state = this.#value(content, depth + 1);
    return object;
  }

  #partial(node: JsonObject, depth: number): PythonObject {
    const className = this.#className(node);
    const content = objectOf(node, "content");
    const parts = ["func", "args", "kwds", "namespace"].map((name) =>
      this.#value(content.get(name), depth + 1)
    );
    const object = new PythonObject(className, new PythonTuple(parts.slice(0, 1)));
    object.state = new PythonTuple(parts);
    return object;
  }
}

/** A text, number, boolean or None, as JSON in a text. */
function readScalar(text: string): PythonValue {
  if (/^-?[0-9]+$/.test(text)) {
    if (text.length > MAX_INTEGER_DIGITS) throw refused("an integer must have at most 64 bytes");
    const value = Number(text);
    return Number.isSafeInteger(value) ? value : BigInt(text);
  }
  const value = readJson(text, { maxDepth: 0, name: "JsonNode" });
  if (typeof value === "object" && value !== null) throw refused("a JsonNode must hold one value");
  return value;
}

function readKey(text: string, type: PythonValue | undefined): PythonKey {
  const name = type instanceof PythonGlobal ? type.fullName : "";
  if (name === "builtins.str" || name === "numpy.str_") return text;
  if (["builtins.bool", "numpy.bool_", "numpy.bool"].includes(name)) return text === "true";
  const key = readScalar(text);
  if (name !== "" && (typeof key === "number" || typeof key === "bigint")) return key;
  throw refused(`the key of a dictionary must be a text or number: is ${describeValue(type)}`);
}

function readSlice(content: JsonObject): PythonObject {
  const parts = ["start", "stop", "step"].map((name): PythonValue => {
    const part = content.get(name) ?? null;
    if (part === null || typeof part === "number") return part;
    throw refused("a slice must be of integers");
  });
  return new PythonObject("builtins.slice", new PythonTuple(parts));
}

function isNumber(value: PythonValue): value is number {
  return typeof value === "number";
}

function textOf(node: JsonObject, key: string): string {
  const value = node.get(key);
  if (typeof value === "string") return value;
  throw refused(`a node must have a text "${key}"`);
}

function objectOf(node: JsonObject, key: string): JsonObject {
  const value = node.get(key);
  if (value instanceof Map) return value;
  throw refused(`a node must have an object "${key}"`);
}

function arrayOf(node: JsonObject, key: string): JsonValue[] {
  const value = node.get(key);
  if (Array.isArray(value)) return value;
  throw refused(`a node must have an array "${key}"`);
}

function refused(what: string): PickleError {
  return new PickleError(what, { format: FORMAT });
}
