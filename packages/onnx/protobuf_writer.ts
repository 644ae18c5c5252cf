import { WIRE } from "./protobuf_reader.ts";

const encoder = new TextEncoder();

/**
 * Writes one protobuf message field by field. Repeated numbers are written one by one, not packed, as
 * ONNX's proto2 descriptors ask and as Python writes them.
 */
export class ProtobufWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /**
   * Gives what was written so far.
   *
   * @returns A copy of the message.
   */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  /**
   * Copies whole fields that were read elsewhere.
   *
   * @param fields Their bytes, tags and all.
   */
  raw(fields: Uint8Array): void {
    this.#reserve(fields.length);
    this.#bytes.set(fields, this.#length);
    this.#length += fields.length;
  }

  /**
   * Writes an integer field.
   *
   * @param field Field number.
   * @param value Integer within ±(2^53 - 1).
   */
  integer(field: number, value: number): void {
    this.#reserve(20);
    this.#varint(field * 8 + WIRE.varint);
    this.#varint(value);
  }

  /**
   * Writes a float field.
   *
   * @param field Field number.
   * @param value Rounded to the nearest float32.
   */
  float(field: number, value: number): void {
    this.#reserve(14);
    this.#varint(field * 8 + WIRE.fixed32);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  /**
   * Writes bytes.
   *
   * @param field Field number.
   * @param value The bytes, copied.
   */
  bytes(field: number, value: Uint8Array): void {
    this.#reserve(20 + value.length);
    this.#varint(field * 8 + WIRE.bytes);
    this.#varint(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /**
   * Writes text as UTF-8.
   *
   * @param field Field number.
   * @param value The text.
   */
  text(field: number, value: string): void {
    this.bytes(field, encoder.encode(value));
  }

  /**
   * Writes an embedded message.
   *
   * @param field Field number.
   * @param write Writes the message's own fields.
   */
  message(field: number, write: (message: ProtobufWriter) => void): void {
    const message = new ProtobufWriter();
    write(message);
    this.bytes(field, message.#bytes.subarray(0, message.#length));
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + size));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  #varint(value: number): void {
    let low = value >>> 0;
    let high = Math.floor(value / 0x1_0000_0000) >>> 0;
    while (high > 0 || low > 0x7f) {
      this.#bytes[this.#length++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.#bytes[this.#length++] = low;
  }
}
