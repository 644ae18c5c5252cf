import { PickleError } from "./pickle_error.ts";

/** No integer of a model is longer; the time to read one grows faster than its length. */
const MAX_INTEGER_BYTES = 64;
const TWO_TO_32 = 0x1_0000_0000;

/**
 * Reads the arguments of opcodes, in place: a length is believed only where that many bytes are there.
 */
export class PickleBytes {
  /** Position of the next unread byte. */
  position = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  /**
   * Starts at the first byte.
   *
   * @param bytes The whole file.
   */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Size of the file. */
  get length(): number {
    return this.#bytes.length;
  }

  /** Reads an unsigned byte. */
  uint8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  /** Reads an unsigned integer of two bytes. */
  uint16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  /** Reads an unsigned integer of four bytes. */
  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** Reads a signed integer of four bytes. */
  int32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  /** Reads a length of eight bytes, rounded to a double: one that long lies beyond any file. */
  uint64(): number {
    const low = this.uint32();
    return low + this.uint32() * TWO_TO_32;
  }

  /** Reads a double, whose highest byte comes first. */
  float64(): number {
    return this.#view.getFloat64(this.#take(8), false);
  }

  /**
   * Reads bytes.
   *
   * @param length How many.
   * @returns A view of the file.
   * @throws {PickleError} If there are not so many.
   */
  bytes(length: number): Uint8Array {
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  /**
   * Reads a text.
   *
   * @param length How many bytes it has.
   * @returns The text.
   * @throws {PickleError} If there are not so many, or they are not UTF-8.
   */
  text(length: number): string {
    const bytes = this.bytes(length);
    try {
      return this.#decoder.decode(bytes);
    } catch (error) {
      throw new PickleError("a text is not UTF-8", {
        offset: this.position - length,
        cause: error,
      });
    }
  }

  /** Reads a text up to the end of the line. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.position);
    if (end < 0) throw new PickleError("it is truncated within a line", { offset: this.position });
    const text = this.text(end - this.position);
    this.position += 1;
    return text;
  }

  /**
   * Reads an integer in two's complement, its lowest byte first.
   *
   * @param length How many bytes it has.
   * @returns A number if a double holds it exactly.
   * @throws {PickleError} If it has more than 64 bytes or the file fewer.
   */
  integer(length: number): number | bigint {
    const bytes = this.bytes(length);
    if (length > MAX_INTEGER_BYTES) {
      throw new PickleError(
        `an integer must have at most ${MAX_INTEGER_BYTES} bytes: has ${length}`,
        { offset: this.position - length },
      );
    }
    let value = 0n;
    for (let index = length - 1; index >= 0; index--) value = value << 8n | BigInt(bytes[index]!);
    value = BigInt.asIntN(length * 8, value);
    const double = Number(value);
    return Number.isSafeInteger(double) ? double : value;
  }

  /**
   * Refuses a length that goes beyond the file, without reading on.
   *
   * @param length How many bytes should follow.
   * @throws {PickleError} If there are fewer.
   */
  expect(length: number): void {
    if (length > this.#bytes.length - this.position) {
      throw new PickleError(
        `it is truncated, or a length in it goes beyond the file: ${length} bytes expected, ` +
          `${this.#bytes.length - this.position} left`,
        { offset: this.position },
      );
    }
  }

  #take(length: number): number {
    this.expect(length);
    const start = this.position;
    this.position += length;
    return start;
  }
}
