import { OnnxError } from "./onnx_error.ts";

/** How the bytes after a field's tag are laid out, as numbered in the protobuf encoding. */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const MAX_VARINT_BYTES = 10;
const TWO_TO_32 = 0x1_0000_0000;

/**
 * Walks one protobuf message in place: nothing is copied, and a declared length is believed only
 * where that many bytes are there, so a hostile file cannot make it allocate.
 */
export class ProtobufReader {
  /** Number of the field whose tag was read last. */
  field = 0;
  /** Wire type of that field. */
  wireType = 0;
  /** Position of that field's tag in the file, in bytes. */
  fieldOffset = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #start: number;
  readonly #end: number;
  #position: number;
  // The last tag, if it was one byte, as all of ONNX's lists have: entries of a list repeat it.
  #lastTag = -1;

  /**
   * Starts at the first byte of a message.
   *
   * @param bytes The whole file.
   * @param start Position of the message's first byte.
   * @param end Position after its last byte.
   */
  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#start = start;
    this.#end = end;
    this.#position = start;
  }

  /** Position of the next unread byte in the file. */
  get position(): number {
    return this.#position;
  }

  /** Size of the message, in bytes. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Whether every byte of the message was read. */
  get isAtEnd(): boolean {
    return this.#position === this.#end;
  }

  /** Goes back to the message's first byte. */
  rewind(): void {
    this.#position = this.#start;
  }

  /**
   * Reads the next field's tag into `field`, `wireType` and `fieldOffset`.
   *
   * @returns Whether there was one.
   * @throws {OnnxError} If the tag has a field number or wire type that ONNX never uses.
   */
  next(): boolean {
    if (this.#position === this.#end) return false;
    this.fieldOffset = this.#position;
    if (this.#bytes[this.#position] === this.#lastTag) {
      this.#position += 1;
      return true;
    }
    const tag = this.#varint();
    this.#lastTag = tag < 0x80 ? tag : -1;
    this.field = Math.floor(tag / 8);
    this.wireType = tag % 8;
    if (tag >= TWO_TO_32 || this.field === 0) {
      throw new OnnxError("damaged", `a field number must be 1 to 2^29 - 1`, this.fieldOffset);
    }
    if (this.wireType > WIRE.fixed32 || this.wireType === 3 || this.wireType === 4) {
      const found = `field ${this.field} has wire type ${this.wireType}`;
      throw new OnnxError(
        "damaged",
        `a wire type must be 0, 1, 2 or 5: ${found}`,
        this.fieldOffset,
      );
    }
    return true;
  }

  /**
   * Refuses the current field unless it is laid out as its place in ONNX asks. Callers of `integer`
   * and `float` ask first; `bytes`, `text` and `message` do it themselves.
   *
   * @param wireType The expected layout.
   * @throws {OnnxError} If it is another one.
   */
  expect(wireType: number): void {
    if (this.wireType === wireType) return;
    const found = `field ${this.field} has ${this.wireType}`;
    throw new OnnxError(
      "damaged",
      `wire type ${wireType} was expected: ${found}`,
      this.fieldOffset,
    );
  }

  /** Passes over the current field's value. */
  skip(): void {
    if (this.wireType === WIRE.varint) this.#varint();
    else if (this.wireType === WIRE.bytes) this.#take(this.#varint());
    else this.#take(this.wireType === WIRE.fixed32 ? 4 : 8);
  }

  /**
   * Reads an int64 as a number.
   *
   * @returns The integer.
   * @throws {OnnxError} If it is beyond ±(2^53 - 1), which no index, size or label needs.
   */
  integer(): number {
    const offset = this.#position;
    const first = this.#bytes[offset];
    if (first !== undefined && first < 0x80 && offset < this.#end) {
      this.#position += 1;
      return first;
    }
    const value = this.#varint(true);
    if (Number.isSafeInteger(value)) return value;
    throw new OnnxError("damaged", `an integer must be within ±(2^53 - 1): is ${value}`, offset);
  }

  /**
   * Reads on in an unpacked list of integers while entries of one or two bytes follow one another. It
   * is a tight loop, as a file is mostly this and is often read by code that has not run before.
   *
   * @param into Takes the integers.
   * @param count Where in `into` the next one goes.
   * @returns Where the one after the last goes.
   */
  integerRun(into: Int32Array, count: number): number {
    const bytes = this.#bytes;
    const tag = this.#lastTag;
    const last = this.#end - 3;
    let position = this.#position;
    let next = count;
    while (position <= last && bytes[position] === tag) {
      const low = bytes[position + 1]!;
      const high = low < 0x80 ? 0 : bytes[position + 2]!;
      if (high > 0x7f) break;
      into[next++] = (low & 0x7f) | (high << 7);
      position += low < 0x80 ? 2 : 3;
    }
    this.#position = position;
    return next;
  }

  /**
   * Reads a float32.
   *
   * @returns Its value.
   */
  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  /**
   * Reads on in an unpacked list of float32 numbers, as `integerRun` does.
   *
   * @param into Takes the numbers.
   * @param count Where in `into` the next one goes.
   * @returns Where the one after the last goes.
   */
  floatRun(into: Float32Array, count: number): number {
    const bytes = this.#bytes;
    const view = this.#view;
    const tag = this.#lastTag;
    const last = this.#end - 5;
    let position = this.#position;
    let next = count;
    while (position <= last && bytes[position] === tag) {
      into[next++] = view.getFloat32(position + 1, true);
      position += 5;
    }
    this.#position = position;
    return next;
  }

  /**
   * Reads a length-delimited value in place.
   *
   * @returns A view of its bytes.
   */
  bytes(): Uint8Array {
    this.expect(WIRE.bytes);
    const length = this.#varint();
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  /**
   * Reads on in a list of strings while each is one of two, as `integerRun` does.
   *
   * @param words The two, of unequal lengths under 128 bytes.
   * @param into Takes 0 for the first of them and 1 for the second.
   * @param count Where in `into` the next one goes.
   * @returns Where the one after the last goes.
   */
  wordRun(words: readonly [Uint8Array, Uint8Array], into: Uint8Array, count: number): number {
    const [zero, one] = words;
    const bytes = this.#bytes;
    const tag = this.#lastTag;
    const end = this.#end;
    let position = this.#position;
    let next = count;
    while (position + 1 < end && bytes[position] === tag) {
      const length = bytes[position + 1]!;
      const word = length === one.length ? one : zero;
      const start = position + 2;
      if (length !== word.length || start + length > end) break;
      let index = 0;
      while (index < length && bytes[start + index] === word[index]) index += 1;
      if (index < length) break;
      into[next++] = word === one ? 1 : 0;
      position = start + length;
    }
    this.#position = position;
    return next;
  }

  /**
   * Reads UTF-8 text.
   *
   * @returns The text.
   * @throws {OnnxError} If the bytes are no UTF-8.
   */
  text(): string {
    const offset = this.#position;
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.bytes());
    } catch (error) {
      if (error instanceof OnnxError) throw error;
      throw new OnnxError("damaged", "text must be UTF-8: it is not", offset);
    }
  }

  /**
   * Opens an embedded message, or a packed list, in place.
   *
   * @returns A reader of it.
   */
  message(): ProtobufReader {
    this.expect(WIRE.bytes);
    const length = this.#varint();
    const start = this.#take(length);
    return new ProtobufReader(this.#bytes, start, start + length);
  }

  #take(length: number): number {
    const start = this.#position;
    if (length > this.#end - start) {
      const found = `${length} bytes declared, ${this.#end - start} left`;
      throw new OnnxError("damaged", `a value must end within its message: ${found}`, start);
    }
    this.#position = start + length;
    return start;
  }

  #varint(isSigned = false): number {
    const start = this.#position;
    let low = 0;
    let high = 0;
    for (let index = 0; index < MAX_VARINT_BYTES; index += 1) {
      if (this.#position === this.#end) {
        throw new OnnxError("damaged", "an integer must end within its message", start);
      }
      const byte = this.#bytes[this.#position++]!;
      const bits = byte & 0x7f;
      if (index < 4) low |= bits << (7 * index);
      else if (index === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (7 * index - 32);
      if (byte < 0x80) return (isSigned ? high | 0 : high >>> 0) * TWO_TO_32 + (low >>> 0);
    }
    throw new OnnxError("damaged", `an integer must have at most ${MAX_VARINT_BYTES} bytes`, start);
  }
}
