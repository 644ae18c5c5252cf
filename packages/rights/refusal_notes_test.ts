import { deepEqual, equal, ok } from "node:assert/strict";
import { RefusalNotes, type RefusedRequest } from "./refusal_notes.ts";

function noted() {
  const entries: (RefusedRequest & { times: number })[] = [];
  let nowMs = 0;
  const notes = new RefusalNotes(
    (refused, times) => entries.push({ ...refused, times }),
    () => nowMs,
  );
  const refuse = (who: string, status = 403) =>
    notes.add({ who, address: "10.0.0.7", route: "GET /quality", status, reason: "no" });
  return { entries, notes, refuse, pass: (ms: number) => nowMs += ms };
}

Deno.test("add() notes the first of a kind at once, and how many more came once a minute is over", () => {
  const { entries, refuse, pass } = noted();
  for (let i = 0; i < 1_000; i++) refuse("key:a");
  refuse("key:b");
  pass(60_000);
  refuse("key:a");
  deepEqual(entries.map(({ who, times }) => [who, times]), [
    ["key:a", 1],
    ["key:b", 1],
    ["key:a", 999],
    ["key:a", 1],
  ]);
});

Deno.test("add() makes few entries of whoever tries under ever other names", () => {
  const { entries, notes, refuse, pass } = noted();
  for (let minute = 0; minute < 3; minute++) {
    for (let i = 0; i < 5_000; i++) refuse(`key:${i}`);
    pass(60_000);
  }
  notes.flush();
  ok(entries.length <= 3 * 21, `${entries.length}`);
  const times = entries.map((entry) => entry.times);
  equal(times.reduce((sum, n) => sum + n), 15_000);
});
