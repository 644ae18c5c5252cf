import { deepEqual, equal, rejects } from "node:assert/strict";
import { Turns } from "./turns.ts";

/** Work of ten pieces of 2 ms each, on a clock of its own. */
function work(clock: { ms: number }) {
  return (function* () {
    for (let piece = 0; piece < 10; piece++) {
      clock.ms += 2;
      yield;
    }
    return "done";
  })();
}

Deno.test("takeAll() gives everyone else a turn every 3 ms, and works take turns", async () => {
  const clock = { ms: 0 };
  const others: number[] = [];
  const turns = new Turns(() => {
    others.push(clock.ms);
    return Promise.resolve();
  });
  const both = [work(clock), work(clock)].map((pieces) => turns.takeAll(pieces, () => clock.ms));
  deepEqual(await Promise.all(both), ["done", "done"]);
  deepEqual(others, [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 40]);
});

Deno.test("take() goes on after work that failed", async () => {
  const turns = new Turns();
  const failing = turns.take(() => {
    throw new RangeError("no");
  });
  const following = turns.take(() => 7);
  await rejects(failing, { message: "no" });
  equal(await following, 7);
});
