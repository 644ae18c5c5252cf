import { OnnxError } from "./onnx_error.ts";
import { type ProtobufReader, WIRE } from "./protobuf_reader.ts";

// Fields of AttributeProto in onnx.proto.
const FIELD = { float: 2, integer: 3, text: 4, floats: 7, integers: 8, texts: 9 } as const;
const NAME = 1;
const DOC_STRING = 13;
const TYPE = 20;

/**
 * One attribute of a node, read when asked for. Lists of numbers may be packed or not: they are
 * counted first, so that no more is allocated than the file has bytes for.
 */
export class Attribute {
  readonly #name: string;
  readonly #reader: ProtobufReader;

  /**
   * Wraps an attribute.
   *
   * @param name Its name, for messages.
   * @param reader At its start.
   */
  constructor(name: string, reader: ProtobufReader) {
    this.#name = name;
    this.#reader = reader;
  }

  /**
   * Reads integers that must fit int32, as indices do.
   *
   * @returns The integers.
   */
  indices(): Int32Array {
    const indices = new Int32Array(this.#count(FIELD.integers));
    this.#each(FIELD.integers, WIRE.varint, (reader, index) => {
      const value = reader.integer();
      if ((value | 0) !== value) this.#refuse(`entry ${index} must fit int32: is ${value}`);
      indices[index] = value;
    });
    return indices;
  }

  /**
   * Reads integers.
   *
   * @returns The integers.
   */
  integers(): number[] {
    const integers: number[] = [];
    this.#each(FIELD.integers, WIRE.varint, (reader) => integers.push(reader.integer()));
    return integers;
  }

  /**
   * Reads float32 numbers.
   *
   * @returns The numbers.
   */
  floats(): Float32Array {
    const floats = new Float32Array(this.#count(FIELD.floats));
    this.#each(FIELD.floats, WIRE.fixed32, (reader, index) => floats[index] = reader.float());
    return floats;
  }

  /**
   * Reads strings one by one.
   *
   * @param visit Gets the UTF-8 bytes of each, in place.
   */
  eachText(visit: (bytes: Uint8Array, index: number) => void): void {
    this.#each(FIELD.texts, WIRE.bytes, (reader, index) => visit(reader.bytes(), index));
  }

  /**
   * Counts strings.
   *
   * @returns Their number.
   */
  countTexts(): number {
    return this.#count(FIELD.texts);
  }

  /**
   * Reads a single string.
   *
   * @returns Its text.
   */
  text(): string {
    let text = "";
    this.#each(FIELD.text, WIRE.bytes, (reader) => text = reader.text());
    return text;
  }

  #count(field: number): number {
    let count = 0;
    this.#eachField(field, (reader) => {
      if (reader.wireType !== WIRE.bytes || field === FIELD.texts) {
        count += 1;
        reader.skip();
      } else if (field === FIELD.floats) count += Math.floor(reader.bytes().length / 4);
      else for (const byte of reader.bytes()) count += byte < 0x80 ? 1 : 0;
    });
    return count;
  }

  #each(
    field: number,
    wireType: number,
    visit: (reader: ProtobufReader, index: number) => void,
  ): void {
    let index = 0;
    this.#eachField(field, (reader) => {
      if (reader.wireType === wireType) visit(reader, index++);
      else if (wireType === WIRE.bytes) reader.expect(wireType);
      else for (const packed = reader.message(); !packed.isAtEnd;) visit(packed, index++);
    });
  }

  // Another field than the list's own means that the attribute holds something else besides, which
  // this package would silently drop.
  #eachField(field: number, visit: (reader: ProtobufReader) => void): void {
    const reader = this.#reader;
    reader.rewind();
    while (reader.next()) {
      if (reader.field === field) visit(reader);
      else if (reader.field === NAME || reader.field === DOC_STRING || reader.field === TYPE) {
        reader.skip();
      } else {
        this.#refuse(`it must hold field ${field} alone: holds field ${reader.field}`);
      }
    }
  }

  #refuse(what: string): never {
    throw new OnnxError(
      "damaged",
      `attribute "${this.#name}" must be sound: ${what}`,
      this.#reader.fieldOffset,
    );
  }
}
