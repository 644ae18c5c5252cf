import type { DroppedColumn, FeatureMetadata, GoldenRow, ModelMetadata } from "@mlops/mlflow";
import { histogram, percentiles } from "@mlops/statistics";
import { type ColumnSchema, columnSchema, type Schema } from "@mlops/tables";
import type { Feature, FeatureRows } from "./feature_rows.ts";
import type { DataTarget } from "./table_data.ts";
import type { TableSplit } from "./table_split.ts";

const HISTOGRAM_BINS = 20;
/** Shares of the test rows, ordered by prediction, at which golden rows are taken. */
const GOLDEN_SHARES = [0, 0.25, 0.5, 0.75, 1];

/** What is known of a model of a table beside its trees. */
export interface TableModelFacts {
  /** Name of the task. */
  readonly task: string;
  /** scikit-learn's name of the estimator. */
  readonly estimator: string;
  /** The table's rows. */
  readonly split: TableSplit;
  /** What is predicted. */
  readonly target: DataTarget;
  /** What is predicted of the test rows, row-major `[nRows, nOutputs]`. */
  readonly values: Float64Array;
  /** What somebody knows of the columns. */
  readonly schema: Schema;
  /** Columns that the model does not take. */
  readonly dropped: readonly DroppedColumn[];
  /** Whether rows with missing values, or words that are not known, are predicted. */
  readonly takesMissing: boolean;
  /** Residuals of rows that the trees have not seen, ascending percentiles `[101]`; `null` of classes. */
  readonly residuals: readonly number[] | null;
  /** Share of the test rows within the interval of 90 %; `null` of classes. */
  readonly coverage: number | null;
  /** Name and digest of the table, and its rows. */
  readonly dataset: { readonly name: string; readonly sha256: string; readonly nRows: number };
  /** When the training started. */
  readonly trainedAt: Date;
}

/**
 * Gathers what the service and the page need to know of a model of a table beside its trees.
 *
 * @param facts What is known.
 * @returns What goes under `metadata` in `MLmodel`.
 */
export function describeTableModel(facts: TableModelFacts): ModelMetadata {
  const { split, target, dataset, values } = facts;
  const { train, test } = split;
  const isOfClasses = target.kind === "classes";
  return {
    schemaVersion: 2,
    task: facts.task,
    features: split.features.map((feature, index) => {
      const said = columnSchema(facts.schema, feature.name);
      return describeFeature(feature, train.rows.column(index), { said, ...facts });
    }),
    classes: isOfClasses ? target.labels : [],
    target: describeTarget(facts),
    encoding: "ordinal",
    estimator: facts.estimator,
    dropped: facts.dropped,
    ...isOfClasses && target.labels.length === 2 && {
      probabilityQuantiles: percentiles(
        test.rows.nRows === 0 ? new Float64Array(1) : secondOf(values),
      ),
    },
    goldenRows: goldenRows(test.rows, values, isOfClasses ? target.labels.length : 0),
    trainedAt: `${facts.trainedAt.toISOString().slice(0, 19)}Z`,
    dataset: {
      name: dataset.name,
      digest: dataset.sha256,
      rows: dataset.nRows,
      trainingRows: train.rows.nRows,
    },
  };
}

function secondOf(values: Float64Array): Float64Array {
  return values.filter((_, index) => index % 2 === 1);
}

/** Rows of which each class is the likeliest, the first of equal ones. */
function countLargest(values: Float64Array, nClasses: number): number[] {
  const counts = new Array<number>(nClasses).fill(0);
  for (let at = 0; at < values.length; at += nClasses) {
    const row = values.subarray(at, at + nClasses);
    counts[row.indexOf(Math.max(...row))]!++;
  }
  return counts;
}

function describeTarget(facts: TableModelFacts): NonNullable<ModelMetadata["target"]> {
  const { target, split, schema, residuals, coverage, values } = facts;
  const { name } = target;
  const trained = split.train.target;
  if (target.kind === "classes" && trained.kind === "classes") {
    const counts = new Array<number>(target.labels.length).fill(0);
    for (const c of trained.classOf) counts[c]!++;
    return {
      name,
      kind: "classification",
      classes: target.labels,
      ...target.labels.length === 2 && { positive: target.labels[1]! },
      counts,
      ...target.labels.length > 2 && { predicted: countLargest(values, target.labels.length) },
    };
  }
  return {
    name,
    kind: "regression",
    unit: columnSchema(schema, name).unit ?? "",
    whole: target.kind === "numbers" && target.isWhole,
    quantiles: percentiles(trained.kind === "numbers" ? trained.numbers : new Float64Array(1)),
    ...residuals !== null && { residuals },
    ...values.length > 0 && { predicted: percentiles(values) },
    ...coverage !== null && { coverage },
  };
}

function describeFeature(
  { name, kind, isWhole, isOptional, categories }: Feature,
  values: Float64Array,
  { said, takesMissing }: { readonly said: ColumnSchema; readonly takesMissing: boolean },
): FeatureMetadata {
  const present = values.filter((value) => !Number.isNaN(value));
  const nMissing = values.length - present.length;
  const common = {
    name,
    label: said.label ?? name,
    unit: said.unit ?? "",
    kind,
    optional: isOptional,
    ...said.kind === "date" && { isDate: true },
    ...said.missing !== undefined && { missingWords: said.missing },
    ...isOptional && { missingShare: nMissing / values.length },
  };
  if (kind === "number") return { ...common, ...describeNumber(present, isWhole, said) };
  if (kind === "boolean") {
    const share = present.reduce((sum, value) => sum + value, 0) / Math.max(1, present.length);
    return { ...common, share, default: share > 0.5 };
  }
  const words = categories ?? [];
  const counts = new Array<number>(words.length).fill(0);
  for (const code of present) counts[code]!++;
  const usual = words[counts.indexOf(Math.max(...counts))];
  return {
    ...common,
    categories: words,
    counts,
    ...usual !== undefined && { default: usual },
    ...!takesMissing && { mustBeKnown: true },
  };
}

function describeNumber(
  present: Float64Array,
  isWhole: boolean,
  said: ColumnSchema,
): Partial<FeatureMetadata> {
  // No training row has a value, though another row of the table does.
  if (present.length === 0) return { whole: isWhole };
  const quantiles = percentiles(present);
  const min = said.min ?? quantiles[0]!;
  const max = said.max ?? quantiles[100]!;
  const spread = (quantiles[99]! - quantiles[1]!) / 100;
  const usual = quantiles[50]!;
  return {
    whole: isWhole,
    min,
    max,
    step: said.step ?? (isWhole ? 1 : spread > 0 ? 10 ** Math.floor(Math.log10(spread)) : 1),
    // The mean of two values has digits that neither has.
    default: isWhole ? Math.round(usual) : Number(usual.toPrecision(15)),
    quantiles,
    histogram: histogram(present, {
      min: quantiles[0]!,
      max: quantiles[100]!,
      nBins: HISTOGRAM_BINS,
    }),
  };
}

function goldenRows(rows: FeatureRows, values: Float64Array, nClasses: number): GoldenRow[] {
  const nOutputs = Math.max(1, nClasses);
  const last = nOutputs - 1;
  const byValue = Array.from({ length: rows.nRows }, (_, row) => row)
    .sort((a, b) => values[a * nOutputs + last]! - values[b * nOutputs + last]!);
  const places = GOLDEN_SHARES.map((share) => byValue[Math.round(share * (rows.nRows - 1))]!);
  return [...new Set(places)].map((row) => {
    const outputs = values.subarray(row * nOutputs, (row + 1) * nOutputs);
    return {
      values: rows.values(row),
      ...nClasses === 0 ? { prediction: outputs[0]! } : { probabilities: [...outputs] },
    };
  });
}
