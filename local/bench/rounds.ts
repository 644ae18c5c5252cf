import { median } from "@mlops/statistics";

/** Something that measures itself once: a time, a rate, a size. */
export type Contestant = () => number | Promise<number>;

/** Rounds in which the contestants take turns, so that a machine that slows down slows all of them. */
const ROUNDS = 3;

/**
 * Measures contestants in alternation.
 *
 * @param contestants By name.
 * @returns The median of each over the rounds, by the same name.
 */
export async function alternate<K extends string>(
  contestants: Readonly<Record<K, Contestant>>,
): Promise<Record<K, number>> {
  const samples = await takeTurns(contestants, ROUNDS);
  const medians = Object.entries<number[]>(samples).map(([name, values]) => [name, median(values)]);
  return Object.fromEntries(medians) as Record<K, number>;
}

/**
 * Measures contestants in alternation, and leaves it to the caller what to make of the rounds.
 *
 * @param contestants By name.
 * @param rounds How often each has its turn.
 * @returns What each measured, round by round, by the same name.
 */
export async function takeTurns<K extends string>(
  contestants: Readonly<Record<K, Contestant>>,
  rounds: number,
): Promise<Record<K, number[]>> {
  const names = Object.keys(contestants) as K[];
  const empty = names.map((name): [K, number[]] => [name, []]);
  const samples = Object.fromEntries(empty) as Record<K, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) samples[name].push(await contestants[name]());
  }
  return samples;
}

/**
 * Times an action that is too short for the clock by running it many times.
 *
 * @param action Runs once, with its number.
 * @param times How many times a batch runs it.
 * @param batches How many batches are timed.
 * @returns Median over the batches of the time of one run, in s.
 */
export function medianSeconds(action: (i: number) => void, times: number, batches: number): number {
  const samples: number[] = [];
  for (let batch = 0; batch < batches; batch++) {
    const begin = performance.now();
    for (let i = 0; i < times; i++) action(batch * times + i);
    samples.push((performance.now() - begin) / 1000 / times);
  }
  return median(samples);
}
