import { riskLevel } from "@mlops/diabetes";
import { likeliest } from "../model/answer_format.ts";
import type { ServedFeature, ServedModel } from "../model/served_model.ts";

/** One feature's value on its slider that would lead to another level. */
export interface NearestChange {
  /** The feature, as a position in the model's features. */
  readonly column: number;
  /** The value on the slider. */
  readonly to: number;
  /** Probabilities that it would have, shape `[nClasses]`. */
  readonly probabilities: Float64Array;
}

/** A place on a slider, with its distance from the row as a share of the slider's length. */
interface Candidate {
  readonly column: number;
  readonly value: number;
  readonly distance: number;
}

/** Candidates that are scored at once; most changes are found among the first. */
const CHUNK = 256;

/** A slider with more places is not searched: it has no grid that a person could use. */
const MAX_PLACES = 10_000;

const grids = new WeakMap<ServedFeature, Float64Array>();

/**
 * Finds the smallest change of one feature that leads to another risk level (in other tasks: to another
 * class). Sizes are compared as shares of the sliders' lengths; of equal ones the first feature wins,
 * then the lower value.
 *
 * @param model The model.
 * @param row Features, shape `[nFeatures]`.
 * @param probabilities The row's probabilities, shape `[nClasses]`.
 * @returns The change, or `null` if no place on any slider leads there.
 */
export async function nearestChange(
  model: ServedModel,
  row: Float32Array,
  probabilities: Float64Array,
): Promise<NearestChange | null> {
  const { classifier, format } = model;
  const levelOf = (scores: Float64Array): string | number =>
    format.isDiabetes ? riskLevel(scores[1]!) : likeliest(scores);
  const level = levelOf(probabilities);
  const candidates = candidatesOf(model.features, row);
  const nClasses = classifier.classes.length;
  for (let start = 0; start < candidates.length; start += CHUNK) {
    const chunk = candidates.slice(start, start + CHUNK);
    const rows = new Float32Array(chunk.length * row.length);
    chunk.forEach(({ column, value }, index) => {
      rows.set(row, index * row.length);
      rows[index * row.length + column] = value;
    });
    const scores = await classifier.predictProba(rows);
    for (const [index, { column, value }] of chunk.entries()) {
      const own = scores.subarray(index * nClasses, (index + 1) * nClasses);
      if (levelOf(own) !== level) return { column, to: value, probabilities: own };
    }
  }
  return null;
}

function candidatesOf(features: readonly ServedFeature[], row: Float32Array): Candidate[] {
  const candidates = features.flatMap((feature, column) => {
    const current = row[column]!;
    const length = (feature.max ?? 0) - (feature.min ?? 0);
    return Array.from(gridOf(feature), (value) => ({
      column,
      value,
      distance: Math.abs(value - current) / length,
    }));
  });
  return candidates.sort((a, b) =>
    a.distance - b.distance || a.column - b.column || a.value - b.value
  );
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
