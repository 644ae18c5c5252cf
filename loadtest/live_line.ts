import type { Sample } from "./sample.ts";

/**
 * Writes a sample for a terminal.
 *
 * @param sample What was seen.
 * @returns One line of at most 120 characters, without a line end.
 */
export function liveLine(sample: Sample): string {
  const { podsReady, podsStarting, podsDesired, p95Ms } = sample;
  const pods = podsReady === null ? [] : [
    `pods ${"#".repeat(podsReady)}${"+".repeat(podsStarting ?? 0)}`.padEnd(17),
    `${podsReady} ready`,
    `${podsStarting ?? 0} starting`,
    `${podsDesired ?? "?"} wanted`,
  ];
  return [
    `${sample.seconds.toFixed(0).padStart(4)} s`,
    ...pods,
    `${(sample.concurrency ?? 0).toFixed(1)} in flight`,
    `${sample.requestsPerSecond.toFixed(0)} requests/s`,
    `p95 ${p95Ms === null ? "-" : p95Ms.toFixed(p95Ms < 10 ? 1 : 0)} ms`,
    `${sample.failuresPerSecond.toFixed(0)} failed/s`,
  ].join("  ");
}
