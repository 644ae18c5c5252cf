import type { RandomForest } from "@mlops/forest";
import { EnsembleScorer } from "@mlops/trees";
import type { Dependence } from "../plots/dependence_svg.ts";
import type { FeatureRows } from "./feature_rows.ts";

/** Rows that the mean is over, and values that are tried: more of them draw the same line. */
const MAX_ROWS = 300;
const MAX_VALUES = 25;

/**
 * Computes how predictions depend on a feature, on average over rows that all get the same value of it.
 *
 * @param forest The forest.
 * @param rows The training rows.
 * @param options Index of the feature, and which outputs are shown under which names.
 * @returns The mean predictions.
 */
export function partialDependence(
  forest: RandomForest,
  rows: FeatureRows,
  { feature, shown }: {
    readonly feature: number;
    readonly shown: readonly { readonly output: number; readonly name: string }[];
  },
): Dependence {
  const { name, categories, kind } = rows.features[feature]!;
  const step = Math.max(1, Math.floor(rows.nRows / MAX_ROWS));
  const some = rows.take(
    Int32Array.from({ length: Math.min(rows.nRows, MAX_ROWS) }, (_, index) => index * step),
  );
  const values = categories === null
    ? gridOf(rows.column(feature))
    : categories.map((_, code) => code).slice(0, MAX_VALUES);
  const { nOutputs, nFeatures } = forest;
  const missing = { goesLeft: forest.missingGoesLeft, zeroIsMissing: null };
  const scorer = new EnsembleScorer({ ...forest, missing });
  const numbers = some.numbers();
  const means = values.map((value) => {
    for (let row = 0; row < some.nRows; row++) numbers[row * nFeatures + feature] = value;
    const scores = scorer.score(numbers, some.nRows);
    return shown.map(({ output }) => {
      let sum = 0;
      for (let row = 0; row < some.nRows; row++) sum += scores[row * nOutputs + output]!;
      return sum / some.nRows;
    });
  });
  return {
    name,
    grid: values.map((value) =>
      categories === null ? kind === "boolean" ? String(value === 1) : value : categories[value]!
    ),
    lines: shown.map((line, index) => ({
      name: line.name,
      values: means.map((ofValue) => ofValue[index]!),
    })),
  };
}

/** Some values of a column between its 5 % and 95 % quantiles, as scikit-learn's grid. */
function gridOf(column: Float64Array): number[] {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return [0];
  const distinct = [...new Set(sorted)];
  if (distinct.length <= MAX_VALUES) return distinct;
  const low = sorted[Math.floor(0.05 * (sorted.length - 1))]!;
  const high = sorted[Math.floor(0.95 * (sorted.length - 1))]!;
  return Array.from({ length: MAX_VALUES }, (_, i) => low + (high - low) * i / (MAX_VALUES - 1));
}
