import { findUnsound } from "./sound_prediction.ts";
import { levelOf } from "@mlops/task";
import type { Prediction, Rows } from "@mlops/model";
import { labelOf } from "../model/answer_format.ts";
import { type Candidate, inOrder, type Lane } from "./candidates.ts";
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

/** Candidates that are scored at once: the first few, and the most; most changes are found early. */
const CHUNK = { first: 8, most: 256 };

/** A chunk that takes as long (in ms) is not followed by a larger one. */
const CHUNK_MS = 1;

/** Looks for a change for as long, in ms. */
const SEARCH_MS = 1_000;

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
 * @param rows One row.
 * @param prediction What the model says of it.
 * @param now Steady clock, in ms.
 * @returns Yields after some ms of work, and returns the change; `null` if none leads there, if none was
 * found within a second of work, for a regression, and for a model of another engine.
 */
export function* nearestChange(
  model: ServedModel,
  rows: Rows,
  prediction: Prediction,
  now: () => number,
): Generator<void, NearestChange | null, void> {
  const { scorer, format } = model;
  if (scorer.output === "value") return null;
  const { verdict } = format;
  const answerOf = (said: Prediction, row: number): string | number =>
    verdict === null
      ? labelOf(said, row, scorer.nOutputs)
      : levelOf(verdict, said.values[2 * row + 1]!);
  const answer = answerOf(prediction, 0);
  const candidates = inOrder(lanesOf(model.features, rows));
  let size = CHUNK.first;
  for (let workedMs = 0; workedMs < SEARCH_MS;) {
    const startedMs = now();
    const chunk = takeSome(candidates, size);
    if (chunk.length === 0) return null;
    const said = scorer.predict(changedRows(rows, chunk));
    if (said instanceof Promise || findUnsound(scorer, said) >= 0) return null;
    for (const [row, { column, value }] of chunk.entries()) {
      if (answerOf(said, row) !== answer) return { column, to: value, prediction: said, row };
    }
    const tookMs = now() - startedMs;
    if (tookMs < CHUNK_MS) size = Math.min(CHUNK.most, 2 * size);
    workedMs += tookMs;
    yield;
  }
  return null;
}

function takeSome(candidates: Generator<Candidate, undefined, void>, size: number): Candidate[] {
  const taken: Candidate[] = [];
  while (taken.length < size) {
    const { done, value } = candidates.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
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

/** Lists for each feature the values on either side of the row's own, ascending in their distance. */
function lanesOf(features: readonly ServedFeature[], { numbers, texts }: Rows): Lane[] {
  return features.flatMap((feature, column): Lane[] => {
    const current = numbers[column]!;
    const values = categoriesOf(feature);
    if (values !== null) {
      const own = feature.type === "bytes" ? texts?.[column] : current;
      return [{ column, values: values.filter((value) => value !== own), distanceOf: () => 1 }];
    }
    const grid = gridOf(feature);
    // From a missing value any place is as far as can be.
    if (Number.isNaN(current)) return [{ column, values: grid, distanceOf: () => 1 }];
    const length = (feature.max ?? 0) - (feature.min ?? 0);
    const distanceOf = (value: number | string) => Math.abs(Number(value) - current) / length;
    const above = grid.findIndex((place) => place >= current);
    const split = above < 0 ? grid.length : above;
    return [
      { column, values: grid.slice(0, split).reverse(), distanceOf },
      { column, values: grid.subarray(split), distanceOf },
    ];
  });
}

/** Lists the values of a feature that has no slider but a few values; `null` for all others. */
function categoriesOf({ type, categories }: ServedFeature): readonly (number | string)[] | null {
  if (type === "bool") return [0, 1];
  return categories !== null && categories.length <= MAX_CATEGORIES ? categories : null;
}

/**
 * Lists the places of a feature's slider.
 *
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
