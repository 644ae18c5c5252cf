import { equal, ok } from "node:assert/strict";
import { float64Array, int32Array } from "./short_arrays.ts";

Deno.test("short arrays are all 0 and share no element, over several blocks", () => {
  const lengths = Array.from({ length: 4000 }, (_, i) => 1 + i * 7919 % 32);
  const arrays = lengths.map((length, i) => [float64Array, int32Array][i % 2]!(length));
  arrays.forEach((array, i) => {
    equal(array.length, lengths[i]);
    ok(array.every((value) => value === 0));
    array.fill(i + 1);
  });
  arrays.forEach((array, i) => ok(array.every((value) => value === i + 1), `array ${i}`));
  const blocks = new Set(arrays.map(({ buffer }) => buffer));
  ok(blocks.size > 1 && blocks.size < arrays.length / 5, `${blocks.size} blocks`);
});

Deno.test("a long array has a buffer of its own", () => {
  for (const array of [int32Array(65), float64Array(33)]) {
    equal(array.buffer.byteLength, array.byteLength);
  }
});
