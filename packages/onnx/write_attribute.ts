import type { ProtobufWriter } from "./protobuf_writer.ts";

// AttributeProto.AttributeType in onnx.proto.
const TYPE = { float: 1, integer: 2, text: 3, floats: 6, integers: 7, texts: 8 } as const;

const encoder = new TextEncoder();

/** Writes an attribute of a node that is an integer. */
export function writeNumber(node: ProtobufWriter, name: string, value: number): void {
  node.message(5, (attribute) => {
    attribute.text(1, name);
    attribute.integer(3, value);
    attribute.integer(20, TYPE.integer);
  });
}

/** Writes an attribute of a node that is a float32 number. */
export function writeFloat(node: ProtobufWriter, name: string, value: number): void {
  node.message(5, (attribute) => {
    attribute.text(1, name);
    attribute.float(2, value);
    attribute.integer(20, TYPE.float);
  });
}

/** Writes an attribute of a node that is a text. */
export function writeText(node: ProtobufWriter, name: string, text: string): void {
  node.message(5, (attribute) => {
    attribute.text(1, name);
    attribute.text(4, text);
    attribute.integer(20, TYPE.text);
  });
}

/** Writes an attribute of a node that is a list of integers. */
export function writeIntegers(node: ProtobufWriter, name: string, values: Iterable<number>): void {
  node.message(5, (attribute) => {
    attribute.text(1, name);
    for (const value of values) attribute.integer(8, value);
    attribute.integer(20, TYPE.integers);
  });
}

/** Writes an attribute of a node that is a list of float32 numbers. */
export function writeFloats(node: ProtobufWriter, name: string, values: Iterable<number>): void {
  node.message(5, (attribute) => {
    attribute.text(1, name);
    for (const value of values) attribute.float(7, value);
    attribute.integer(20, TYPE.floats);
  });
}

/** Writes an attribute of a node that is a list of texts, of which many may be the same. */
export function writeTexts(node: ProtobufWriter, name: string, texts: readonly string[]): void {
  const encoded = new Map<string, Uint8Array>();
  node.message(5, (attribute) => {
    attribute.text(1, name);
    for (const text of texts) {
      let bytes = encoded.get(text);
      if (bytes === undefined) encoded.set(text, bytes = encoder.encode(text));
      attribute.bytes(9, bytes);
    }
    attribute.integer(20, TYPE.texts);
  });
}
