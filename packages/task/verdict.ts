/** The words in which a task tells the probability of the second of two classes. */
export interface Verdict {
  /** Member of answers, and column of CSVs, that says whether the second class is predicted. */
  readonly member: string;
  /** What the probability is of, for the interface's description, e.g. "rain". */
  readonly event: string;
  /** Levels of the probability in words, from low to high. */
  readonly levels: readonly string[];
  /** Probabilities from which on the next level holds, 0–1, one fewer than levels. */
  readonly limits: readonly number[];
}

/**
 * Names the level of a probability.
 *
 * @example The limits belong to the level above
 * ```ts
 * import { levelOf } from "@mlops/task";
 * import { equal } from "node:assert/strict";
 *
 * const verdict = { member: "rain", event: "rain", levels: ["low", "high"], limits: [0.5] };
 * equal(levelOf(verdict, 0.49), "low");
 * equal(levelOf(verdict, 0.5), "high");
 * ```
 *
 * @param verdict The levels with their limits.
 * @param probability Probability of the second class, 0–1.
 * @returns The first level whose upper limit lies above the probability, else the last.
 */
export function levelOf({ levels, limits }: Verdict, probability: number): string {
  const index = limits.findIndex((limit) => probability < limit);
  return levels[index === -1 ? levels.length - 1 : index]!;
}
