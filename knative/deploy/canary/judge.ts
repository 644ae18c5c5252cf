/**
 * Decides whether a new Revision does as well as the old one, from what both did at the same time.
 *
 * @module
 */
import { median } from "@mlops/statistics";
import { type Counters, latencyQuantile } from "./counters.ts";

/** What both Revisions did in one step. */
export interface Comparison {
  readonly old: Counters;
  readonly fresh: Counters;
  /** Logged probabilities by tenth, of each; `null` where the log cannot be read. */
  readonly probabilities:
    | { readonly old: readonly number[]; readonly fresh: readonly number[] }
    | null;
  /** Restarts of containers of the new Revision's pods. */
  readonly restarts: number;
}

/** What is said of the new Revision. */
export type Verdict =
  | { readonly state: "bad"; readonly reason: string }
  | { readonly state: "good" | "too few" };

/** Requests of the new Revision before it may be called good. */
const LEAST_REQUESTS = 50;

/** Chance below which faults are none: a step looks ten times, and a good Revision shall rarely go back. */
const BY_CHANCE = 0.001;

/** How many times slower is too slow, and by how much at least, as a new pod is not warm yet, in s. */
const TIMES_SLOWER = 2;
const SLOWER_SECONDS = 0.02;

/** Population stability index from which a shift counts as major, as in the service's own drift. */
const MAJOR_SHIFT = 0.25;

/**
 * Judges a step.
 *
 * @param comparison What both did.
 * @returns The verdict, with its reason.
 */
export function judge({ old, fresh, probabilities, restarts }: Comparison): Verdict {
  if (restarts > 0) return bad(`its pods ended ${restarts} times by themselves`);
  const faults = { fresh: fresh.failed, old: old.failed };
  if (fresh.failed > 0 && chanceOfSoMany(faults, { fresh, old }) < BY_CHANCE) {
    return bad(
      `${fresh.failed} of its ${fresh.answered} requests failed, and ${old.failed} of ` +
        `${old.answered} of the old one`,
    );
  }
  const [slow, usual] = [latencyQuantile(fresh, 0.95), latencyQuantile(old, 0.95)];
  const isSlower = slow > TIMES_SLOWER * usual && slow > usual + SLOWER_SECONDS;
  // The first answers of a new pod are slow ones, and a few of them are no sign of how it goes on.
  const late = { fresh: laterThan(fresh, usual), old: laterThan(old, usual) };
  if (isSlower && chanceOfSoMany(late, { fresh, old }) < BY_CHANCE) {
    return bad(`95 % of its answers take up to ${ms(slow)}, and of the old one's ${ms(usual)}`);
  }
  const shift = probabilities === null ? null : shiftOf(probabilities);
  if (shift !== null && shift.index - shift.byChance > MAJOR_SHIFT) {
    return bad(
      `its probabilities drift from the old one's: stability index ${shift.index.toFixed(2)}`,
    );
  }
  return { state: fresh.answered >= LEAST_REQUESTS ? "good" : "too few" };
}

/**
 * Judges how long answers took whoever asked both Revisions in turn: what a pod waits for before it begins, as
 * for its share of a processor, its own figures cannot know.
 *
 * @param old Times of the old Revision, in ms.
 * @param fresh Times of the new one.
 * @returns The verdict; good where one of them could not be asked.
 */
export function judgeWaits(old: readonly number[], fresh: readonly number[]): Verdict {
  if (old.length === 0 || fresh.length === 0) return { state: "good" };
  const [usual, slow] = [median(old) / 1000, median(fresh) / 1000];
  return slow > TIMES_SLOWER * usual && slow > usual + SLOWER_SECONDS
    ? bad(`asked in turn, it takes ${ms(slow)}, and the old one ${ms(usual)}`)
    : { state: "good" };
}

/**
 * Says in a few words what was compared.
 *
 * @param comparison What both did.
 * @returns For example "212 requests, 0 failed, p95 1.2 ms beside 1.1 ms, drift 0.01".
 */
export function comparisonText({ old, fresh, probabilities }: Comparison): string {
  const shift = probabilities === null ? null : shiftOf(probabilities);
  return [
    `${fresh.answered} requests`,
    `${fresh.failed} failed`,
    `p95 ${ms(latencyQuantile(fresh, 0.95))} beside ${ms(latencyQuantile(old, 0.95))}`,
    ...shift === null ? [] : [`drift ${shift.index.toFixed(2)}`],
  ].join(", ");
}

function bad(reason: string): Verdict {
  return { state: "bad", reason };
}

function ms(seconds: number): string {
  if (Number.isNaN(seconds)) return "?";
  return `${(seconds * 1000).toFixed(seconds < 0.01 ? 2 : 0)} ms`;
}

/** Answers that took longer than the bucket that a time falls into. */
function laterThan({ within }: Counters, seconds: number): number {
  const bounds = [...within].toSorted(([a], [b]) => a - b);
  const usual = bounds.find(([bound]) => bound >= seconds);
  return usual === undefined ? 0 : bounds.at(-1)![1] - usual[1];
}

/** Fisher's exact test, one-sided: as many on the new side or more, both being alike. */
function chanceOfSoMany(
  seen: { readonly fresh: number; readonly old: number },
  of: { readonly fresh: Counters; readonly old: Counters },
): number {
  const both = seen.old + seen.fresh;
  const all = of.old.answered + of.fresh.answered;
  const most = Math.min(both, of.fresh.answered);
  let chance = 0;
  for (let k = seen.fresh; k <= most; k++) {
    if (both - k > of.old.answered) continue;
    chance += Math.exp(
      logChoose(of.fresh.answered, k) + logChoose(of.old.answered, both - k) - logChoose(all, both),
    );
  }
  return chance;
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** Stirling's series, exact to 1e-10 from 10 on; small ones are multiplied out. */
function logFactorial(n: number): number {
  if (n < 10) {
    let product = 1;
    for (let i = 2; i <= n; i++) product *= i;
    return Math.log(product);
  }
  const x = n + 1;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) -
    1 / (360 * x ** 3) + 1 / (1260 * x ** 5);
}

/**
 * Population stability index over the tenths, and what it comes to on average when both are alike. An
 * empty tenth counts as half a row.
 */
function shiftOf(
  { old, fresh }: { readonly old: readonly number[]; readonly fresh: readonly number[] },
): { index: number; byChance: number } | null {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const [nOld, nFresh] = [sum(old), sum(fresh)];
  if (nOld < LEAST_REQUESTS || nFresh < LEAST_REQUESTS) return null;
  let [index, used] = [0, 0];
  for (const [bin, count] of old.entries()) {
    const other = fresh[bin]!;
    if (count + other === 0) continue;
    used++;
    const [a, b] = [Math.max(count, 0.5) / nOld, Math.max(other, 0.5) / nFresh];
    index += (b - a) * Math.log(b / a);
  }
  return { index, byChance: (used - 1) * (1 / nOld + 1 / nFresh) };
}
