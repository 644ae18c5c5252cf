import { type Target, type TrainTestSplit, trainTestSplit } from "@mlops/forest";
import { type Feature, FeatureRows, knownFeatures } from "./feature_rows.ts";
import type { DataTarget, TableData } from "./table_data.ts";

/** Rows with what is to be predicted of them. */
export interface LabelledRows {
  /** What is known of them. */
  readonly rows: FeatureRows;
  /** What is to be predicted. */
  readonly target: Target;
}

/** Rows to fit on, and rows that the fit never sees. */
export interface TableSplit {
  /** The features, with the words of the training rows. */
  readonly features: readonly Feature[];
  /** Places among the table's rows of those of the fit. */
  readonly trainPlaces: Int32Array;
  /** Places of those of the measures. */
  readonly testPlaces: Int32Array;
  /** For the fit. */
  readonly train: LabelledRows;
  /** For the measures. */
  readonly test: LabelledRows;
}

/** How rows are split. */
export interface TableSplitOptions {
  /** Share of the rows for the test, in (0, 1). */
  readonly testSize: number;
  /** The seed. */
  readonly randomState: number;
}

/**
 * Splits a table as scikit-learn's `train_test_split` does, stratified by class. Rows that came true
 * later are trained on and never tested with: the test rows are the table's own, always the same, so that
 * nobody who tells outcomes sets the measure of a model.
 *
 * @param data The table.
 * @param options How.
 * @returns The rows of both parts, in the order of the split.
 * @throws {RangeError} If there are too few rows.
 */
export function splitTable(data: TableData, options: TableSplitOptions): TableSplit {
  const { target, nOutcomes = 0 } = data;
  const stratify = target.kind === "classes";
  const labels = target.kind === "classes" ? target.classOf : target.numbers;
  const nOwn = labels.length - nOutcomes;
  const own = splitOwn(labels.subarray(0, nOwn), { ...options, stratify });
  if (nOutcomes === 0) return divide(data, own.train, own.test);
  const train = new Int32Array(own.train.length + nOutcomes);
  train.set(own.train);
  train.set(Int32Array.from({ length: nOutcomes }, (_, index) => nOwn + index), own.train.length);
  return divide(data, train, own.test);
}

/** Names the flag where another share for the test would do. */
function splitOwn(
  labels: Int32Array | Float64Array,
  options: TableSplitOptions & { readonly stratify: boolean },
): TrainTestSplit {
  try {
    return trainTestSplit(labels, options);
  } catch (error) {
    const nClasses = options.stratify ? new Set(labels).size : 1;
    const share = Math.ceil(100 * nClasses / labels.length) / 100;
    if (!(error instanceof RangeError) || share <= options.testSize || share > 0.5) throw error;
    throw new RangeError(`${error.message} (--test-size ${share} gives the test enough)`);
  }
}

/**
 * Divides a table into the rows of a fit and others.
 *
 * @param data The table.
 * @param train Places among its rows of those to fit on.
 * @param test Those of the others.
 * @returns The rows of both parts.
 */
export function divide(data: TableData, train: Int32Array, test: Int32Array): TableSplit {
  const rowsAt = (places: Int32Array) => places.map((at) => data.rows[at]!);
  const features = knownFeatures(data, rowsAt(train));
  const take = (places: Int32Array): LabelledRows => ({
    rows: new FeatureRows(features, rowsAt(places)),
    target: takeTarget(data.target, places),
  });
  return { features, trainPlaces: train, testPlaces: test, train: take(train), test: take(test) };
}

function takeTarget(target: DataTarget, places: Int32Array): Target {
  return target.kind === "classes"
    ? {
      kind: "classes",
      classOf: places.map((at) => target.classOf[at]!),
      nClasses: target.labels.length,
    }
    : { kind: "numbers", numbers: Float64Array.from(places, (at) => target.numbers[at]!) };
}
