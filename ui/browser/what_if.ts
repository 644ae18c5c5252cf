import type { ModelFeature } from "./model_description.ts";
import type { Scorer, Values } from "./scorer.ts";

/** The probability over the whole range of one feature, everything else unchanged. */
export interface WhatIfCurve {
  /** The feature. */
  readonly feature: ModelFeature;
  /** Values of the feature, ascending, on its slider's grid. */
  readonly grid: readonly number[];
  /** Probability at each, 0–1. */
  readonly probabilities: readonly number[];
  /** The case's own value. */
  readonly here: number;
}

/** More points than this are closer than a pixel. */
const MAX_POINTS = 240;

/**
 * Predicts a case at every value of one feature.
 *
 * @param scorer Who predicts.
 * @param values The case.
 * @param feature The feature to vary.
 * @param signal Ends the work.
 * @returns The curve.
 */
export async function scanFeature(
  scorer: Scorer,
  values: Values,
  feature: ModelFeature,
  signal: AbortSignal,
): Promise<WhatIfCurve> {
  const grid = gridOf(feature);
  const probabilities = await scorer.predictMany(
    grid.map((value) => ({ ...values, [feature.name]: value })),
    signal,
  );
  return { feature, grid, probabilities, here: values[feature.name] ?? feature.default };
}

/**
 * Lists values of a feature's slider from end to end.
 *
 * @param feature The feature.
 * @returns Ascending values, at most 241, each a whole number of steps from the lower end.
 */
export function gridOf(feature: ModelFeature): number[] {
  const steps = Math.max(1, Math.round((feature.max - feature.min) / feature.step));
  const stride = Math.ceil(steps / MAX_POINTS);
  const grid: number[] = [];
  for (let i = 0; i <= steps; i += stride) grid.push(stepValue(feature, i));
  const last = stepValue(feature, steps);
  if (grid.at(-1) !== last) grid.push(last);
  return grid;
}

/** The value so many steps from the lower end, without the noise of adding decimals up. */
function stepValue({ min, step }: ModelFeature, steps: number): number {
  return Number((min + steps * step).toFixed(6));
}
