import { equal } from "node:assert/strict";
import { serverTiming } from "./server_timing.ts";

Deno.test("serverTiming() writes milliseconds with three digits", () => {
  equal(serverTiming(0.0045, 0.051), "score;dur=0.004, total;dur=0.051");
  equal(serverTiming(12.5, 1034.25), "score;dur=12.500, total;dur=1034.250");
});

Deno.test("serverTiming() leaves out scoring where there was none", () => {
  equal(serverTiming(0, 0.9999), "total;dur=0.999");
});
