import { momentOf } from "./backup.ts";

/** How long backups are kept: the newest of each of so many days, weeks and months. */
export interface Retention {
  /** Days of UTC with a backup. */
  readonly days: number;
  /** Weeks from Monday, UTC. */
  readonly weeks: number;
  /** Months, UTC. */
  readonly months: number;
}

const DAY_MS = 86_400_000;

/** Days from the Thursday that 1 January 1970 was to a Monday. */
const TO_MONDAY = 3;

/**
 * Chooses what is kept. A period without a backup does not count, so a stack that stood still for a
 * month loses nothing by it.
 *
 * @param ids Names of all backups, in any order.
 * @param retention How long they are kept.
 * @returns The names that stay; the newest always does.
 */
export function chooseKept(ids: readonly string[], retention: Retention): Set<string> {
  const newestFirst = ids.toSorted().reverse();
  const kept = new Set(newestFirst.slice(0, 1));
  const periods: [count: number, periodOf: (moment: number) => number | string][] = [
    [retention.days, (moment) => Math.floor(moment / DAY_MS)],
    [retention.weeks, (moment) => Math.floor((moment / DAY_MS + TO_MONDAY) / 7)],
    [retention.months, (moment) => new Date(moment).toISOString().slice(0, 7)],
  ];
  for (const [count, periodOf] of periods) {
    const seen = new Set<number | string>();
    for (const id of newestFirst) {
      const period = periodOf(momentOf(id) ?? 0);
      if (seen.has(period)) continue;
      if (seen.size === count) break;
      seen.add(period);
      kept.add(id);
    }
  }
  return kept;
}
