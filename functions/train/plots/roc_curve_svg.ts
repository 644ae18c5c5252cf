import { drawing, element, PALETTE, text } from "./svg.ts";

/** A ROC curve as `rocCurve` gives it, with what is written beside it. */
export interface RocPlot {
  /** Share of the negatives above each threshold, ascending from 0 to 1. */
  readonly fpr: ArrayLike<number>;
  /** Share of the positives above each threshold, ascending from 0 to 1. */
  readonly tpr: ArrayLike<number>;
  /** Area under the curve, 0–1. */
  readonly auc: number;
  /** False and true positive rate at the threshold 0.5, where predictions are made. */
  readonly atHalf: { readonly fpr: number; readonly tpr: number };
  /** Number of test rows. */
  readonly nRows: number;
}

const SIZE = { width: 560, height: 580 };
const FRAME = { left: 76, top: 84, side: 440 };

/**
 * Draws a ROC curve, with the diagonal of a coin toss and the point at which predictions are made.
 *
 * @param plot The curve.
 * @returns The SVG file's text.
 */
export function rocCurveSvg(plot: RocPlot): string {
  const points = Array.from({ length: plot.fpr.length }, (_, index) => {
    return point(plot.fpr[index]!, plot.tpr[index]!);
  });
  const half = point(plot.atHalf.fpr, plot.atHalf.tpr);
  return drawing(
    SIZE,
    { title: "ROC curve", subtitle: `AUC ${plot.auc.toFixed(4)} on ${plot.nRows} test rows` },
    ...axes(),
    element("polygon", {
      points: [point(0, 0), ...points, point(1, 0)].map(joined).join(" "),
      fill: PALETTE.area,
      "fill-opacity": 0.7,
    }),
    line(point(0, 0), point(1, 1), { stroke: PALETTE.muted, "stroke-dasharray": "6 5" }),
    text("coin toss", {
      x: point(0.69, 0).x,
      y: point(0, 0.64).y,
      fill: PALETTE.muted,
      "font-size": 13,
    }),
    element("polyline", {
      points: points.map(joined).join(" "),
      fill: "none",
      stroke: PALETTE.accent,
      "stroke-width": 2.5,
      "stroke-linejoin": "round",
    }),
    element("circle", {
      cx: half.x,
      cy: half.y,
      r: 6,
      fill: PALETTE.second,
      stroke: PALETTE.background,
      "stroke-width": 2,
    }),
    text("threshold 0.5", {
      x: half.x + 12,
      y: half.y + 22,
      fill: PALETTE.second,
      // A white rim keeps the words legible where they cross the curve.
      stroke: PALETTE.background,
      "stroke-width": 4,
      "paint-order": "stroke",
      "font-weight": 600,
    }),
  );
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function point(fpr: number, tpr: number): Point {
  return { x: FRAME.left + fpr * FRAME.side, y: FRAME.top + (1 - tpr) * FRAME.side };
}

function joined({ x, y }: Point): string {
  return `${x.toFixed(2)},${y.toFixed(2)}`;
}

function line(from: Point, to: Point, attributes: Record<string, string | number>): string {
  return element("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y, ...attributes });
}

function axes(): string[] {
  const marks: string[] = [];
  for (let tick = 0; tick <= 5; tick++) {
    const share = tick / 5;
    const across = point(share, 0);
    const up = point(0, share);
    const muted = { fill: PALETTE.muted, "font-size": 13 };
    marks.push(
      line(across, point(share, 1), { stroke: PALETTE.grid }),
      line(up, point(1, share), { stroke: PALETTE.grid }),
      text(share.toFixed(1), { x: across.x, y: across.y + 20, "text-anchor": "middle", ...muted }),
      text(share.toFixed(1), { x: up.x - 10, y: up.y + 4, "text-anchor": "end", ...muted }),
    );
  }
  const middle = point(0.5, 0.5);
  marks.push(
    text("False positive rate", { x: middle.x, y: SIZE.height - 14, "text-anchor": "middle" }),
    text("True positive rate", {
      transform: `translate(26 ${middle.y}) rotate(-90)`,
      "text-anchor": "middle",
    }),
  );
  return marks;
}
