import { FLOAT32_MAX } from "../rows/row_reader.ts";
import { float32Array } from "@mlops/model";
import { type Fault, ValidationError } from "../http/validation_error.ts";

/** A tensor of a request, not yet checked. */
export type WireTensor = Readonly<Record<string, unknown>>;

/** Element types of input tensors, with their sizes in bytes. */
const ELEMENT_BYTES: Readonly<Record<string, number>> = { FP32: 4, FP64: 8 };

/**
 * Reads an input tensor's numbers, from JSON or from the bytes behind it.
 *
 * @param tensor The tensor, `{name, shape: [nRows, nFeatures], datatype, data | parameters}`.
 * @param expected Its name and the number of features.
 * @param binary Takes so many bytes from behind the JSON; `null` if there are none.
 * @returns The rows, row-major `[nRows, nFeatures]`.
 * @throws {ValidationError} If it is not what is expected.
 */
export function readTensor(
  tensor: WireTensor,
  expected: { readonly name: string; readonly nFeatures: number },
  binary: ((sizeBytes: number) => Uint8Array | null) | null,
): Float32Array {
  const { name, datatype, shape } = tensor;
  if (name !== expected.name) refuse("name", `the input is called "${expected.name}"`);
  const elementBytes = typeof datatype === "string" && Object.hasOwn(ELEMENT_BYTES, datatype)
    ? ELEMENT_BYTES[datatype]!
    : refuse("datatype", "datatype must be FP32 or FP64");
  const { nFeatures } = expected;
  const isShape = Array.isArray(shape) && shape.length === 2 && shape[1] === nFeatures &&
    Number.isInteger(shape[0]) && shape[0] >= 1;
  if (!isShape) refuse("shape", `shape must be [rows, ${nFeatures}] with at least one row`);
  const count = (shape as number[])[0]! * nFeatures;
  const sizeBytes = binarySizeOf(tensor);
  if (sizeBytes === null) return readData(tensor["data"], count, nFeatures);
  if (tensor["data"] !== undefined) refuse("data", "data must be left out where bytes are sent");
  if (sizeBytes !== count * elementBytes) {
    refuse("parameters", `binary_data_size must be ${count * elementBytes}: is ${sizeBytes}`);
  }
  const bytes = binary?.(sizeBytes) ??
    refuse("parameters", "the bytes behind the JSON are missing");
  return readBytes(bytes, elementBytes);
}

function binarySizeOf(tensor: WireTensor): number | null {
  const parameters = tensor["parameters"];
  if (parameters === undefined) return null;
  if (typeof parameters !== "object" || parameters === null || Array.isArray(parameters)) {
    refuse("parameters", "parameters must be an object");
  }
  const size = (parameters as WireTensor)["binary_data_size"];
  if (size === undefined) return null;
  return typeof size === "number"
    ? size
    : refuse("parameters", "binary_data_size must be a number");
}

/** Data may be flat or nested, row-major. */
function readData(data: unknown, count: number, nFeatures: number): Float32Array {
  if (!Array.isArray(data)) refuse("data", "data must be an array of numbers");
  const given = data as readonly unknown[];
  const isNested = Array.isArray(given[0]);
  if (isNested && !given.every((row) => Array.isArray(row) && row.length === nFeatures)) {
    refuse("data", `each row of data must have ${nFeatures} numbers`);
  }
  const flat = isNested ? given.flat(1) : given;
  if (flat.length !== count) {
    refuse(
      "data",
      `data must have as many numbers as the shape says, ${count}: has ${flat.length}`,
    );
  }
  const rows = float32Array(count);
  const faults: Fault[] = [];
  flat.forEach((value, index) => {
    if (typeof value === "number" && value >= -FLOAT32_MAX && value <= FLOAT32_MAX) {
      rows[index] = value;
    } else if (faults.length < 1000) {
      const reason = `data[${index}] must be a finite 32-bit number`;
      faults.push({ path: ["inputs", 0, "data", index], reason });
    }
  });
  if (faults.length > 0) throw new ValidationError(faults);
  return rows;
}

function readBytes(bytes: Uint8Array, elementBytes: number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rows = float32Array(bytes.byteLength / elementBytes);
  for (let index = 0; index < rows.length; index++) {
    const offset = index * elementBytes;
    const value = elementBytes === 4
      ? view.getFloat32(offset, true)
      : view.getFloat64(offset, true);
    if (!(value >= -FLOAT32_MAX && value <= FLOAT32_MAX)) {
      refuse("parameters", `number ${index} of the bytes must be a finite 32-bit number`);
    }
    rows[index] = value;
  }
  return rows;
}

function refuse(member: string, reason: string): never {
  throw new ValidationError([{ path: ["inputs", 0, member], reason }]);
}
