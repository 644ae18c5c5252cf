import { mean } from "./mean.ts";
import { RandomState } from "../random_state.ts";

/** How much worse a model becomes without what a feature tells. */
export interface PermutationImportance {
  /** Score lost in each repeat, row-major `[nFeatures, nRepeats]`. */
  readonly losses: Float64Array;
  /** Mean of the repeats, shape `[nFeatures]`. */
  readonly mean: Float64Array;
  /** Standard deviation of the repeats, shape `[nFeatures]`. */
  readonly std: Float64Array;
}

/** How features are shuffled. */
export interface PermutationOptions {
  /** Number of features. */
  readonly nFeatures: number;
  /** Shuffles of each feature, >= 1. */
  readonly nRepeats: number;
  /** Seed, integer in `[0, 2^32)`. */
  readonly randomState: number;
}

/**
 * Shuffles one feature after the other and looks how far a score falls, as scikit-learn's
 * `permutation_importance` does.
 *
 * Breiman, "Random Forests" (2001), §10.
 *
 * @param rows Row-major `[nRows, nFeatures]`.
 * @param score Scores a model on such rows; more is better.
 * @param options Shape, repeats and seed.
 * @returns What was lost.
 */
export function permutationImportance(
  rows: Float32Array,
  score: (rows: Float32Array) => number,
  { nFeatures, nRepeats, randomState }: PermutationOptions,
): PermutationImportance {
  const nRows = rows.length / nFeatures;
  const baseline = score(rows);
  const seed = new RandomState(randomState).randint(0, 2 ** 31);
  const losses = new Float64Array(nFeatures * nRepeats);
  for (let feature = 0; feature < nFeatures; feature++) {
    // Each feature begins anew; each repeat shuffles both order and column further.
    const random = new RandomState(seed);
    const order = Int32Array.from({ length: nRows }, (_, row) => row);
    const shuffled = rows.slice();
    const column = new Float32Array(nRows);
    for (let repeat = 0; repeat < nRepeats; repeat++) {
      random.shuffle(order);
      for (let row = 0; row < nRows; row++) column[row] = shuffled[row * nFeatures + feature]!;
      for (let row = 0; row < nRows; row++) {
        shuffled[row * nFeatures + feature] = column[order[row]!]!;
      }
      losses[feature * nRepeats + repeat] = baseline - score(shuffled);
    }
  }
  const ofFeature = (feature: number) =>
    losses.subarray(feature * nRepeats, (feature + 1) * nRepeats);
  const means = Float64Array.from({ length: nFeatures }, (_, feature) => mean(ofFeature(feature)));
  const std = means.map((middle, feature) => {
    return Math.sqrt(mean(ofFeature(feature).map((loss) => (loss - middle) ** 2)));
  });
  return { losses, mean: means, std };
}
