import type { Axis } from "./LineChart.tsx";

/** Spaces between ticks, in which people count. */
const STEPS = [1, 2, 2.5, 5, 10];
/** Spaces between ticks that an axis has at most. */
const MOST_SPACES = 4;

/**
 * Makes an axis that begins and ends at round numbers, with a tick at each.
 *
 * @param low Smallest value.
 * @param high Largest value.
 * @param text Writes a tick.
 * @returns The axis; around a single value, with room on both sides.
 */
export function niceAxis(low: number, high: number, text: (value: number) => string): Axis {
  const spread = high - low || Math.abs(high) || 1;
  const [from, to] = high === low ? [low - spread / 10, high + spread / 10] : [low, high];
  const power = 10 ** Math.floor(Math.log10((to - from) / MOST_SPACES));
  const spacesOf = (step: number) => Math.ceil(to / step) - Math.floor(from / step);
  const step = power * (STEPS.find((times) => spacesOf(times * power) <= MOST_SPACES) ?? 20);
  const first = Math.floor(from / step);
  const ticks = Array.from({ length: spacesOf(step) + 1 }, (_, i) => {
    // Without the noise of a step such as 0.1.
    const at = Number(((first + i) * step).toPrecision(12));
    return { at, text: text(at) };
  });
  return { min: ticks[0]!.at, max: ticks.at(-1)!.at, ticks };
}
