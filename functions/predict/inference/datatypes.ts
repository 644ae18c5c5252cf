/** An element type of the Open Inference Protocol. */
export interface Datatype {
  /** Size of an element in bytes; `null` for texts, each of which has its length before it. */
  readonly sizeBytes: number | null;
  /** What an element of JSON data must be, as the end of a sentence. */
  readonly demand: string;
  /**
   * Whether a JSON value is one; `null` stands for a missing value in each.
   */
  isOne(value: unknown): boolean;
  /**
   * Reads an element from the bytes behind the JSON.
   *
   * @param view The bytes.
   * @param offset Where it begins.
   * @returns Its value.
   */
  read(view: DataView, offset: number): number | boolean;
}

const isNumber = (value: unknown) => typeof value === "number";

const float = (sizeBytes: number, read: Datatype["read"]): Datatype => ({
  sizeBytes,
  read,
  isOne: isNumber,
  demand: "a number",
});

const integer = (sizeBytes: number, read: Datatype["read"]): Datatype => ({
  sizeBytes,
  read,
  isOne: Number.isInteger,
  demand: "an integer",
});

/** Element types of input tensors. */
export const DATATYPES: ReadonlyMap<string, Datatype> = new Map([
  ["FP64", float(8, (view, offset) => view.getFloat64(offset, true))],
  ["FP32", float(4, (view, offset) => view.getFloat32(offset, true))],
  ["FP16", float(2, (view, offset) => view.getFloat16(offset, true))],
  ["INT64", integer(8, (view, offset) => Number(view.getBigInt64(offset, true)))],
  ["INT32", integer(4, (view, offset) => view.getInt32(offset, true))],
  ["INT16", integer(2, (view, offset) => view.getInt16(offset, true))],
  ["INT8", integer(1, (view, offset) => view.getInt8(offset))],
  ["UINT8", integer(1, (view, offset) => view.getUint8(offset))],
  ["BOOL", {
    sizeBytes: 1,
    demand: "true or false",
    isOne: (value) => typeof value === "boolean" || value === 0 || value === 1,
    read: (view, offset) => view.getUint8(offset) !== 0,
  }],
  ["BYTES", {
    sizeBytes: null,
    demand: "a text",
    isOne: (value) => typeof value === "string",
    read: () => NaN,
  }],
]);
