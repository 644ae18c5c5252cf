import { drawing, element, PALETTE, text } from "./svg.ts";

const LEFT = 170;
const TOP = 190;
/** Width that the matrix takes at most; a cell is at least as large as its figure. */
const MAX_WIDTH = 720;
const MIN_CELL = 26;
const MAX_CELL = 64;
const MAX_NAME = 20;

/**
 * Draws a confusion matrix of many classes: actual ones from top to bottom, predicted ones from left to
 * right, each cell as dark as its share of its row.
 *
 * @param matrix Counts, `matrix[actual][predicted]`.
 * @param classNames What the classes are called.
 * @returns The SVG file's text.
 */
export function classMatrixSvg(
  matrix: readonly (readonly number[])[],
  classNames: readonly string[],
): string {
  const cell = Math.max(MIN_CELL, Math.min(MAX_CELL, MAX_WIDTH / classNames.length));
  const total = matrix.flat().reduce((sum, count) => sum + count, 0);
  const right = matrix.reduce((sum, row, index) => sum + row[index]!, 0);
  const names = classNames.map((name) =>
    name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1)}…` : name
  );
  return drawing(
    {
      width: Math.max(520, LEFT + cell * names.length + 24),
      height: TOP + cell * names.length + 24,
    },
    { title: "Confusion matrix", subtitle: `${right} of ${total} test rows predicted correctly` },
    text("Actual, down; predicted, across", { x: 24, y: 84, fill: PALETTE.muted, "font-size": 13 }),
    ...names.map((name, index) =>
      text(name, {
        transform: `translate(${LEFT + (index + 0.5) * cell + 4} ${TOP - 10}) rotate(-60)`,
        "font-size": 13,
      })
    ),
    ...matrix.flatMap((row, actual) => {
      const y = TOP + actual * cell;
      const inRow = row.reduce((sum, count) => sum + count, 0);
      return [
        text(names[actual]!, {
          x: LEFT - 10,
          y: y + cell / 2 + 4,
          "text-anchor": "end",
          "font-size": 13,
        }),
        ...row.flatMap((count, predicted) => {
          const share = inRow === 0 ? 0 : count / inRow;
          const x = LEFT + predicted * cell;
          const rect = element("rect", {
            x,
            y,
            width: cell - 2,
            height: cell - 2,
            rx: 3,
            fill: shade(share),
          });
          if (count === 0) return [rect];
          return [
            rect,
            text(String(count), {
              x: x + cell / 2 - 1,
              y: y + cell / 2 + 4,
              "text-anchor": "middle",
              "font-size": cell < 36 ? 11 : 14,
              fill: share > 0.6 ? PALETTE.background : PALETTE.text,
            }),
          ];
        }),
      ];
    }),
  );
}

/** From nearly white to the colour of a cell that holds all of its row. */
function shade(share: number): string {
  const full = [29, 78, 216].map((channel) => Math.round(249 - (249 - channel) * share));
  return `rgb(${full.join(", ")})`;
}
