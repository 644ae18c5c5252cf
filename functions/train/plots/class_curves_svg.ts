import { COLOURS, framed } from "./frame.ts";
import { element, PALETTE, text } from "./svg.ts";

/** A curve with what it is called. */
export interface NamedCurve {
  /** What it is of. */
  readonly name: string;
  /** Its points, both values 0–1. */
  readonly points: readonly (readonly [number, number])[];
  /** What the legend says behind the name, e.g. its area. */
  readonly figure: string;
}

/** Longest name in a legend. */
const MAX_NAME = 28;

/**
 * Draws curves within a unit square, each with its colour in the legend, over the diagonal.
 *
 * @param heading What the plot is, and what it shows in figures.
 * @param axes Titles of the axes.
 * @param curves The curves, at most ten.
 * @returns The SVG file's text.
 */
export function classCurvesSvg(
  heading: { readonly title: string; readonly subtitle: string },
  axes: { readonly x: string; readonly y: string },
  curves: readonly NamedCurve[],
): string {
  const range = [0, 1] as const;
  return framed(
    heading,
    { x: { title: axes.x, range }, y: { title: axes.y, range } },
    (frame) => [
      element("polyline", {
        points: frame.points([[0, 0], [1, 1]]),
        stroke: PALETTE.muted,
        "stroke-dasharray": "6 5",
      }),
      ...curves.map(({ points }, index) =>
        element("polyline", {
          points: frame.points(points),
          fill: "none",
          stroke: COLOURS[index % COLOURS.length]!,
          "stroke-width": 2.5,
          "stroke-linejoin": "round",
        })
      ),
      ...curves.flatMap(({ name, figure }, index) => {
        const y = frame.y(0) - 16 - 20 * (curves.length - 1 - index);
        const short = name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1)}…` : name;
        return [
          element("rect", {
            x: frame.x(0.55),
            y: y - 10,
            width: 14,
            height: 10,
            fill: COLOURS[index % COLOURS.length]!,
          }),
          text(`${short} ${figure}`, {
            x: frame.x(0.55) + 22,
            y,
            "font-size": 13,
            stroke: PALETTE.background,
            "stroke-width": 4,
            "paint-order": "stroke",
          }),
        ];
      }),
    ],
  );
}
