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

/** More bars would be read by nobody. */
const MAX_BARS = 30;

const OF_IMPURITY = {
  title: "Feature importances",
  subtitle: "Share of the decrease of Gini impurity over all trees; together 1",
} as const;

/**
 * Draws feature importances as bars, the longest on top.
 *
 * @param importances The features in any order; the largest are drawn.
 * @param heading What they are; by default shares of the decrease of Gini impurity, together 1.
 * @returns The SVG file's text.
 */
export function featureImportancesSvg(
  importances: readonly Importance[],
  heading: { readonly title: string; readonly subtitle: string } = OF_IMPURITY,
): string {
  const sorted = importances.toSorted((a, b) => b.importance - a.importance).slice(0, MAX_BARS);
  const longest = sorted[0]?.importance || 1;
  return drawing(
    { width: WIDTH, height: TOP + sorted.length * BAR.pitch + 12 },
    heading,
    ...sorted.flatMap(({ name, importance }, index) => {
      const y = TOP + index * BAR.pitch;
      // A column without which the score rises has no bar.
      const width = BAR.maxWidth * Math.max(0, importance) / longest;
      return [
        text(name.length > 26 ? `${name.slice(0, 25)}…` : name, {
          x: LEFT - 12,
          y: y + 18,
          "text-anchor": "end",
        }),
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
