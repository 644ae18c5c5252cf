import { deepEqual } from "node:assert/strict";
import { batchesOf } from "./run_batch.ts";

function sizes(metrics: number, params: number, tags: number): number[][] {
  const list = (length: number) => Array.from({ length }, (_, index) => index);
  return Array.from(
    batchesOf({ metrics: list(metrics), params: list(params), tags: list(tags) }),
    (part) => [part.metrics.length, part.params.length, part.tags.length],
  );
}

Deno.test("batchesOf() keeps to 1000 metrics, 100 params, 100 tags and 1000 in all", () => {
  deepEqual(sizes(0, 0, 0), []);
  deepEqual(sizes(1, 2, 3), [[1, 2, 3]]);
  deepEqual(sizes(1_000, 0, 0), [[1_000, 0, 0]]);
  deepEqual(sizes(1_000, 100, 100), [[800, 100, 100], [200, 0, 0]]);
  deepEqual(sizes(0, 250, 101), [[0, 100, 100], [0, 100, 1], [0, 50, 0]]);
});
