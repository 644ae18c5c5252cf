import { equal } from "node:assert/strict";
import { roundDownToFloat32 } from "./round_down_to_float32.ts";

Deno.test("roundDownToFloat32() keeps what is a float32 and takes the next lower else", () => {
  equal(roundDownToFloat32(0.5), 0.5);
  equal(roundDownToFloat32(0), 0);
  equal(roundDownToFloat32(-2), -2);
  // fround(0.1) is above 0.1, fround(0.3) too, fround(0.7) is below 0.7.
  equal(roundDownToFloat32(0.1), 0.09999999403953552);
  equal(roundDownToFloat32(0.7), 0.699999988079071);
  equal(roundDownToFloat32(-0.1), -0.10000000149011612);
  equal(roundDownToFloat32(-0.7), -0.7000000476837158);
});

Deno.test("roundDownToFloat32() steps over zero and stops at the largest", () => {
  equal(roundDownToFloat32(1e-60), 0);
  equal(roundDownToFloat32(-1e-60), -1.401298464324817e-45);
  equal(roundDownToFloat32(1e39), 3.4028234663852886e38);
  equal(roundDownToFloat32(-1e39), -Infinity);
});

Deno.test("roundDownToFloat32() decides every float32 as the threshold does", () => {
  for (let index = 1; index < 2000; index += 1) {
    const threshold = Math.sin(index) * 10 ** (index % 7 - 3);
    const rounded = roundDownToFloat32(threshold);
    for (const step of [-2, -1, 0, 1, 2]) {
      const bits = new Int32Array(Float32Array.of(threshold).buffer);
      bits[0] = bits[0]! + step;
      const x = new Float32Array(bits.buffer)[0]!;
      equal(x <= rounded, x <= threshold, `${x} at ${threshold}`);
    }
  }
});
