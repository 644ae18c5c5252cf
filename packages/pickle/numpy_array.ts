import type { DecodeBudget } from "./decode_budget.ts";
import type { NumpyDtype } from "./numpy_dtype.ts";
import { PickleError } from "./pickle_error.ts";
import { numberReader, scalarReader } from "./read_item.ts";

/** What an array is filled with. */
export interface ArrayContent<Item> {
  /** Type of its items. */
  readonly dtype: NumpyDtype;
  /** Length of each axis. */
  readonly shape: readonly number[];
  /** Whether the first index runs fastest in the bytes. */
  readonly isFortran: boolean;
  /** Its bytes, or a list of objects. */
  readonly data: Uint8Array | Item[];
}

/** No array of a model has more axes. */
export const MAX_AXES = 8;

/**
 * An array of NumPy. It keeps its place in the file; an item is decoded when someone asks for it.
 * All accessors give items in row-major order (the last index runs fastest), whatever the file has.
 * `Item` is what an array of objects holds.
 */
export class NumpyArray<Item> {
  readonly #budget: DecodeBudget;
  #content: ArrayContent<Item> | null = null;
  // Fields of a structure are arrays with gaps: where the first item begins, and the next.
  #start = 0;
  #stride = 0;

  /**
   * Makes an array that is not filled yet, as a pickle does.
   *
   * @param budget Bounds what is decoded.
   */
  constructor(budget: DecodeBudget) {
    this.#budget = budget;
  }

  /**
   * Fills the array.
   *
   * @param content Type, shape and data, which are kept and not copied.
   * @throws {PickleError} If it was filled before, or shape and data contradict each other.
   */
  fill(content: ArrayContent<Item>): void {
    if (this.#content !== null) throw new PickleError("an array is filled a second time");
    const { dtype, shape, data } = content;
    if (shape.length > MAX_AXES) throw unfit(`have at most ${MAX_AXES} axes: ${shape.length}`);
    let length = 1;
    for (const size of shape) {
      if (!Number.isSafeInteger(size) || size < 0) {
        throw unfit(`have a shape of whole numbers >= 0: ${size}`);
      }
      length *= size;
      if (length > Number.MAX_SAFE_INTEGER) throw unfit(`have at most 2^53 items: ${length}`);
    }
    if (!dtype.isComplete) dtype.complete();
    if (Array.isArray(data) !== (dtype.kind === "O")) {
      throw unfit(`hold objects in a list and all else in bytes: has ${dtype.description}`);
    }
    const expected = length * (dtype.kind === "O" ? 1 : dtype.itemSize);
    if (data.length !== expected) {
      const unit = dtype.kind === "O" ? "objects" : `items of ${dtype.itemSize} bytes`;
      throw unfit(`hold what its shape says: ${length} ${unit}, with ${data.length} in the file`);
    }
    this.#content = content;
    this.#stride = dtype.itemSize;
  }

  /** Whether the array was filled; the other members ask for that. */
  get isFilled(): boolean {
    return this.#content !== null;
  }

  /** Type of its items. */
  get dtype(): NumpyDtype {
    return this.#filled().dtype;
  }

  /** Length of each axis. */
  get shape(): readonly number[] {
    return this.#filled().shape;
  }

  /** Number of items. */
  get length(): number {
    return this.shape.reduce((product, size) => product * size, 1);
  }

  /** A few words, for messages. */
  get description(): string {
    if (this.#content === null) return "an array without content";
    return `an array [${this.shape.join(", ")}] of ${this.dtype.description}`;
  }

  /**
   * Takes one field of every item of a structured array, without decoding it.
   *
   * @param name The field.
   * @returns An array of the same shape.
   * @throws {PickleError} If there is no such field.
   */
  field(name: string): NumpyArray<Item> {
    const content = this.#filled();
    const field = content.dtype.fields?.get(name);
    if (field === undefined) throw unfit(`have a field "${name}": is ${this.description}`);
    const array = new NumpyArray<Item>(this.#budget);
    array.#content = { ...content, dtype: field.dtype };
    array.#start = this.#start + field.offset;
    array.#stride = this.#stride;
    return array;
  }

  /**
   * Decodes numbers.
   *
   * @returns A new array of the items as doubles, booleans as 0 and 1.
   * @throws {PickleError} If they are no numbers, or integers beyond 2^53.
   */
  toFloat64Array(): Float64Array {
    const { dtype, data, isFortran } = this.#filled();
    const target = this.#make(8, (length) => new Float64Array(length));
    const isPlain = dtype.kind === "f" && dtype.itemSize === 8 && dtype.isLittleEndian;
    if (isPlain && this.#stride === 8 && !isFortran && data instanceof Uint8Array) {
      new Uint8Array(target.buffer).set(data);
      return target;
    }
    const read = numberReader(this.#view(), dtype);
    this.#forEach((position, index) => target[index] = read(position));
    return target;
  }

  /**
   * Decodes whole numbers.
   *
   * @returns A new array of the items.
   * @throws {PickleError} If they are no integers or booleans, or beyond 32 bits.
   */
  toInt32Array(): Int32Array {
    const { dtype } = this.#filled();
    if (!"iub".includes(dtype.kind)) throw unfit(`hold integers: is ${this.description}`);
    const target = this.#make(4, (length) => new Int32Array(length));
    const read = numberReader(this.#view(), dtype);
    this.#forEach((position, index) => {
      const value = read(position);
      if (value !== (value | 0)) throw unfit(`hold integers within 32 bits: has ${value}`);
      target[index] = value;
    });
    return target;
  }

  /**
   * Decodes items of any kind but bytes and structures. The list of an array of objects is the file's
   * own, not a copy.
   *
   * @returns The items, integers beyond 2^53 as `bigint`.
   * @throws {PickleError} If they are bytes or structures.
   */
  toValues(): readonly (Item | boolean | number | bigint | string)[] {
    const { dtype, data } = this.#filled();
    // Python writes objects in row-major order even if the array was in Fortran's.
    if (Array.isArray(data)) return data;
    const values = this.#make(Math.max(8, dtype.itemSize), (length) => new Array(length));
    const read = scalarReader(this.#view(), dtype);
    this.#forEach((position, index) => values[index] = read(position));
    return values;
  }

  /**
   * Decodes texts.
   *
   * @returns The items.
   * @throws {PickleError} If one is no text.
   */
  toStrings(): readonly string[] {
    const values = this.toValues();
    if (!areStrings(values)) throw unfit(`hold texts: is ${this.description}`);
    return values;
  }

  #filled(): ArrayContent<Item> {
    if (this.#content === null) throw new PickleError("an array was made and never filled");
    return this.#content;
  }

  #make<T>(sizeBytes: number, make: (length: number) => T): T {
    this.#budget.spend(this.length * sizeBytes);
    return make(this.length);
  }

  #view(): DataView {
    const { data, dtype } = this.#filled();
    if (Array.isArray(data)) throw unfit(`hold numbers: has ${dtype.description}`);
    return new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  /** Visits the position of every item, row by row. */
  #forEach(visit: (position: number, index: number) => void): void {
    const { shape, isFortran } = this.#filled();
    const length = this.length;
    const start = this.#start;
    const stride = this.#stride;
    if (!isFortran || shape.length < 2) {
      for (let index = 0; index < length; index++) visit(start + index * stride, index);
      return;
    }
    const place = new Array<number>(shape.length).fill(0);
    for (let index = 0; index < length; index++) {
      let item = 0;
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        item = item * shape[axis]! + place[axis]!;
      }
      visit(start + item * stride, index);
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        place[axis]! += 1;
        if (place[axis]! < shape[axis]!) break;
        place[axis] = 0;
      }
    }
  }
}

function areStrings(values: readonly unknown[]): values is readonly string[] {
  return values.every((value) => typeof value === "string");
}

function unfit(what: string): PickleError {
  return new PickleError(`it must ${what}`, { format: "ndarray" });
}
