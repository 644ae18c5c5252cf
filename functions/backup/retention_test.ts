import { deepEqual } from "node:assert/strict";
import { idOf } from "./backup.ts";
import { chooseKept } from "./retention.ts";

const HOUR_MS = 3_600_000;

/** A backup at three each night of 2026, by Node's calendar of UTC. */
function nightly(nDays: number): string[] {
  const first = Date.UTC(2026, 0, 1, 3);
  return Array.from({ length: nDays }, (_, day) => idOf(first + day * 24 * HOUR_MS));
}

function keptDays(ids: readonly string[], retention: Parameters<typeof chooseKept>[1]): string[] {
  return [...chooseKept(ids, retention)].map((id) => id.slice(0, 10)).toSorted();
}

Deno.test("the newest of each of the last days, weeks and months stays", () => {
  deepEqual(keptDays(nightly(120), { days: 3, weeks: 2, months: 3 }), [
    "2026-02-28", // the last of February
    "2026-03-31",
    "2026-04-26", // a Sunday: the week before the last, which ends on Thursday 30 April
    "2026-04-28",
    "2026-04-29",
    "2026-04-30",
  ]);
});

Deno.test("of several on a day the last one stays", () => {
  const ids = [1, 9, 17].map((hour) => idOf(Date.UTC(2026, 4, 6, hour)));
  deepEqual([...chooseKept(ids, { days: 7, weeks: 4, months: 12 })], ids.slice(-1));
});

Deno.test("days without a backup cost none of the older ones", () => {
  const ids = [idOf(Date.UTC(2026, 0, 2)), idOf(Date.UTC(2026, 0, 3)), idOf(Date.UTC(2026, 6, 1))];
  deepEqual(chooseKept(ids, { days: 3, weeks: 0, months: 0 }), new Set(ids));
});

Deno.test("the newest stays even if nothing shall be kept", () => {
  const ids = nightly(4);
  deepEqual([...chooseKept(ids, { days: 0, weeks: 0, months: 0 })], ids.slice(-1));
});
