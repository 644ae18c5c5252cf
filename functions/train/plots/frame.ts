import { drawing, element, PALETTE, text } from "./svg.ts";

/** A line from the first to the last value of an axis. */
export interface Axis {
  /** What it shows. */
  readonly title: string;
  /** Its ends. */
  readonly range: readonly [low: number, high: number];
  /** Words in the place of numbers, each at its value. */
  readonly words?: readonly { readonly at: number; readonly word: string }[];
}

/** Where values are drawn. */
export interface Frame {
  /** Places a value of the first axis. */
  readonly x: (value: number) => number;
  /** Places a value of the second axis. */
  readonly y: (value: number) => number;
  /** Writes points of a line. */
  readonly points: (points: readonly (readonly [number, number])[]) => string;
}

const SIZE = { width: 640, height: 520 };
const LEFT = 96;
const TOP = 84;
const WIDTH = SIZE.width - LEFT - 28;
const HEIGHT = SIZE.height - TOP - 72;

/** Colours of lines that are told apart by their order. */
export const COLOURS = [
  "#1d4ed8",
  "#b45309",
  "#047857",
  "#7c3aed",
  "#be123c",
  "#0e7490",
  "#4d7c0f",
  "#a21caf",
  "#c2410c",
  "#475569",
] as const;

/**
 * Draws something within two axes.
 *
 * @param heading What the plot is, and what it shows in figures.
 * @param axes The axes, from left to right and from below.
 * @param draw Draws what stands within.
 * @returns The SVG file's text.
 */
export function framed(
  heading: { readonly title: string; readonly subtitle: string },
  axes: { readonly x: Axis; readonly y: Axis },
  draw: (frame: Frame) => readonly string[],
): string {
  const scale = ({ range: [low, high] }: Axis, length: number) => (value: number) =>
    (value - low) / (high - low || 1) * length;
  const across = scale(axes.x, WIDTH);
  const up = scale(axes.y, HEIGHT);
  const frame: Frame = {
    x: (value) => LEFT + across(value),
    y: (value) => TOP + HEIGHT - up(value),
    points: (points) =>
      points.map(([x, y]) => `${frame.x(x).toFixed(2)},${frame.y(y).toFixed(2)}`).join(" "),
  };
  return drawing(
    SIZE,
    heading,
    ...marksOf(axes.x).flatMap(({ at, word }) => [
      line([frame.x(at), TOP], [frame.x(at), TOP + HEIGHT], { stroke: PALETTE.grid }),
      text(word, { x: frame.x(at), y: TOP + HEIGHT + 20, "text-anchor": "middle", ...MUTED }),
    ]),
    ...marksOf(axes.y).flatMap(({ at, word }) => [
      line([LEFT, frame.y(at)], [LEFT + WIDTH, frame.y(at)], { stroke: PALETTE.grid }),
      text(word, { x: LEFT - 10, y: frame.y(at) + 4, "text-anchor": "end", ...MUTED }),
    ]),
    ...draw(frame),
    text(axes.x.title, {
      x: LEFT + WIDTH / 2,
      y: SIZE.height - 22,
      "text-anchor": "middle",
    }),
    text(axes.y.title, {
      transform: `translate(24 ${TOP + HEIGHT / 2}) rotate(-90)`,
      "text-anchor": "middle",
    }),
  );
}

const MUTED = { fill: PALETTE.muted, "font-size": 13 } as const;

/**
 * Draws a straight line.
 *
 * @param from Its first point, in px.
 * @param to Its last point.
 * @param attributes Its colour and width.
 * @returns Its markup.
 */
export function line(
  from: readonly [number, number],
  to: readonly [number, number],
  attributes: Readonly<Record<string, string | number>>,
): string {
  return element("line", { x1: from[0], y1: from[1], x2: to[0], y2: to[1], ...attributes });
}

/** Some six marks at round values. */
function marksOf({ range: [low, high], words }: Axis): { at: number; word: string }[] {
  if (words !== undefined) return [...words];
  const rough = (high - low) / 6 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough)! * power;
  const marks: { at: number; word: string }[] = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step * 1e-9; at += step) {
    marks.push({ at, word: shortNumber(at, step) });
  }
  return marks;
}

/**
 * Writes a number as short as its step allows.
 *
 * @param value The number.
 * @param step Distance to the next one.
 * @returns E.g. `0.25`, `12k`, `3.5M`.
 */
export function shortNumber(value: number, step: number): string {
  for (const [size, unit] of [[1e9, "G"], [1e6, "M"], [1e3, "k"]] as const) {
    if (Math.abs(value) < size || step < size / 10) continue;
    return `${Number((value / size).toFixed(2))}${unit}`;
  }
  const decimals = Math.min(6, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  // Minus zero has no sign for people.
  return (value + 0).toFixed(decimals).replace(/^-(0(?:\.0*)?)$/, "$1");
}

/**
 * Widens a range a little, so that nothing lies on its edge.
 *
 * @param values The values, at least one.
 * @returns The range.
 */
export function rangeOf(values: Iterable<number>): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const margin = (high - low || Math.abs(high) || 1) * 0.04;
  return [low - margin, high + margin];
}
