/** A point of a line; a y of `null` is not known. */
export type LinePoint = readonly [x: number, y: number | null];

/** A point that is known. */
export type KnownPoint = readonly [x: number, y: number];

/**
 * Cuts a line where it has gaps.
 *
 * @param points Points by ascending x.
 * @returns Points without a gap between them, in the same order; one of them alone is a dot, no line.
 */
export function runsOf(points: readonly LinePoint[]): KnownPoint[][] {
  const runs: KnownPoint[][] = [];
  let isDown = false;
  for (const [x, y] of points) {
    if (y !== null) {
      if (isDown) runs.at(-1)?.push([x, y]);
      else runs.push([[x, y]]);
    }
    isDown = y !== null;
  }
  return runs;
}

/**
 * Says how a text below an axis is anchored, so that those at its ends stay within it.
 *
 * @param share Where it is on the axis, 0–1.
 * @returns SVG's `text-anchor`.
 */
export function anchorAt(share: number): "start" | "middle" | "end" {
  return share <= 0 ? "start" : share >= 1 ? "end" : "middle";
}

/** About the width of a character of a chart's texts, in CSS pixels. */
export const CHARACTER_WIDTH = 7;

/** Between a text of a chart and what is beside it, in CSS pixels. */
export const TEXT_GAP = 8;

/** So that charts of short texts begin at the same place, in CSS pixels. */
const LEAST_LEFT = 44;

/**
 * Leaves out what lies between the ends where there is no room for all texts of an axis side by side.
 *
 * @param ticks What is written along an axis, ascending.
 * @param width Length of the axis, in CSS pixels.
 * @returns All of them, or the first and the last.
 */
export function fittingTicks<T extends { readonly text: string }>(
  ticks: readonly T[],
  width: number,
): readonly T[] {
  const needed = ticks.reduce((sum, { text }) => sum + text.length * CHARACTER_WIDTH, 0) +
    TEXT_GAP * (ticks.length - 1);
  return needed <= width ? ticks : ticks.filter((_, i) => i === 0 || i === ticks.length - 1);
}

/**
 * Finds the room that the texts on the left of a chart need.
 *
 * @param texts The texts.
 * @returns Its width, in CSS pixels.
 */
export function leftRoom(texts: readonly string[]): number {
  const longest = Math.max(0, ...texts.map(({ length }) => length));
  return Math.max(LEAST_LEFT, longest * CHARACTER_WIDTH + TEXT_GAP);
}
