import { ModelError } from "@mlops/model";
import { StructureBudget } from "./structure_budget.ts";

/** A value as JSON and UBJSON know it; lists of numbers of one type come as typed arrays. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | NumberArray
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** Numbers of one type. */
export type NumberArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** What XGBoost writes is nested 9 deep at most. */
const MAX_DEPTH = 64;

/** Bytes of a number by its marker. */
const NUMBER_BYTES = new Map<string, number>([
  ...[["i", 1], ["U", 1], ["I", 2], ["l", 4], ["L", 8]] as const,
  ...[["d", 4], ["D", 8]] as const,
]);

/**
 * Reads UBJSON (Universal Binary JSON, draft 12) as XGBoost writes it since 2.1, every length and count
 * held against the bytes that are there.
 *
 * @param bytes One value and nothing behind it.
 * @returns The value; an object without a prototype for each object.
 * @throws {ModelError} If the bytes are none, as "damaged".
 */
export function readUbjson(bytes: Uint8Array): JsonValue {
  const reader = new UbjsonReader(bytes);
  const value = reader.value(reader.marker(), 0);
  reader.requireEnd();
  return value;
}

class UbjsonReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #budget: StructureBudget;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#budget = new StructureBudget(bytes.length);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  requireEnd(): void {
    if (this.#position < this.#bytes.length) this.#refuse("nothing may follow the value");
  }

  marker(): string {
    return String.fromCharCode(this.#bytes[this.#take(1)]!);
  }

  value(marker: string, depth: number): JsonValue {
    this.#budget.noteValue();
    switch (marker) {
      case "{":
        return this.#object(depth + 1);
      case "[":
        return this.#array(depth + 1);
      case "S":
        return this.#text();
      case "C":
        return this.marker();
      case "T":
        return true;
      case "F":
        return false;
      case "Z":
        return null;
      default:
        return this.#number(marker);
    }
  }

  #object(depth: number): JsonValue {
    this.#requireDepth(depth);
    const object: Record<string, JsonValue> = Object.create(null);
    while (!this.#skips("}")) {
      this.#budget.noteStructure();
      object[this.#text()] = this.value(this.marker(), depth);
    }
    return object;
  }

  #array(depth: number): JsonValue {
    this.#requireDepth(depth);
    if (this.#skips("$")) {
      const type = this.marker();
      if (!this.#skips("#")) this.#refuse(`a typed array of "${type}" must tell its count`);
      return this.#numbers(type);
    }
    const items: JsonValue[] = [];
    if (this.#skips("#")) {
      // Each item takes a byte at least, so that the loop ends where the file does.
      for (let count = this.#length(1); count > 0; count--) {
        items.push(this.value(this.marker(), depth));
      }
      return items;
    }
    while (!this.#skips("]")) items.push(this.value(this.marker(), depth));
    return items;
  }

  #numbers(type: string): NumberArray {
    const sizeBytes = NUMBER_BYTES.get(type);
    if (sizeBytes === undefined) {
      this.#refuse(
        `a typed array must be of a type of number, not of a type without bytes: "${type}"`,
      );
    }
    const count = this.#length(sizeBytes);
    const array = makeArray(type, count);
    const at = this.#take(count * sizeBytes);
    for (let i = 0; i < count; i++) array[i] = this.#numberAt(type, at + i * sizeBytes);
    return array;
  }

  #number(marker: string): number {
    const sizeBytes = NUMBER_BYTES.get(marker);
    if (sizeBytes === undefined) this.#refuse(`a value must begin with a marker: is "${marker}"`);
    return this.#numberAt(marker, this.#take(sizeBytes));
  }

  #numberAt(marker: string, at: number): number {
    switch (marker) {
      case "i":
        return this.#view.getInt8(at);
      case "U":
        return this.#view.getUint8(at);
      case "I":
        return this.#view.getInt16(at);
      case "l":
        return this.#view.getInt32(at);
      case "L":
        return Number(this.#view.getBigInt64(at));
      case "d":
        return this.#view.getFloat32(at);
      default:
        return this.#view.getFloat64(at);
    }
  }

  #text(): string {
    const length = this.#length(1);
    const at = this.#take(length);
    try {
      return this.#decoder.decode(this.#bytes.subarray(at, at + length));
    } catch (cause) {
      throw new ModelError("damaged", `text must be UTF-8: is not at byte ${at}`, { cause });
    }
  }

  /** A count of things of at least `sizeBytes` each that must lie in what is left. */
  #length(sizeBytes: number): number {
    const at = this.#position;
    const marker = this.marker();
    if (!"iUIlL".includes(marker)) this.#refuse(`a count must be an integer: is "${marker}"`);
    const length = this.#number(marker);
    if (length < 0) this.#refuse(`a count must not be negative: is ${length}`, at);
    const left = this.#bytes.length - this.#position;
    if (length * sizeBytes > left) {
      const found =
        `${length} of ${sizeBytes} bytes, ${left} bytes are left: is the file truncated?`;
      this.#refuse(`a count must not go beyond the file: ${found}`, at);
    }
    return length;
  }

  #skips(marker: string): boolean {
    if (this.#bytes[this.#position] !== marker.charCodeAt(0)) return false;
    this.#position++;
    return true;
  }

  #take(sizeBytes: number): number {
    const at = this.#position;
    if (sizeBytes > this.#bytes.length - at) {
      this.#refuse(`the file is truncated: ${sizeBytes} more bytes must be there`);
    }
    this.#position += sizeBytes;
    return at;
  }

  #requireDepth(depth: number): void {
    this.#budget.noteStructure();
    if (depth > MAX_DEPTH) this.#refuse(`values are nested too deep, more than ${MAX_DEPTH}`);
  }

  #refuse(what: string, at = this.#position): never {
    throw new ModelError("damaged", `${what} (at byte ${at})`);
  }
}

function makeArray(type: string, count: number): NumberArray {
  switch (type) {
    case "i":
      return new Int8Array(count);
    case "U":
      return new Uint8Array(count);
    case "I":
      return new Int16Array(count);
    case "l":
      return new Int32Array(count);
    case "d":
      return new Float32Array(count);
    default:
      return new Float64Array(count);
  }
}
