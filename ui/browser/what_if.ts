import type { FeatureRange, ModelFeature, Value } from "./model_feature.ts";
import type { FigureOptions, Scorer, Values } from "./scorer.ts";

/** The answer over the whole range of one feature, everything else unchanged. */
export interface WhatIfCurve {
  /** The feature. */
  readonly feature: ModelFeature;
  /** Values of the feature: ascending on its slider's grid, or each category. */
  readonly grid: readonly Value[];
  /** Figure at each: a probability, a score or a value. */
  readonly figures: readonly number[];
  /** The case's own value. */
  readonly here: Value;
}

/** More points than this are closer than a pixel. */
const MAX_POINTS = 240;

/**
 * Predicts a case at every value of one feature.
 *
 * @param scorer Who predicts.
 * @param values The case.
 * @param feature The feature to vary.
 * @param options Ends the work; and which class is looked at.
 * @returns The curve.
 */
export async function scanFeature(
  scorer: Scorer,
  values: Values,
  feature: ModelFeature,
  options: FigureOptions,
): Promise<WhatIfCurve> {
  const grid = gridOf(feature);
  const figures = await scorer.predictMany(
    grid.map((value) => ({ ...values, [feature.name]: value })),
    options,
  );
  return { feature, grid, figures, here: values[feature.name] ?? feature.default };
}

/**
 * Tells whether there is something to vary a feature over.
 */
export function canVary(feature: ModelFeature): boolean {
  return feature.range !== null || feature.kind === "boolean" || feature.kind === "category";
}

/** More categories than these are no picture. */
const MAX_CATEGORIES = 40;

/**
 * Lists the values of a feature: its slider's from end to end, or its categories.
 *
 * @returns Of a slider ascending values, at most 241, each a whole number of steps from the lower end.
 */
export function gridOf(feature: ModelFeature): Value[] {
  if (feature.kind === "boolean") return [false, true];
  const { range } = feature;
  if (range === null) return feature.categories.slice(0, MAX_CATEGORIES);
  const steps = Math.max(1, Math.round((range.max - range.min) / range.step));
  const stride = Math.ceil(steps / MAX_POINTS);
  const grid: number[] = [];
  for (let i = 0; i <= steps; i += stride) grid.push(stepValue(range, i));
  const last = stepValue(range, steps);
  if (grid.at(-1) !== last) grid.push(last);
  return grid;
}

/**
 * Chooses what is written below a curve: both ends, and in the middle a value on the slider's steps, as half
 * a person is none.
 *
 * @param range The slider's ends and steps.
 * @returns Two or three values, ascending.
 */
export function ticksOf(range: FeatureRange): number[] {
  const { min, max, step } = range;
  return [...new Set([min, stepValue(range, Math.round((max - min) / 2 / step)), max])];
}

/** The value so many steps from the lower end, without the noise of adding decimals up. */
function stepValue({ min, step }: FeatureRange, steps: number): number {
  return Number((min + steps * step).toFixed(6));
}
