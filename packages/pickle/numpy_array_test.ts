import { deepEqual, equal, throws } from "node:assert/strict";
import { DecodeBudget } from "./decode_budget.ts";
import { NumpyArray } from "./numpy_array.ts";
import { NumpyDtype } from "./numpy_dtype.ts";
import type { PythonValue } from "./python_value.ts";

function arrayOf(
  code: string,
  shape: number[],
  data: Uint8Array | PythonValue[],
  options: { isFortran?: boolean; fileBytes?: number } = {},
): NumpyArray<PythonValue> {
  const array = new NumpyArray<PythonValue>(new DecodeBudget(options.fileBytes ?? 1000));
  const isFortran = options.isFortran ?? false;
  array.fill({ dtype: new NumpyDtype(code), shape, isFortran, data });
  return array;
}

function bytesOf(values: ArrayBufferView): Uint8Array {
  // At an odd place, as in a file.
  const bytes = new Uint8Array(values.byteLength + 1);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 1);
  return bytes.subarray(1);
}

Deno.test("toFloat64Array() reads every kind of number, in both orders of bytes", () => {
  const decode = (code: string, values: ArrayBufferView, length: number) => [
    ...arrayOf(code, [length], bytesOf(values)).toFloat64Array(),
  ];
  deepEqual(decode("f8", Float64Array.of(0.1, -2), 2), [0.1, -2]);
  deepEqual(decode(">f8", Uint8Array.of(0x3f, 0xe0, 0, 0, 0, 0, 0, 0), 1), [0.5]);
  deepEqual(decode("f4", Float32Array.of(0.5), 1), [0.5]);
  deepEqual(decode("f2", Uint16Array.of(0x3e00), 1), [1.5]);
  deepEqual(decode("i8", BigInt64Array.of(-5n, 2n ** 53n - 1n), 2), [-5, 2 ** 53 - 1]);
  deepEqual(decode(">i4", Uint8Array.of(0xff, 0xff, 0xff, 0xfe), 1), [-2]);
  deepEqual(decode("u2", Uint16Array.of(65535), 1), [65535]);
  deepEqual(decode("i1", Int8Array.of(-1), 1), [-1]);
  deepEqual(decode("b1", Uint8Array.of(1, 0), 2), [1, 0]);
  throws(() => decode("i8", BigInt64Array.of(2n ** 53n), 1), /within ±\(2\^53 - 1\)/);
});

Deno.test("all accessors go row by row, whatever the order in the file", () => {
  const fortran = { isFortran: true };
  const matrix = arrayOf("i4", [2, 3], bytesOf(Int32Array.of(1, 4, 2, 5, 3, 6)), fortran);
  deepEqual([...matrix.toFloat64Array()], [1, 2, 3, 4, 5, 6]);
  deepEqual([...matrix.toInt32Array()], [1, 2, 3, 4, 5, 6]);
  const plane = [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11];
  const cube = arrayOf("u1", [2, 3, 2], Uint8Array.from(plane), fortran);
  deepEqual(cube.toValues(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  // Python writes lists of objects row by row even then.
  deepEqual(arrayOf("O8", [2, 2], [1, "a", null, 2], fortran).toValues(), [1, "a", null, 2]);
});

Deno.test("field() reads items of a structure where they lie", () => {
  const int = new NumpyDtype("i4");
  const double = new NumpyDtype("f8");
  for (const dtype of [int, double]) dtype.complete();
  const dtype = new NumpyDtype("V13");
  dtype.complete({
    fields: new Map([["left", { dtype: int, offset: 1 }], ["value", { dtype: double, offset: 5 }]]),
  });
  const bytes = new Uint8Array(26);
  const view = new DataView(bytes.buffer);
  [7, 8].forEach((left, index) => view.setInt32(13 * index + 1, left, true));
  [0.5, NaN].forEach((value, index) => view.setFloat64(13 * index + 5, value, true));
  const array = new NumpyArray<PythonValue>(new DecodeBudget(100));
  array.fill({ dtype, shape: [2], isFortran: false, data: bytes });
  deepEqual([...array.field("left").toInt32Array()], [7, 8]);
  deepEqual([...array.field("value").toFloat64Array()], [0.5, NaN]);
  throws(() => array.field("right"), /must have a field "right"/);
  throws(() => array.toFloat64Array(), /must be numbers: have dtype V13/);
});

Deno.test("toStrings() cuts texts at the first zero", () => {
  const texts = Uint32Array.of(97, 0, 0x1d11e, 233);
  deepEqual(arrayOf("U2", [2], bytesOf(texts)).toStrings(), ["a", "𝄞é"]);
  deepEqual(arrayOf("O8", [2], ["a", "b"]).toStrings(), ["a", "b"]);
  throws(() => arrayOf("O8", [2], ["a", null]).toStrings(), /must hold texts/);
  throws(() => arrayOf("U1", [1], bytesOf(Uint32Array.of(0xd800))).toStrings(), /Unicode/);
});

Deno.test("fill() holds shape and data to each other", () => {
  const data = new Uint8Array(32);
  throws(() => arrayOf("f8", [5], data), /5 items of 8 bytes, with 32 in the file/);
  throws(() => arrayOf("f8", [-4], data), /whole numbers >= 0: -4/);
  throws(() => arrayOf("f8", [1.5], data), /whole numbers >= 0: 1.5/);
  throws(() => arrayOf("f8", [2 ** 30, 2 ** 30], data), /at most 2\^53 items/);
  throws(() => arrayOf("f8", new Array(9).fill(1), data), /at most 8 axes/);
  throws(() => arrayOf("O8", [2], data), /objects in a list/);
  throws(() => arrayOf("O8", [2], [1]), /2 objects, with 1/);
  throws(() => new NumpyArray<PythonValue>(new DecodeBudget(1)).toFloat64Array(), /never filled/);
  const array = arrayOf("f8", [4], data);
  const again = { dtype: array.dtype, shape: [4], isFortran: false, data };
  throws(() => array.fill(again), /filled a second time/);
});

Deno.test("a field must lie within its item and be plain", () => {
  const int = new NumpyDtype("i8");
  int.complete();
  throws(
    () => new NumpyDtype("V8").complete({ fields: new Map([["b", { dtype: int, offset: 4 }]]) }),
    /field "b" goes beyond the item: ends at byte 12 of 8/,
  );
  const open = new NumpyDtype("V8");
  throws(
    () => open.complete({ fields: new Map([["b", { dtype: open, offset: 0 }]]) }),
    /must be plain/,
  );
});

Deno.test("what is decoded stays in proportion to the file", () => {
  const array = arrayOf("f8", [1000], new Uint8Array(8000), { fileBytes: 8000 });
  let nTimes = 0;
  throws(() => {
    for (; nTimes < 1000; nTimes++) array.toFloat64Array();
  }, /in proportion to the file/);
  equal(nTimes, 16 + Math.floor(2 ** 20 / 8000));
  // An empty text takes no bytes of the file, so an array could have 2^50.
  throws(() => arrayOf("U0", [2 ** 50], new Uint8Array()).toValues(), /in proportion/);
});
