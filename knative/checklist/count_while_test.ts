import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { countWhile } from "./count_while.ts";

/** A run that ends with the last of the counts. */
function runOf(counts: readonly number[]) {
  const { promise, resolve } = Promise.withResolvers<string>();
  const left = [...counts];
  const count = () => {
    if (left.length === 1) resolve("answered");
    return Promise.resolve(left.shift()!);
  };
  return { run: () => promise, count };
}

Deno.test("countWhile() tells the largest count, and when it first grew", async () => {
  const { run, count } = runOf([2, 2, 5, 3]);
  const { grewAfterMs, ...rest } = await countWhile(run, count, 0);
  deepEqual(rest, { outcome: "answered", before: 2, most: 5 });
  ok(grewAfterMs !== undefined && grewAfterMs > 0);
});

Deno.test("countWhile() says that nothing grew", async () => {
  const { run, count } = runOf([2, 1, 2]);
  const { most, grewAfterMs } = await countWhile(run, count, 0);
  equal(most, 2);
  equal(grewAfterMs, undefined);
});

Deno.test("countWhile() fails as what ran, and as the count", async () => {
  const failing = () => Promise.reject(new Error("the load broke off"));
  await rejects(countWhile(failing, () => Promise.resolve(1), 0), { message: /broke off/ });
  let looks = 0;
  const count = () => ++looks > 1 ? Promise.reject(new Error("no cluster")) : Promise.resolve(1);
  await rejects(countWhile(failing, count, 0), { message: "no cluster" });
});
