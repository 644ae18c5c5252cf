import { readShape } from "./build_object.ts";
import type { DecodeBudget } from "./decode_budget.ts";
import { NumpyArray } from "./numpy_array.ts";
import { NumpyDtype } from "./numpy_dtype.ts";
import { PickleError } from "./pickle_error.ts";
import {
  describeValue,
  PythonDict,
  PythonGlobal,
  PythonObject,
  PythonSet,
  PythonTuple,
  type PythonValue,
} from "./python_value.ts";
import { scalarReader } from "./read_item.ts";

/** What a call may keep for the calls after it. */
export interface CallContext {
  /** Bounds what is decoded from the file. */
  readonly budget: DecodeBudget;
  /** Arrays that were made, to see in the end whether each was filled. */
  readonly arrays: NumpyArray<PythonValue>[];
  /** Bytes that protocol 2 spelled as text, so that one text makes one copy. */
  readonly encoded: Map<string, Uint8Array>;
}

/** Makes a value of the arguments of a call, as Python's class or function of that name would. */
export type KnownCall = (args: readonly PythonValue[], context: CallContext) => PythonValue;

/** NumPy 2 names the boolean without its underscore. */
const TYPES = `
float64 float32 float16 int64 int32 int16 int8 uint64 uint32 uint16 uint8 object_ str_ bool_ bool
`.trim().split(/\s/);

/**
 * Names of Python, its collections and NumPy that mean data, with what a call of each makes, or `null`
 * where it is only named. NumPy 1 and Python 2 have other names for some, see `readGlobal`.
 */
export const KNOWN_GLOBALS: ReadonlyMap<string, KnownCall | null> = new Map<
  string,
  KnownCall | null
>([
  ["numpy.ndarray", null],
  ["numpy.dtype", makeDtype],
  ["numpy._core.multiarray._reconstruct", makeArray],
  ["numpy._core.multiarray.scalar", makeScalar],
  ["numpy._core.numeric._frombuffer", makeBufferArray],
  ["_codecs.encode", encode],
  ["builtins.bytes", (args) => args.length === 0 ? new Uint8Array() : unfit("bytes", args)],
  ["builtins.bytearray", makeByteArray],
  ["builtins.slice", (args) => new PythonObject("builtins.slice", new PythonTuple(args))],
  ["builtins.set", (args) => new PythonSet(listOf("set", args))],
  ["builtins.frozenset", (args) => new PythonSet(listOf("frozenset", args))],
  ["builtins.list", (args) => listOf("list", args)],
  ["builtins.dict", (args) => args.length === 0 ? new PythonDict() : unfit("dict", args)],
  [
    "collections.OrderedDict",
    (args) => args.length === 0 ? new PythonDict() : unfit("OrderedDict", args),
  ],
  ["collections.defaultdict", () => new PythonDict()],
  ...["object", "str", "int", "float", "bool"].map(named("builtins")),
  ...TYPES.map(named("numpy")),
]);

function named(module: string): (name: string) => [string, null] {
  return (name) => [`${module}.${name}`, null];
}

function makeDtype(args: readonly PythonValue[]): PythonValue {
  const [code] = args;
  return typeof code === "string" ? new NumpyDtype(code) : unfit("dtype", args);
}

function makeArray(args: readonly PythonValue[], context: CallContext): PythonValue {
  const [type] = args;
  if (!(type instanceof PythonGlobal) || type.fullName !== "numpy.ndarray") {
    return unfit("_reconstruct", args);
  }
  const array = new NumpyArray<PythonValue>(context.budget);
  context.arrays.push(array);
  return array;
}

function makeBufferArray(args: readonly PythonValue[], context: CallContext): PythonValue {
  const [data, dtype, shape, order] = args;
  if (
    !(data instanceof Uint8Array) || !(dtype instanceof NumpyDtype) ||
    (order !== "C" && order !== "F")
  ) {
    return unfit("_frombuffer", args);
  }
  const array = new NumpyArray<PythonValue>(context.budget);
  array.fill({ dtype, shape: readShape(shape), isFortran: order === "F", data });
  return array;
}

function makeScalar(args: readonly PythonValue[]): PythonValue {
  const [dtype, data] = args;
  if (!(dtype instanceof NumpyDtype) || !(data instanceof Uint8Array)) return unfit("scalar", args);
  if (data.length !== dtype.itemSize) {
    throw new PickleError(
      `a NumPy scalar must have the bytes of its type: ${dtype.itemSize} bytes with ${data.length}`,
    );
  }
  if (!dtype.isComplete) dtype.complete();
  return scalarReader(new DataView(data.buffer, data.byteOffset, data.length), dtype)(0);
}

function makeByteArray(args: readonly PythonValue[], context: CallContext): PythonValue {
  const [data] = args;
  if (args.length === 0) return new Uint8Array();
  if (data instanceof Uint8Array && args.length === 1) return data;
  return typeof data === "string" ? encode(args, context) : unfit("bytearray", args);
}

/** Python 3 spells bytes as text in protocol 2: each code point is one byte. */
function encode(args: readonly PythonValue[], { encoded }: CallContext): PythonValue {
  const [text, encoding] = args;
  if (typeof text !== "string" || (encoding !== "latin1" && encoding !== "latin-1")) {
    return unfit("encode", args);
  }
  const known = encoded.get(text);
  if (known !== undefined) return known;
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0xff) throw new PickleError(`bytes spelled as text must be below 256: has ${code}`);
    bytes[index] = code;
  }
  encoded.set(text, bytes);
  return bytes;
}

function listOf(name: string, args: readonly PythonValue[]): PythonValue[] {
  const [list] = args;
  if (args.length === 0) return [];
  return Array.isArray(list) && args.length === 1 ? list : unfit(name, args);
}

function unfit(name: string, args: readonly PythonValue[]): never {
  const shown = args.slice(0, 4).map(describeValue).join(", ");
  throw new PickleError(`${name} is called with other arguments than a model has: (${shown})`);
}
