import { type ProtobufReader, WIRE } from "./protobuf_reader.ts";

/** A value that goes into or comes out of a graph. */
export interface ValueInfo {
  /** Its name. */
  readonly name: string;
  /** "float", "double", "int64", "string", … of a tensor's elements, else "sequence", "map", "other". */
  readonly elementType: string;
  /** Size of each dimension, `null` where the model leaves it open; empty if it says nothing. */
  readonly shape: readonly (number | null)[];
}

// TensorProto.DataType in onnx.proto; what is not listed takes no part in classification of tables.
const ELEMENT_TYPES = new Map([
  [1, "float"],
  [2, "uint8"],
  [3, "int8"],
  [5, "int16"],
  [6, "int32"],
  [7, "int64"],
  [8, "string"],
  [9, "bool"],
  [10, "float16"],
  [11, "double"],
]);

/**
 * Reads a ValueInfoProto.
 *
 * @param reader At its start.
 * @returns Name, element type and shape.
 */
export function readValueInfo(reader: ProtobufReader): ValueInfo {
  let name = "";
  let type: Omit<ValueInfo, "name"> = { elementType: "other", shape: [] };
  while (reader.next()) {
    if (reader.field === 1) name = reader.text();
    else if (reader.field === 2) type = readType(reader.message());
    else reader.skip();
  }
  return { name, ...type };
}

function readType(reader: ProtobufReader): Omit<ValueInfo, "name"> {
  let type: Omit<ValueInfo, "name"> = { elementType: "other", shape: [] };
  while (reader.next()) {
    if (reader.field === 1) type = readTensorType(reader.message());
    else if (reader.field === 4) type = { elementType: "sequence", shape: [] };
    else if (reader.field === 5) type = { elementType: "map", shape: [] };
    if (reader.field !== 1) reader.skip();
  }
  return type;
}

function readTensorType(reader: ProtobufReader): Omit<ValueInfo, "name"> {
  let elementType = "other";
  let shape: (number | null)[] = [];
  while (reader.next()) {
    if (reader.field === 1) {
      reader.expect(WIRE.varint);
      elementType = ELEMENT_TYPES.get(reader.integer()) ?? "other";
    } else if (reader.field === 2) shape = readShape(reader.message());
    else reader.skip();
  }
  return { elementType, shape };
}

function readShape(reader: ProtobufReader): (number | null)[] {
  const shape: (number | null)[] = [];
  while (reader.next()) {
    if (reader.field === 1) shape.push(readDimension(reader.message()));
    else reader.skip();
  }
  return shape;
}

function readDimension(reader: ProtobufReader): number | null {
  let size: number | null = null;
  while (reader.next()) {
    if (reader.field === 1) {
      reader.expect(WIRE.varint);
      const value = reader.integer();
      // Some exporters write -1 for an open dimension.
      size = value < 0 ? null : value;
    } else reader.skip();
  }
  return size;
}
