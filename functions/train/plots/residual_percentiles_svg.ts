import { framed, rangeOf } from "./frame.ts";
import { element, PALETTE } from "./svg.ts";

/**
 * Draws the percentiles of what true numbers lie above predictions of rows that the trees have not seen,
 * with the band of nine of ten that intervals are made of.
 *
 * @param residuals The percentiles, ascending, shape `[101]`.
 * @param coverage Share of the test rows within that band.
 * @returns The SVG file's text.
 */
export function residualPercentilesSvg(residuals: readonly number[], coverage: number): string {
  // The two outermost percentiles are single rows, which would leave the others no room.
  const shown = residuals.slice(1, -1);
  const range = rangeOf(shown);
  const subtitle = `the interval of 90 % holds ${(100 * coverage).toFixed(1)} % of the test rows`;
  return framed(
    { title: "Residuals", subtitle },
    { x: { title: "Percentile", range: [0, 100] }, y: { title: "True less predicted", range } },
    (frame) => [
      element("rect", {
        x: frame.x(5),
        y: frame.y(residuals[95]!),
        width: frame.x(95) - frame.x(5),
        height: frame.y(residuals[5]!) - frame.y(residuals[95]!),
        fill: PALETTE.area,
        "fill-opacity": 0.7,
      }),
      element("polyline", {
        points: frame.points([[0, 0], [100, 0]]),
        stroke: PALETTE.muted,
        "stroke-dasharray": "6 5",
      }),
      element("polyline", {
        points: frame.points(shown.map((value, index) => [index + 1, value])),
        fill: "none",
        stroke: PALETTE.accent,
        "stroke-width": 2.5,
      }),
    ],
  );
}
