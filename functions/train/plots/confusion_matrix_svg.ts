import { drawing, element, PALETTE, text } from "./svg.ts";

const CELL = { width: 190, height: 130, gap: 6 };
const LEFT = 150;
const TOP = 124;
/** Colour of a cell that holds all of its row, as red, green and blue; white is none of it. */
const FULL = [29, 78, 216] as const;

/**
 * Draws a confusion matrix: actual classes from top to bottom, predicted ones from left to right,
 * each cell as dark as its share of its row.
 *
 * @param matrix Counts, `matrix[actual][predicted]`, as `confusionMatrix` gives them.
 * @param classNames What the classes are called, in the order of the matrix.
 * @returns The SVG file's text.
 */
export function confusionMatrixSvg(
  matrix: readonly (readonly number[])[],
  classNames: readonly string[],
): string {
  const total = sum(matrix.flat());
  const correct = sum(matrix.map((row, index) => row[index]!));
  const right = LEFT + classNames.length * (CELL.width + CELL.gap);
  const bottom = TOP + classNames.length * (CELL.height + CELL.gap);
  return drawing(
    { width: right + 18, height: bottom + 18 },
    { title: "Confusion matrix", subtitle: `${correct} of ${total} test rows predicted correctly` },
    text("Predicted", { x: (LEFT + right) / 2, y: TOP - 34, "text-anchor": "middle", ...STRONG }),
    text("Actual", {
      transform: `translate(30 ${(TOP + bottom) / 2}) rotate(-90)`,
      "text-anchor": "middle",
      ...STRONG,
    }),
    ...classNames.map((name, index) => {
      return text(name, { x: center(index).x, y: TOP - 12, "text-anchor": "middle" });
    }),
    ...matrix.flatMap((row, actual) => [
      text(classNames[actual]!, {
        x: LEFT - 14,
        y: center(0, actual).y + 5,
        "text-anchor": "end",
      }),
      ...row.map((count, predicted) => {
        return cell(count, sum(row), center(predicted, actual));
      }),
    ]),
  );
}

const STRONG = { "font-weight": 600, fill: PALETTE.muted };

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function center(predicted: number, actual = 0): { x: number; y: number } {
  return {
    x: LEFT + predicted * (CELL.width + CELL.gap) + CELL.width / 2,
    y: TOP + actual * (CELL.height + CELL.gap) + CELL.height / 2,
  };
}

function cell(count: number, rowTotal: number, at: { x: number; y: number }): string {
  const share = rowTotal === 0 ? 0 : count / rowTotal;
  const colour = FULL.map((channel) => Math.round(255 - (255 - channel) * share * 0.92 - 6));
  const ink = share > 0.7 ? PALETTE.background : PALETTE.text;
  return element("rect", {
    x: at.x - CELL.width / 2,
    y: at.y - CELL.height / 2,
    width: CELL.width,
    height: CELL.height,
    rx: 8,
    fill: `rgb(${colour.join(", ")})`,
  }) +
    text(String(count), {
      x: at.x,
      y: at.y + 4,
      "text-anchor": "middle",
      "font-size": 34,
      "font-weight": 600,
      fill: ink,
    }) +
    text(`${(100 * share).toFixed(1)} % of the row`, {
      x: at.x,
      y: at.y + 32,
      "text-anchor": "middle",
      "font-size": 13,
      fill: ink,
    });
}
