import { type Column, ColumnRanker } from "./column.ts";
import { type MakeBuffer, ownBuffer } from "./make_buffer.ts";
import { missingMask } from "./missing_mask.ts";

/** What the trees are to tell: a class of each row, or a number. */
export type Target = ClassTarget | NumberTarget;

/** A class of each row. */
export interface ClassTarget {
  /** Tells it from a {@linkcode NumberTarget}. */
  readonly kind: "classes";
  /** Class index of each row, shape `[nSamples]`. */
  readonly classOf: Int32Array;
  /** Number of classes. */
  readonly nClasses: number;
}

/** A number of each row. */
export interface NumberTarget {
  /** Tells it from a {@linkcode ClassTarget}. */
  readonly kind: "numbers";
  /** The number, shape `[nSamples]`. */
  readonly numbers: Float64Array;
}

/** The training rows as trees want them: by feature, as integers of the same order. */
export interface TrainingTable {
  /** Number of rows. */
  readonly nSamples: number;
  /** Number of features. */
  readonly nFeatures: number;
  /** What the trees are to tell. */
  readonly target: Target;
  /** The features, shape `[nFeatures]`. */
  readonly columns: readonly Column[];
  /**
   * 1 for a feature that may be missing, as scikit-learn 1.6 finds them ({@linkcode missingMask}),
   * shape `[nFeatures]`.
   */
  readonly mayBeMissing: Uint8Array;
  /** Weight of each row, those of its class included, or `null` if all weigh 1, shape `[nSamples]`. */
  readonly weights: Float64Array | null;
}

/** How a table is made. */
export interface TableOptions {
  /** Weight of each row, >= 0, or `null`, the default: all weigh 1, shape `[nSamples]`. */
  readonly weights?: Float64Array | null;
  /** Where the columns lie; in this thread's memory by default. */
  readonly makeBuffer?: MakeBuffer;
}

/**
 * Lays out training rows of classes by feature, once for all trees.
 *
 * @param features Row-major `[nSamples, nFeatures]`; NaN is missing.
 * @param classOf Class index of each row, shape `[nSamples]`.
 * @param shape Numbers of features and classes.
 * @returns The table.
 * @throws {RangeError} If the arrays do not fit together, or a value is infinite.
 */
export function trainingTable(
  features: Float32Array,
  classOf: Int32Array,
  { nFeatures, nClasses }: { readonly nFeatures: number; readonly nClasses: number },
): TrainingTable {
  const target: ClassTarget = { kind: "classes", classOf, nClasses };
  return tableOfColumns(columnsOf(features, classOf.length, nFeatures), target);
}

/**
 * Lays out training rows that come feature by feature: of each column only its keys are kept, so that
 * a caller that makes them one after the other never holds the table twice.
 *
 * @param columns Values of each feature; NaN is missing, shape `[nFeatures][nSamples]`.
 * @param target What the trees are to tell.
 * @param options Weights, and where the columns lie.
 * @returns The table.
 * @throws {RangeError} If there is no row or feature, a length differs, or a value is infinite.
 */
export function tableOfColumns(
  columns: Iterable<Float32Array>,
  target: Target,
  { weights = null, makeBuffer = ownBuffer }: TableOptions = {},
): TrainingTable {
  const nSamples = (target.kind === "classes" ? target.classOf : target.numbers).length;
  if (nSamples === 0) throw new RangeError("Cannot fit a forest as there are no rows");
  checkTarget(target);
  checkWeights(weights, nSamples);
  const ranker = new ColumnRanker(nSamples);
  const ranked: Column[] = [];
  for (const column of columns) {
    checkColumn(column, ranked.length, nSamples);
    ranked.push(ranker.rank(column, makeBuffer));
  }
  const nFeatures = ranked.length;
  if (nFeatures === 0) {
    throw new RangeError("Cannot fit a forest as nFeatures must be an integer >= 1: is 0");
  }
  const mayBeMissing = missingMask(ranked, nSamples);
  return { nSamples, nFeatures, target, columns: ranked, mayBeMissing, weights };
}

/**
 * Takes row-major values apart into columns, one after the other.
 *
 * @param features Row-major `[nSamples, nFeatures]`.
 * @param nSamples Number of rows.
 * @param nFeatures Number of features.
 * @returns Each column, in the same memory as the one before it.
 * @throws {RangeError} If the values are not as many.
 */
export function* columnsOf(
  features: Float32Array,
  nSamples: number,
  nFeatures: number,
): Generator<Float32Array> {
  if (!Number.isInteger(nFeatures) || nFeatures < 1) {
    throw new RangeError(
      `Cannot fit a forest as nFeatures must be an integer >= 1: is ${nFeatures}`,
    );
  }
  if (features.length !== nSamples * nFeatures) {
    throw new RangeError(
      `Cannot fit a forest as ${nSamples} labels need ${nSamples * nFeatures} values of ` +
        `${nFeatures} features: are ${features.length}`,
    );
  }
  const column = new Float32Array(nSamples);
  for (let feature = 0; feature < nFeatures; feature++) {
    for (let row = 0; row < nSamples; row++) {
      column[row] = features[row * nFeatures + feature]!;
    }
    yield column;
  }
}

function checkColumn(column: Float32Array, feature: number, nSamples: number): void {
  if (column.length !== nSamples) {
    throw new RangeError(
      `Cannot fit a forest as every column must have ${nSamples} values: feature ${feature} has ` +
        `${column.length}`,
    );
  }
  for (let row = 0; row < nSamples; row++) {
    const value = column[row]!;
    if (value === Infinity || value === -Infinity) {
      throw new RangeError(
        `Cannot fit a forest as every value must be finite or NaN: row ${row}, feature ${feature} ` +
          `is ${value}`,
      );
    }
  }
}

function checkTarget(target: Target): void {
  if (target.kind === "classes") return;
  const row = target.numbers.findIndex((value) => !Number.isFinite(value));
  if (row < 0) return;
  throw new RangeError(
    `Cannot fit a forest as every target must be finite: row ${row} is ${target.numbers[row]}`,
  );
}

function checkWeights(weights: Float64Array | null, nSamples: number): void {
  if (weights === null) return;
  if (weights.length !== nSamples) {
    throw new RangeError(
      `Cannot fit a forest as every row must have a weight: are ${weights.length} of ${nSamples}`,
    );
  }
  const row = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (row < 0) return;
  throw new RangeError(
    `Cannot fit a forest as weights must be finite and >= 0: row ${row} has ${weights[row]}`,
  );
}
