import { type Fault, ValidationError } from "../http/validation_error.ts";
import { shownValue } from "../rows/shown_value.ts";
import { type Datatype, DATATYPES } from "./datatypes.ts";

/** A tensor of a request, not yet checked. */
export type WireTensor = Readonly<Record<string, unknown>>;

/** What a tensor must look like. */
export interface ExpectedTensor {
  /** Its place among the inputs. */
  readonly index: number;
  /** Values of a row. */
  readonly width: number;
}

/** The values of a tensor, as JSON would hold them. */
export interface TensorValues {
  /** Number of rows, at least 1. */
  readonly nRows: number;
  /** Row-major `[nRows, width]`. */
  readonly values: readonly unknown[];
  /** Whether they came as bytes, for messages. */
  readonly isBinary: boolean;
}

/** Takes so many bytes from behind the JSON; `null` if there are not so many. */
export type TakeBytes = (sizeBytes: number) => Uint8Array | null;

/**
 * Reads an input tensor's values, from JSON or from the bytes behind it.
 *
 * @param tensor The tensor, `{name, shape: [nRows, width], datatype, data | parameters}`; of width 1 the
 * shape may be `[nRows]`.
 * @param expected What it must look like.
 * @param binary Takes bytes from behind the JSON; `null` if there are none.
 * @returns Its values.
 * @throws {ValidationError} If it is not what is expected.
 */
export function readTensor(
  tensor: WireTensor,
  expected: ExpectedTensor,
  binary: TakeBytes | null,
): TensorValues {
  const { index, width } = expected;
  const refuse = (member: string, reason: string): never => {
    throw new ValidationError([{ path: ["inputs", index, member], reason }]);
  };
  const { datatype, shape } = tensor;
  const type = DATATYPES.get(`${datatype}`) ??
    refuse("datatype", `datatype must be one of ${[...DATATYPES.keys()].join(", ")}`);
  const isShape = Array.isArray(shape) && Number.isInteger(shape[0]) && shape[0] >= 1 &&
    (shape.length === 2 && shape[1] === width || shape.length === 1 && width === 1);
  if (!isShape) refuse("shape", `shape must be [rows, ${width}] with at least one row`);
  const nRows = (shape as number[])[0]!;
  const count = nRows * width;
  const sizeBytes = binarySizeOf(tensor, refuse);
  if (sizeBytes === null) {
    const values = readData(tensor["data"], { type, count, width, index }, refuse);
    return { nRows, values, isBinary: false };
  }
  if (tensor["data"] !== undefined) refuse("data", "data must be left out where bytes are sent");
  const wanted = type.sizeBytes === null ? null : count * type.sizeBytes;
  if (wanted !== null && sizeBytes !== wanted) {
    refuse("parameters", `binary_data_size must be ${wanted}: is ${sizeBytes}`);
  }
  const bytes = binary?.(sizeBytes) ??
    refuse("parameters", "the bytes behind the JSON are missing");
  const values = type.sizeBytes === null
    ? readTexts(bytes, count) ?? refuse("parameters", `the bytes must hold ${count} texts`)
    : readNumbers(bytes, type);
  return { nRows, values, isBinary: true };
}

type Refuse = (member: string, reason: string) => never;

function binarySizeOf(tensor: WireTensor, refuse: Refuse): number | null {
  const parameters = tensor["parameters"];
  if (parameters === undefined) return null;
  if (typeof parameters !== "object" || parameters === null || Array.isArray(parameters)) {
    return refuse("parameters", "parameters must be an object");
  }
  const size = (parameters as WireTensor)["binary_data_size"];
  if (size === undefined) return null;
  return typeof size === "number" && Number.isInteger(size) && size >= 0
    ? size
    : refuse("parameters", "binary_data_size must be a number of bytes");
}

/** Data may be flat or nested, row-major. */
function readData(
  data: unknown,
  { type, count, width, index }: { type: Datatype; count: number; width: number; index: number },
  refuse: Refuse,
): readonly unknown[] {
  if (!Array.isArray(data)) return refuse("data", "data must be an array");
  const given = data as readonly unknown[];
  const isNested = Array.isArray(given[0]);
  if (isNested && !given.every((row) => Array.isArray(row) && row.length === width)) {
    refuse("data", `each row of data must have ${width} values`);
  }
  const flat = isNested ? given.flat(1) : given;
  if (flat.length !== count) {
    refuse("data", `data must have as many values as the shape says, ${count}: has ${flat.length}`);
  }
  const faults: Fault[] = [];
  flat.forEach((value, at) => {
    if (value === null || type.isOne(value) || faults.length >= 1000) return;
    const reason = `data[${at}] must be ${type.demand}: is ${shownValue(value)}`;
    faults.push({ path: ["inputs", index, "data", at], reason });
  });
  if (faults.length > 0) throw new ValidationError(faults);
  return flat;
}

function readNumbers(bytes: Uint8Array, { sizeBytes, read }: Datatype): (number | boolean)[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = sizeBytes ?? 1;
  return Array.from(
    { length: bytes.byteLength / size },
    (_, position) => read(view, position * size),
  );
}

/** Reads texts, each with its length in four bytes before it; `null` if they are not so many. */
function readTexts(bytes: Uint8Array, count: number): string[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder();
  const texts: string[] = [];
  let at = 0;
  while (at + 4 <= bytes.length && texts.length < count) {
    const length = view.getUint32(at, true);
    at += 4;
    if (at + length > bytes.length) return null;
    texts.push(decoder.decode(bytes.subarray(at, at + length)));
    at += length;
  }
  return at === bytes.length && texts.length === count ? texts : null;
}
