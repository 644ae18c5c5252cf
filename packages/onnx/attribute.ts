import { OnnxError } from "./onnx_error.ts";
import { type ProtobufReader, WIRE } from "./protobuf_reader.ts";

// Fields of AttributeProto in onnx.proto.
const FIELD = { float: 2, integer: 3, text: 4, floats: 7, integers: 8, texts: 9 } as const;
const NAME = 1;
const DOC_STRING = 13;
const TYPE = 20;

/**
 * One attribute of a node, read when asked for; lists of numbers may be packed or not. A list is read
 * in one pass into an array for as many entries as the attribute has bytes, then cut to size.
 */
export class Attribute {
  readonly #name: string;
  readonly #reader: ProtobufReader;

  /**
   * Wraps an attribute.
   *
   * @param name Its name, for messages.
   * @param reader Reads its message.
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
    const reader = this.#rewound();
    const indices = new Int32Array(reader.length);
    let count = 0;
    while (this.#next(FIELD.integers)) {
      if (reader.wireType === WIRE.varint) {
        indices[count] = this.#index(reader, count);
        count = reader.integerRun(indices, count + 1);
      } else {
        const packed = reader.message();
        while (!packed.isAtEnd) indices[count] = this.#index(packed, count++);
      }
    }
    return indices.slice(0, count);
  }

  /**
   * Reads integers.
   *
   * @returns The integers.
   */
  integers(): number[] {
    const reader = this.#rewound();
    const integers: number[] = [];
    while (this.#next(FIELD.integers)) {
      if (reader.wireType === WIRE.varint) integers.push(reader.integer());
      else for (const packed = reader.message(); !packed.isAtEnd;) integers.push(packed.integer());
    }
    return integers;
  }

  /**
   * Reads float32 numbers.
   *
   * @returns The numbers.
   */
  floats(): Float32Array {
    const reader = this.#rewound();
    const floats = new Float32Array(reader.length >>> 2);
    let count = 0;
    while (this.#next(FIELD.floats)) {
      if (reader.wireType === WIRE.fixed32) {
        floats[count] = reader.float();
        count = reader.floatRun(floats, count + 1);
      } else {for (const packed = reader.message(); !packed.isAtEnd;) {
          floats[count++] = packed.float();
        }}
    }
    return floats.slice(0, count);
  }

  /**
   * Reads strings of which each must be one of two.
   *
   * @param words The two, of unequal lengths.
   * @returns 0 for the first of them and 1 for the second.
   * @throws {OnnxError} If one is something else, as "unsupported".
   */
  flags(words: readonly [string, string]): Uint8Array {
    const reader = this.#rewound();
    const encoder = new TextEncoder();
    const encoded = [encoder.encode(words[0]), encoder.encode(words[1])] as const;
    const flags = new Uint8Array(reader.length);
    let count = 0;
    while (this.#next(FIELD.texts)) {
      const text = reader.text();
      if (text !== words[0] && text !== words[1]) {
        const found = `entry ${count} is ${JSON.stringify(text.slice(0, 40))}`;
        const what = `${this.#name} must be ${words.join(" or ")}: ${found}`;
        throw new OnnxError("unsupported", what, reader.fieldOffset);
      }
      flags[count] = text === words[1] ? 1 : 0;
      count = reader.wordRun(encoded, flags, count + 1);
    }
    return flags.slice(0, count);
  }

  /**
   * Reads strings of which each must be one of some.
   *
   * @returns Index of each string among them.
   * @throws {OnnxError} If one is something else, as "unsupported".
   */
  words(words: readonly string[]): Uint8Array {
    const reader = this.#rewound();
    const encoder = new TextEncoder();
    const encoded = words.map((word) => encoder.encode(word));
    // A string takes two bytes at least.
    const indices = new Uint8Array(reader.length >>> 1);
    let count = 0;
    while (this.#next(FIELD.texts)) {
      const bytes = reader.bytes();
      const index = encoded.findIndex((word) =>
        word.length === bytes.length && word.every((byte, i) => byte === bytes[i])
      );
      if (index < 0) {
        const found = JSON.stringify(new TextDecoder().decode(bytes.subarray(0, 40)));
        const what = `${this.#name} must be ${words.join(", ")}: entry ${count} is ${found}`;
        throw new OnnxError("unsupported", what, reader.fieldOffset);
      }
      indices[count++] = index;
    }
    return indices.slice(0, count);
  }

  /**
   * Reads strings.
   *
   * @returns Their text.
   */
  texts(): string[] {
    const texts: string[] = [];
    for (this.#rewound(); this.#next(FIELD.texts);) texts.push(this.#reader.text());
    return texts;
  }

  /**
   * Reads a single integer.
   *
   * @returns The integer, 0 if there is none.
   */
  integer(): number {
    let integer = 0;
    for (this.#rewound(); this.#next(FIELD.integer);) integer = this.#reader.integer();
    return integer;
  }

  /**
   * Reads a single float32 number.
   *
   * @returns The number, 0 if there is none.
   */
  float(): number {
    let float = 0;
    for (this.#rewound(); this.#next(FIELD.float);) float = this.#reader.float();
    return float;
  }

  /**
   * Reads a single string.
   *
   * @returns Its text.
   */
  text(): string {
    let text = "";
    for (this.#rewound(); this.#next(FIELD.text);) text = this.#reader.text();
    return text;
  }

  #rewound(): ProtobufReader {
    this.#reader.rewind();
    return this.#reader;
  }

  // Another field than the list's own means that the attribute holds something else besides, which
  // this package would silently drop.
  #next(field: number): boolean {
    const reader = this.#reader;
    while (reader.next()) {
      if (reader.field === field) return true;
      if (reader.field !== NAME && reader.field !== DOC_STRING && reader.field !== TYPE) {
        this.#refuse(`it must hold field ${field} alone: holds field ${reader.field}`);
      }
      reader.skip();
    }
    return false;
  }

  #index(reader: ProtobufReader, entry: number): number {
    const value = reader.integer();
    if ((value | 0) !== value) this.#refuse(`entry ${entry} must fit int32: is ${value}`);
    return value;
  }

  #refuse(what: string): never {
    const { fieldOffset } = this.#reader;
    throw new OnnxError("damaged", `attribute "${this.#name}" must be sound: ${what}`, fieldOffset);
  }
}
