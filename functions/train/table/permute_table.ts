import { accuracy, permutationImportance, r2Score, type RandomForest } from "@mlops/forest";
import { EnsembleScorer } from "@mlops/trees";
import { likelyClasses } from "./measure.ts";
import type { LabelledRows } from "./table_split.ts";

const REPEATS = 5;
/** Visits of trees that are spent; of more test rows the first ones are taken. */
const MAX_VISITS = 10_000_000;

/** How much worse a model becomes without what a column tells. */
export interface TableImportance {
  /** Name of the column. */
  readonly name: string;
  /** Mean loss of accuracy or r² over the repeats. */
  readonly mean: number;
  /** Their standard deviation. */
  readonly std: number;
}

/**
 * Shuffles one column of the test rows after the other and looks how far accuracy or r² falls, as
 * scikit-learn's `permutation_importance` does.
 *
 * @param forest The forest.
 * @param test The test rows.
 * @param randomState The seed.
 * @returns The importances in the order of the features, and how many rows they rest on.
 */
export function permuteTable(
  forest: RandomForest,
  { rows, target }: LabelledRows,
  randomState: number,
): { readonly nRows: number; readonly importances: readonly TableImportance[] } {
  const nFeatures = rows.features.length;
  const most = Math.floor(MAX_VISITS / (REPEATS * nFeatures * forest.roots.length));
  const nRows = Math.min(rows.nRows, Math.max(100, most));
  const missing = { goesLeft: forest.missingGoesLeft, zeroIsMissing: null };
  const scorer = new EnsembleScorer({ ...forest, missing });
  const score = (numbers: Float32Array): number => {
    const values = scorer.score(numbers, nRows);
    return target.kind === "numbers"
      ? r2Score(target.numbers.subarray(0, nRows), values)
      : accuracy(target.classOf.subarray(0, nRows), likelyClasses(values, target.nClasses));
  };
  const options = { nFeatures, nRepeats: REPEATS, randomState };
  const { mean, std } = permutationImportance(
    Float32Array.from(rows.numbers(0, nRows)),
    score,
    options,
  );
  return {
    nRows,
    importances: rows.features.map(({ name }, index) => ({
      name,
      mean: mean[index]!,
      std: std[index]!,
    })),
  };
}
