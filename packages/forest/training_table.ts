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
  /** Value of each row, feature by feature, shape `[nFeatures][nSamples]`. */
  readonly columns: readonly Float32Array[];
  /** Rank of each row's value among the distinct values of its feature, shape `[nFeatures][nSamples]`. */
  readonly ranks: readonly Uint32Array[];
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
  if (nSamples === 0) throw new RangeError("Cannot fit a forest as there are no rows");
  if (features.length !== nSamples * nFeatures) {
    throw new RangeError(
      `Cannot fit a forest as ${nSamples} labels need ${nSamples * nFeatures} values of ` +
        `${nFeatures} features: are ${features.length}`,
    );
  }
  const columns: Float32Array[] = [];
  const ranks: Uint32Array[] = [];
  for (let feature = 0; feature < nFeatures; feature++) {
    const column = Float32Array.from(
      { length: nSamples },
      (_, row) => features[row * nFeatures + feature]!,
    );
    const bad = column.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new RangeError(
        `Cannot fit a forest as every value must be finite: row ${bad}, feature ${feature} is ${
          column[bad]
        }`,
      );
    }
    const distinct = column.toSorted().filter((value, i, sorted) =>
      i === 0 || value !== sorted[i - 1]
    );
    const rankOf = new Map(Array.from(distinct, (value, rank) => [value, rank]));
    columns.push(column);
    // -0 equals 0 here as in a comparison of floats, as the keys of a Map do.
    ranks.push(Uint32Array.from(column, (value) => rankOf.get(value)!));
  }
  return { nSamples, nFeatures, nClasses, classOf, columns, ranks };
}
