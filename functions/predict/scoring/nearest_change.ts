import { levelOf } from "@mlops/task";
import type { Prediction, Rows } from "@mlops/model";
import { labelOf } from "../model/answer_format.ts";
import type { ServedFeature, ServedModel } from "../model/served_model.ts";

/** One feature's value that would lead to another level. */
export interface NearestChange {
  /** The feature, as a position in the model's features. */
  readonly column: number;
  /** The value: a place on the slider, another category, or the other of two truths (0, 1). */
  readonly to: number | string;
  /** What the model would say, among others. */
  readonly prediction: Prediction;
  /** Which of its rows this is. */
  readonly row: number;
}

/** Another value, with its distance from the row's as a share of the slider's length. */
interface Candidate {
  readonly column: number;
  readonly value: number | string;
  readonly distance: number;
}

/** Candidates that are scored at once; most changes are found among the first. */
const CHUNK = 256;

/** A feature with more categories is not searched: each is a change as large as any other. */
const MAX_CATEGORIES = 100;

/** A slider with more places is not searched: it has no grid that a person could use. */
const MAX_PLACES = 10_000;

const grids = new WeakMap<ServedFeature, Float64Array>();

/**
 * Finds the smallest change of one feature that leads to another risk level (in other tasks: to another
 * class). Sizes are compared as shares of the sliders' lengths, another category counts as a whole
 * length; of equal ones the first feature wins, then the lower value.
 *
 * @param model The model.
 * @param rows One row.
 * @param prediction What the model says of it.
 * @returns The change, or `null` if none leads there; always for a regression.
 */
export async function nearestChange(
  model: ServedModel,
  rows: Rows,
  prediction: Prediction,
): Promise<NearestChange | null> {
  const { scorer, format } = model;
  if (scorer.output === "value") return null;
  const { verdict } = format;
  const answerOf = (said: Prediction, row: number): string | number =>
    verdict === null
      ? labelOf(said, row, scorer.nOutputs)
      : levelOf(verdict, said.values[2 * row + 1]!);
  const answer = answerOf(prediction, 0);
  const candidates = candidatesOf(model.features, rows);
  for (let start = 0; start < candidates.length; start += CHUNK) {
    const chunk = candidates.slice(start, start + CHUNK);
    const said = await scorer.predict(changedRows(rows, chunk));
    for (const [row, { column, value }] of chunk.entries()) {
      if (answerOf(said, row) !== answer) return { column, to: value, prediction: said, row };
    }
  }
  return null;
}

function changedRows({ numbers, texts }: Rows, chunk: readonly Candidate[]): Rows {
  const width = numbers.length;
  const changed = new Float64Array(chunk.length * width);
  const changedTexts = texts === null ? null : chunk.flatMap(() => texts);
  chunk.forEach(({ column, value }, row) => {
    changed.set(numbers, row * width);
    if (typeof value === "number") changed[row * width + column] = value;
    else if (changedTexts !== null) changedTexts[row * width + column] = value;
  });
  return { nRows: chunk.length, numbers: changed, texts: changedTexts };
}

function candidatesOf(features: readonly ServedFeature[], { numbers, texts }: Rows): Candidate[] {
  const candidates = features.flatMap((feature, column): Candidate[] => {
    const current = numbers[column]!;
    const values = categoriesOf(feature);
    if (values !== null) {
      const own = feature.type === "bytes" ? texts?.[column] : current;
      return values.filter((value) => value !== own)
        .map((value) => ({ column, value, distance: 1 }));
    }
    const length = (feature.max ?? 0) - (feature.min ?? 0);
    return Array.from(gridOf(feature), (value) => ({
      column,
      value,
      // From a missing value any place is as far as can be.
      distance: Number.isNaN(current) ? 1 : Math.abs(value - current) / length,
    }));
  });
  return candidates.sort((a, b) =>
    a.distance - b.distance || a.column - b.column ||
    (typeof a.value === "number" && typeof b.value === "number" ? a.value - b.value : 0)
  );
}

/** Lists the values of a feature that has no slider but a few values; `null` for all others. */
function categoriesOf({ type, categories }: ServedFeature): readonly (number | string)[] | null {
  if (type === "bool") return [0, 1];
  return categories !== null && categories.length <= MAX_CATEGORIES ? categories : null;
}

/**
 * Lists the places of a feature's slider.
 *
 * @param feature The feature.
 * @returns Values from its minimum to its maximum, as many decimals as the step has; none if the model
 * does not say them.
 */
export function gridOf(feature: ServedFeature): Float64Array {
  const known = grids.get(feature);
  if (known !== undefined) return known;
  const { min, max, step } = feature;
  let grid = new Float64Array(0);
  if (min !== null && max !== null && step !== null && step > 0 && max > min) {
    // The last place may be missed by a rounding error of the division.
    const nPlaces = Math.floor((max - min) / step + 1e-9) + 1;
    if (nPlaces <= MAX_PLACES) {
      const decimals = Math.min(Math.max(decimalsOf(min), decimalsOf(step)), 15);
      grid = Float64Array.from(
        { length: nPlaces },
        (_, place) => Number((min + place * step).toFixed(decimals)),
      );
    }
  }
  grids.set(feature, grid);
  return grid;
}

function decimalsOf(value: number): number {
  const [digits = "", exponent = "0"] = `${value}`.split("e");
  return Math.max(0, (digits.split(".")[1]?.length ?? 0) - Number(exponent));
}
