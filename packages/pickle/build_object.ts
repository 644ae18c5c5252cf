import { MAX_AXES, NumpyArray } from "./numpy_array.ts";
import { type DtypeField, NumpyDtype } from "./numpy_dtype.ts";
import { PickleError } from "./pickle_error.ts";
import {
  describeValue,
  PythonDict,
  PythonObject,
  PythonTuple,
  type PythonValue,
} from "./python_value.ts";

/** The nodes of scikit-learn's trees have 8 and 13. */
const MAX_FIELDS = 64;

/**
 * Fills an object with its state, by reference (the opcode BUILD, Python's `__setstate__`).
 *
 * @param target What is filled.
 * @param state What it is filled with.
 * @throws {PickleError} If it takes no state, was filled before, or the state does not fit.
 */
export function buildObject(target: PythonValue, state: PythonValue): void {
  if (target instanceof PythonObject) {
    if (target.state !== undefined) {
      throw new PickleError(`a second BUILD of one object, ${describeValue(target)}`);
    }
    target.state = state;
  } else if (target instanceof NumpyArray) {
    buildArray(target, state);
  } else if (target instanceof NumpyDtype) {
    buildDtype(target, state);
  } else {
    throw new PickleError(`only objects can be filled: BUILD of ${describeValue(target)}`);
  }
}

function buildArray(array: NumpyArray<PythonValue>, state: PythonValue): void {
  const [version, shape, dtype, isFortran, data] = stateItems(state, [5]);
  if (
    version !== 1 || !(dtype instanceof NumpyDtype) || typeof isFortran !== "boolean" ||
    !(data instanceof Uint8Array || Array.isArray(data))
  ) {
    throw new PickleError("an array must be filled with (1, shape, dtype, order, data)");
  }
  array.fill({ dtype, shape: readShape(shape), isFortran, data });
}

/**
 * Reads the length of each axis.
 *
 * @param shape A tuple of integers; their size is not looked at yet.
 * @returns The lengths.
 * @throws {PickleError} If it is something else.
 */
export function readShape(shape: PythonValue | undefined): number[] {
  const items = shape instanceof PythonTuple ? shape.items : [shape];
  // Asked before anything is copied: a thousand arrays may name one tuple of a thousand sizes.
  if (items.length > MAX_AXES) {
    throw new PickleError(`an array must have at most ${MAX_AXES} axes: has ${items.length}`);
  }
  return items.map((size) => {
    if (typeof size === "number") return size;
    throw new PickleError(`a shape must hold integers: has ${describeValue(size)}`);
  });
}

function buildDtype(dtype: NumpyDtype, state: PythonValue): void {
  const [, order, subtype, names, fields, itemSize] = stateItems(state, [8, 9]);
  if (typeof order !== "string" || !["<", ">", "|", "="].includes(order) || subtype !== null) {
    throw new PickleError("a dtype must have a plain order of bytes and no arrays as items");
  }
  const isLittleEndian = order !== ">";
  if (names === null) {
    dtype.complete({ isLittleEndian });
    return;
  }
  if (!(names instanceof PythonTuple && fields instanceof PythonDict) || dtype.kind !== "V") {
    throw new PickleError("a structured dtype must have the names of its fields");
  }
  if (itemSize !== dtype.itemSize) {
    throw new PickleError(
      `a structured dtype must have one size: ${dtype.itemSize} and ${describeValue(itemSize)}`,
    );
  }
  if (names.items.length > MAX_FIELDS) {
    throw new PickleError(
      `a dtype must have at most ${MAX_FIELDS} fields: has ${names.items.length}`,
    );
  }
  const read = new Map<string, DtypeField>();
  for (const name of names.items) {
    if (typeof name !== "string") throw new PickleError("the name of a field must be a text");
    read.set(name, readField(fields.get(name)));
  }
  dtype.complete({ isLittleEndian, fields: read });
}

function readField(field: PythonValue | undefined): DtypeField {
  const [dtype, offset] = field instanceof PythonTuple ? field.items : [];
  if (
    !(dtype instanceof NumpyDtype) || typeof offset !== "number" ||
    !Number.isSafeInteger(offset) || offset < 0
  ) {
    throw new PickleError("a field of a dtype must be (dtype, offset)");
  }
  return { dtype, offset };
}

function stateItems(state: PythonValue, lengths: number[]): readonly PythonValue[] {
  if (state instanceof PythonTuple && lengths.includes(state.items.length)) return state.items;
  throw new PickleError(
    `a state must be a tuple of ${lengths.join(" or ")}: is ${describeValue(state)}`,
  );
}
