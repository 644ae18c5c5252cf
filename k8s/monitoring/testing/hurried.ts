/** Fields of rules and routes that hold a time, and ranges of queries. */
const TIMES = /(\[|\b(?:for|group_wait|group_interval|repeat_interval): )(\d+)([hms])\b/g;

/** A sixtieth of each unit. */
const SIXTIETH: Readonly<Record<string, (count: number) => string>> = {
  h: (count) => `${count}m`,
  m: (count) => `${count}s`,
  s: (count) => `${Math.ceil(count * 1_000 / 60)}ms`,
};

/**
 * Lets time pass sixty times as fast for rules and routes, so that a test sees in seconds what takes
 * minutes: the same text, with each hour a minute, each minute a second.
 *
 * @param text Rules or a configuration of Alertmanager.
 * @returns The text, in a hurry.
 *
 * @example A range and a wait
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { hurried } from "./hurried.ts";
 *
 * equal(hurried("expr: rate(a[5m]) > 600\nfor: 2m"), "expr: rate(a[5s]) > 600\nfor: 2s");
 * equal(hurried("group_wait: 30s"), "group_wait: 500ms");
 * ```
 */
export function hurried(text: string): string {
  return text.replaceAll(
    TIMES,
    (_, before: string, count: string, unit: string) => before + SIXTIETH[unit]!(Number(count)),
  );
}
