import { equal } from "node:assert/strict";
import { nextFloat32Below } from "./next_float32_below.ts";

Deno.test("nextFloat32Below() is the largest float32 below, through 0 and to the ends", () => {
  equal(nextFloat32Below(1), 1 - 2 ** -24);
  equal(nextFloat32Below(-1), -1 - 2 ** -23);
  equal(nextFloat32Below(0), -(2 ** -149));
  equal(nextFloat32Below(-0), -(2 ** -149));
  equal(nextFloat32Below(2 ** -149), 0);
  equal(nextFloat32Below(Infinity), 3.4028234663852886e38);
  equal(nextFloat32Below(-Infinity), -Infinity);
});
