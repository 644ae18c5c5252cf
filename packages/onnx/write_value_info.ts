import type { ProtobufWriter } from "./protobuf_writer.ts";

// TensorProto.DataType in onnx.proto.
const CODES = { float: 1, int64: 7, string: 8, bool: 9 } as const;

/**
 * Writes a ValueInfoProto of a tensor.
 *
 * @param info Where to.
 * @param name Name of the value.
 * @param shape Size of each dimension; of one that is open a name, by which it is told to be that of
 * other values, too, or `null`.
 */
export function writeValueInfo(
  info: ProtobufWriter,
  name: string,
  elementType: keyof typeof CODES,
  shape: readonly (number | string | null)[],
): void {
  info.text(1, name);
  info.message(2, (type) => {
    type.message(1, (tensor) => {
      tensor.integer(1, CODES[elementType]);
      tensor.message(2, (dimensions) => {
        for (const size of shape) {
          dimensions.message(1, (dimension) => {
            if (typeof size === "number") dimension.integer(1, size);
            else if (size !== null) dimension.text(2, size);
          });
        }
      });
    });
  });
}
