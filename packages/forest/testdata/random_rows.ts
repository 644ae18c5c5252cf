import { RandomState } from "../random_state.ts";

/** Rows made for a test. */
export interface RandomRows {
  /** Row-major `[nRows, nFeatures]`. */
  readonly features: Float32Array;
  /** Class index of each row, which depends on the first features; shape `[nRows]`. */
  readonly labels: Int32Array;
}

/**
 * Makes rows with many equal values, and with classes that can be learnt in part.
 *
 * @param seed Same seed, same rows.
 * @param shape How many rows, features and classes; `nValues` different values of a feature.
 * @returns The rows.
 */
export function randomRows(
  seed: number,
  { nRows, nFeatures, nClasses = 2, nValues = 50 }: {
    readonly nRows: number;
    readonly nFeatures: number;
    readonly nClasses?: number;
    readonly nValues?: number;
  },
): RandomRows {
  const random = new RandomState(seed);
  const features = Float32Array.from(
    { length: nRows * nFeatures },
    () => random.randint(0, nValues) / 8 - 2,
  );
  const labels = Int32Array.from({ length: nRows }, (_, row) => {
    if (random.randint(0, 4) === 0) return random.randint(0, nClasses);
    const seen = features[row * nFeatures]! + features[row * nFeatures + nFeatures - 1]!;
    return Math.min(nClasses - 1, Math.floor((seen + 4) / (nValues / 4) * nClasses));
  });
  return { features, labels };
}
