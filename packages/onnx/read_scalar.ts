import type { ProtobufReader } from "./protobuf_reader.ts";

const FLOAT_BYTES = 4;

/**
 * Tells whether a stored tensor is the float32 number 1 alone, which changes nothing that it multiplies.
 *
 * @param reader A TensorProto; `undefined` if there is none.
 * @returns Whether it is.
 * @throws {OnnxError} If it is damaged.
 */
export function isOne(reader: ProtobufReader | undefined): boolean {
  if (reader === undefined) return false;
  let dataType = 0;
  const values: number[] = [];
  reader.rewind();
  while (reader.next()) {
    if (reader.field === 2 && reader.wireType === 0) dataType = reader.integer();
    else if (reader.field === 4 || reader.field === 9) {
      const bytes = reader.wireType === 2 ? reader.bytes() : null;
      if (bytes === null) values.push(reader.float());
      else if (bytes.length !== FLOAT_BYTES) return false;
      else values.push(new DataView(bytes.buffer, bytes.byteOffset).getFloat32(0, true));
    } else reader.skip();
  }
  return dataType === 1 && values.length === 1 && values[0] === 1;
}
