import { framed, rangeOf } from "./frame.ts";
import { element, PALETTE } from "./svg.ts";

/** Most points that are drawn; a file of more is slow to open and shows no more. */
const MAX_POINTS = 2000;

/**
 * Draws predicted numbers over true ones, with the line on which they would be equal.
 *
 * @param plot The numbers, the name of what they are, and r² for the heading.
 * @returns The SVG file's text.
 */
export function predictedOverTrueSvg(
  { truth, predicted, name, r2 }: {
    readonly truth: Float64Array;
    readonly predicted: Float64Array;
    readonly name: string;
    readonly r2: number;
  },
): string {
  const range = rangeOf([...truth, ...predicted]);
  const step = Math.max(1, Math.ceil(truth.length / MAX_POINTS));
  const subtitle = `r² ${r2.toFixed(4)} on ${truth.length} test rows`;
  return framed(
    { title: `Predicted over true: ${name}`, subtitle },
    { x: { title: "True", range }, y: { title: "Predicted", range } },
    (frame) => [
      element("polyline", {
        points: frame.points([[range[0], range[0]], [range[1], range[1]]]),
        stroke: PALETTE.muted,
        "stroke-dasharray": "6 5",
      }),
      ...Array.from({ length: Math.ceil(truth.length / step) }, (_, index) => {
        const row = index * step;
        return element("circle", {
          cx: frame.x(truth[row]!),
          cy: frame.y(predicted[row]!),
          r: 4,
          fill: PALETTE.accent,
          "fill-opacity": 0.45,
        });
      }),
    ],
  );
}
