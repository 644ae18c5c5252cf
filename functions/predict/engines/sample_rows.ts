import type { ModelFeature, Rows } from "@mlops/model";

/** Numbers that a feature may well have if nothing is known of it. */
const USUAL = [0, 1, -1, 0.5, 2, 10, -0.25, 100, 5, 1.5, -3, 40, 0.1, 7, -20, 3];

/**
 * Draws rows to try a model with: the first of zeros, the others from what is known of the features; the
 * same for the same arguments.
 *
 * @param nRows How many.
 * @param ranges Usual range of a feature by its name.
 * @returns The rows.
 */
export function sampleRows(
  features: readonly ModelFeature[],
  nRows: number,
  ranges: ReadonlyMap<string, readonly [min: number, max: number]> = new Map(),
): Rows {
  const random = generator(20_261_129);
  const numbers = new Float64Array(nRows * features.length);
  const hasTexts = features.some(({ type }) => type === "bytes");
  const texts = hasTexts ? new Array<string | null>(numbers.length).fill(null) : null;
  for (let row = 0; row < nRows; row++) {
    features.forEach((feature, column) => {
      const at = row * features.length + column;
      const { categories, type } = feature;
      const category = categories === null ? undefined : pick(categories, random);
      if (texts !== null && type === "bytes") {
        texts[at] = `${category ?? pick(["", "a", "word"], random)}`;
        numbers[at] = NaN;
      } else if (typeof category === "number") {
        numbers[at] = category;
      } else if (row > 0) {
        numbers[at] = toType(drawNumber(ranges.get(feature.name), random), type);
      }
    });
  }
  return { nRows, numbers, texts };
}

function drawNumber(range: readonly [number, number] | undefined, random: () => number): number {
  return range === undefined
    ? pick(USUAL, random)
    : range[0] + (range[1] - range[0]) * Math.max(0, Math.min(1, random()));
}

function toType(value: number, type: ModelFeature["type"]): number {
  switch (type) {
    case "fp32":
      return Math.fround(value);
    case "fp64":
      return value;
    case "bool":
      return Math.round(value) & 1;
    case "uint8":
      return Math.min(255, Math.abs(Math.round(value)));
    case "int8":
      return Math.max(-128, Math.min(127, Math.round(value)));
    default:
      return Math.round(value);
  }
}

function pick<T>(values: readonly T[], random: () => number): T {
  return values[Math.floor(random() * values.length)]!;
}

/** Numbers in [0, 1): Park and Miller's generator. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = state * 48_271 % 2_147_483_647) / 2_147_483_647;
}
