import type { ProtobufWriter } from "./protobuf_writer.ts";

// TensorProto.DataType in onnx.proto.
const CODES = { float: 1, int64: 7 } as const;

/**
 * Writes a ValueInfoProto of a tensor.
 *
 * @param info Where to.
 * @param name Name of the value.
 * @param shape Size of each dimension, `null` for one that is open.
 */
export function writeValueInfo(
  info: ProtobufWriter,
  name: string,
  elementType: keyof typeof CODES,
  shape: readonly (number | null)[],
): void {
  info.text(1, name);
  info.message(2, (type) => {
    type.message(1, (tensor) => {
      tensor.integer(1, CODES[elementType]);
      tensor.message(2, (dimensions) => {
        for (const size of shape) {
          dimensions.message(1, (dimension) => size === null || dimension.integer(1, size));
        }
      });
    });
  });
}
