import { checkFinite } from "./check_finite.ts";

/** The training rows as the splitter wants them: by feature, with the ranks of the values. */
export interface TrainingTable {
  /** Number of rows. */
  readonly nSamples: number;
  /** Number of features. */
  readonly nFeatures: number;
  /** Number of classes. */
  readonly nClasses: number;
  /** Class index of each row, shape `[nSamples]`. */
  readonly classOf: Int32Array;
  /** Distinct values of each feature, ascending, shape `[nFeatures][nRanks]`. */
  readonly values: readonly Float32Array[];
  /** Rank of each row's value among them, shape `[nFeatures][nSamples]`. */
  readonly ranks: readonly Int32Array[];
}

/**
 * Lays out training rows by feature and ranks their values once for all trees, so that a node sorts
 * small integers and never compares floats.
 *
 * @param features Row-major `[nSamples, nFeatures]`.
 * @param classOf Class index of each row, shape `[nSamples]`.
 * @param shape Numbers of features and classes.
 * @returns The table.
 * @throws {RangeError} If the arrays do not fit together, or a value is not finite.
 */
export function trainingTable(
  features: Float32Array,
  classOf: Int32Array,
  { nFeatures, nClasses }: { readonly nFeatures: number; readonly nClasses: number },
): TrainingTable {
  const nSamples = classOf.length;
  if (!Number.isInteger(nFeatures) || nFeatures < 1) {
    throw new RangeError(
      `Cannot fit a forest as nFeatures must be an integer >= 1: is ${nFeatures}`,
    );
  }
  if (nSamples === 0) throw new RangeError("Cannot fit a forest as there are no rows");
  if (features.length !== nSamples * nFeatures) {
    throw new RangeError(
      `Cannot fit a forest as ${nSamples} labels need ${nSamples * nFeatures} values of ` +
        `${nFeatures} features: are ${features.length}`,
    );
  }
  checkFinite(features, nFeatures, "fit a forest");
  const values: Float32Array[] = [];
  const ranks: Int32Array[] = [];
  for (let feature = 0; feature < nFeatures; feature++) {
    const column = new Float32Array(nSamples);
    for (let row = 0; row < nSamples; row++) {
      column[row] = features[row * nFeatures + feature]!;
    }
    const distinct = column.toSorted().filter((value, i, sorted) => value !== sorted[i - 1]);
    // -0 equals 0 here as in a comparison of floats, as the keys of a Map do.
    const rankOf = new Map<number, number>();
    for (let rank = 0; rank < distinct.length; rank++) rankOf.set(distinct[rank]!, rank);
    values.push(distinct);
    ranks.push(Int32Array.from(column, (value) => rankOf.get(value)!));
  }
  return { nSamples, nFeatures, nClasses, classOf, values, ranks };
}
