import { deepEqual, equal } from "node:assert/strict";
import { estimateDifference } from "./intervals.ts";

Deno.test("estimateDifference() has the interval of Newcombe's first example", () => {
  const { value, low, high } = estimateDifference({ nHits: 48, nAll: 80 }, { nHits: 56, nAll: 70 });
  deepEqual([value, low, high].map((figure) => figure?.toFixed(4)), ["0.2000", "0.0524", "0.3339"]);
});

Deno.test("estimateDifference() knows nothing where one has no rows", () => {
  equal(estimateDifference({ nHits: 0, nAll: 0 }, { nHits: 1, nAll: 2 }).value, null);
});
