import { OnnxError } from "./onnx_error.ts";
import { type ProtobufReader, WIRE } from "./protobuf_reader.ts";

// TensorProto.DataType in onnx.proto.
const INT32 = 6;
const INT64 = 7;

/**
 * Reads a stored tensor of class labels: int32, int64 or text.
 *
 * @param reader A TensorProto, at its start.
 * @returns Its elements, or `null` if it is of another type.
 * @throws {OnnxError} If its bytes do not fit its type.
 */
export function readLabelTensor(reader: ProtobufReader): (number | string)[] | null {
  const labels: (number | string)[] = [];
  let dataType = 0;
  let raw: Uint8Array | undefined;
  reader.rewind();
  while (reader.next()) {
    if (reader.field === 2) {
      reader.expect(WIRE.varint);
      dataType = reader.integer();
    } else if (reader.field === 5 || reader.field === 7) pushIntegers(reader, labels);
    else if (reader.field === 6) labels.push(reader.text());
    else if (reader.field === 9) raw = reader.bytes();
    else reader.skip();
  }
  if (raw !== undefined) pushRaw(raw, dataType, labels);
  return labels.length === 0 ? null : labels;
}

function pushIntegers(reader: ProtobufReader, labels: (number | string)[]): void {
  if (reader.wireType === WIRE.varint) labels.push(reader.integer());
  else for (const packed = reader.message(); !packed.isAtEnd;) labels.push(packed.integer());
}

function pushRaw(raw: Uint8Array, dataType: number, labels: (number | string)[]): void {
  if (dataType !== INT32 && dataType !== INT64) return;
  const size = dataType === INT32 ? 4 : 8;
  if (raw.length % size !== 0) {
    throw new OnnxError("damaged", `labels must have ${size} bytes each: there are ${raw.length}`);
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  for (let offset = 0; offset < raw.length; offset += size) {
    labels.push(
      dataType === INT32 ? view.getInt32(offset, true) : Number(view.getBigInt64(offset, true)),
    );
  }
}
