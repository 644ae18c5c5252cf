import { drawing, element, PALETTE, text } from "./svg.ts";

/** How much of the forest's decisions rests on a feature. */
export interface Importance {
  /** Name of the feature. */
  readonly name: string;
  /** Share of the whole decrease of impurity, 0–1. */
  readonly importance: number;
}

const WIDTH = 680;
const LEFT = 200;
const TOP = 84;
const BAR = { height: 26, pitch: 38, maxWidth: WIDTH - LEFT - 80 };

/**
 * Draws feature importances as bars, the longest on top.
 *
 * @param importances The features in any order; together 1.
 * @returns The SVG file's text.
 */
export function featureImportancesSvg(importances: readonly Importance[]): string {
  const sorted = importances.toSorted((a, b) => b.importance - a.importance);
  const longest = sorted[0]?.importance || 1;
  return drawing(
    { width: WIDTH, height: TOP + sorted.length * BAR.pitch + 12 },
    {
      title: "Feature importances",
      subtitle: "Share of the decrease of Gini impurity over all trees; together 1",
    },
    ...sorted.flatMap(({ name, importance }, index) => {
      const y = TOP + index * BAR.pitch;
      const width = BAR.maxWidth * importance / longest;
      return [
        text(name, { x: LEFT - 12, y: y + 18, "text-anchor": "end" }),
        element("rect", { x: LEFT, y, width, height: BAR.height, rx: 4, fill: PALETTE.accent }),
        text(importance.toFixed(4), { x: LEFT + width + 10, y: y + 18, fill: PALETTE.muted }),
      ];
    }),
    element("line", {
      x1: LEFT,
      y1: TOP - 8,
      x2: LEFT,
      y2: TOP + sorted.length * BAR.pitch - 4,
      stroke: PALETTE.muted,
    }),
  );
}
