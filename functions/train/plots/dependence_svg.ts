import { COLOURS, framed, rangeOf } from "./frame.ts";
import { element, PALETTE, text } from "./svg.ts";

/** How predictions depend on a column, on average over rows. */
export interface Dependence {
  /** Name of the column. */
  readonly name: string;
  /** Values of it; words in the place of numbers for a category. */
  readonly grid: readonly (number | string)[];
  /** Mean prediction at each value, a line for each output shown: `[nLines][nValues]`. */
  readonly lines: readonly { readonly name: string; readonly values: readonly number[] }[];
}

/** Most words that fit below an axis. */
const MAX_WORDS = 8;

/**
 * Draws how predictions depend on a column: what the model predicts on average if all rows had each
 * value of it (Friedman, "Greedy function approximation", 2001, §8.2).
 *
 * @param dependence The mean predictions.
 * @param what What is predicted.
 * @returns The SVG file's text.
 */
export function dependenceSvg({ name, grid, lines }: Dependence, what: string): string {
  const isOfWords = typeof grid[0] === "string";
  const places = grid.map((value, index) => isOfWords ? index : Number(value));
  const step = Math.ceil(grid.length / MAX_WORDS);
  const words = grid.flatMap((word, at) =>
    at % step === 0 ? [{ at, word: `${word}`.slice(0, 14) }] : []
  );
  const range = isOfWords ? [-0.5, grid.length - 0.5] as const : rangeOf(places);
  return framed(
    { title: `Partial dependence on ${name}`, subtitle: `mean of ${what} over training rows` },
    {
      x: { title: name, range, ...isOfWords && { words } },
      y: { title: what, range: rangeOf(lines.flatMap(({ values }) => values)) },
    },
    (frame) => [
      ...lines.flatMap(({ values }, index) => {
        const colour = COLOURS[index % COLOURS.length]!;
        const points = places.map((place, at) => [place, values[at]!] as const);
        return isOfWords
          ? points.map(([x, y]) =>
            element("circle", { cx: frame.x(x), cy: frame.y(y), r: 6, fill: colour })
          )
          : [
            element("polyline", {
              points: frame.points(points),
              fill: "none",
              stroke: colour,
              "stroke-width": 2.5,
            }),
          ];
      }),
      ...(lines.length === 1 ? [] : lines).map(({ name }, index) =>
        text(name, {
          x: frame.x(range[1]) - 8,
          y: frame.y(rangeOf(lines.flatMap(({ values }) => values))[1]) + 18 + 18 * index,
          "text-anchor": "end",
          "font-size": 13,
          fill: COLOURS[index % COLOURS.length]!,
          stroke: PALETTE.background,
          "stroke-width": 4,
          "paint-order": "stroke",
        })
      ),
    ],
  );
}
