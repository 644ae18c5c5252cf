import { ModelFormatError } from "./model_format_error.ts";
import { type CellValue, parseTarget, type TargetMetadata } from "./target_metadata.ts";
import { WireObject } from "./wire_object.ts";

/** What a model says about one of its features; only the name is always there. */
export interface FeatureMetadata {
  /** Name, as in requests. */
  readonly name: string;
  /** What people read, e.g. `Glucose (mg/dL)`. */
  readonly label?: string;
  /** Unit, e.g. `mg/dL`; empty if it has none. */
  readonly unit?: string;
  /** Lower end of the slider, in the feature's unit. */
  readonly min?: number;
  /** Upper end of the slider, in the feature's unit. */
  readonly max?: number;
  /** Step of the slider, in the feature's unit. */
  readonly step?: number;
  /** Where the field starts: a number in the feature's unit, a word or a boolean. */
  readonly default?: number | string | boolean;
  /** What people give for it. */
  readonly kind?: "number" | "boolean" | "category";
  /** Whether its number is days since 1970-01-01 UTC, which people give as an ISO 8601 text. */
  readonly isDate?: boolean;
  /** Words that stand for a missing value in a table, in the place of the usual ones. */
  readonly missingWords?: readonly string[];
  /** Whether no training row's number has a fraction. */
  readonly whole?: boolean;
  /** Whether the value may be missing. */
  readonly optional?: boolean;
  /** Whether a word that is not among the categories is refused; by default it counts as missing. */
  readonly mustBeKnown?: boolean;
  /** Share of the training rows in which it is missing, 0–1. */
  readonly missingShare?: number;
  /** Share of the training rows in which a boolean is true, of those in which it is there, 0–1. */
  readonly share?: number;
  /** Words of a category, by the numbers that trees compare. */
  readonly categories?: readonly string[];
  /** Training rows of each word, shape `[nCategories]`. */
  readonly counts?: readonly number[];
  /** 0 %, 1 %, … 100 % quantiles of the training rows' numbers that are there, shape `[101]`. */
  readonly quantiles?: readonly number[];
  /** Training rows per bin over [min, max]: `edges` `[nBins + 1]`, `counts` `[nBins]`. */
  readonly histogram?: { readonly edges: readonly number[]; readonly counts: readonly number[] };
}

/** A test row with what the trainer computed for it. */
export interface GoldenRow {
  /** Feature values in column order, shape `[nFeatures]`; else there are `values`. */
  readonly features?: readonly number[];
  /** Feature values by name; `null` where one is missing. */
  readonly values?: Readonly<Record<string, CellValue>>;
  /** One probability per class, each 0–1, shape `[nClasses]`; else there is a `prediction`. */
  readonly probabilities?: readonly number[];
  /** The predicted number. */
  readonly prediction?: number;
}

/** A column of the table that the model does not take. */
export interface DroppedColumn {
  /** Its name. */
  readonly name: string;
  /** Why, in a word: `id-like`, `constant`, … */
  readonly reason: string;
}

/** The data that a model was trained on. */
export interface TrainingDataset {
  /** Name, e.g. `penguins.csv`. */
  readonly name: string;
  /** Lower-case hex SHA-256 of the file. */
  readonly digest: string;
  /** Rows in all. */
  readonly rows: number;
  /** Rows that the fit saw. */
  readonly trainingRows: number;
}

/** What the trainer writes under `metadata` in `MLmodel`, and the service and the page read. */
export interface ModelMetadata {
  /** What the model is for, by the name of a task; a known one has words of its own. */
  readonly task?: string;
  /** Features in column order; empty if the model does not name them. */
  readonly features: readonly FeatureMetadata[];
  /** Class labels, ascending; empty if the model does not name them. */
  readonly classes: readonly (number | string | boolean)[];
  /** 2 if what follows is there; left out of models that take rows of numbers alone. */
  readonly schemaVersion?: number;
  /** What is predicted. */
  readonly target?: TargetMetadata;
  /** How categories become numbers: `ordinal`. */
  readonly encoding?: string;
  /** scikit-learn's name of the estimator. */
  readonly estimator?: string;
  /** Columns of the table that it does not take. */
  readonly dropped?: readonly DroppedColumn[];
  /** 0 %, 1 %, … 100 % quantiles of the predicted probability on the test rows, shape `[101]`. */
  readonly probabilityQuantiles?: readonly number[];
  /** A few test rows with their probabilities. */
  readonly goldenRows?: readonly GoldenRow[];
  /** When it was trained, ISO 8601 in UTC. */
  readonly trainedAt?: string;
  /** What it was trained on. */
  readonly dataset?: TrainingDataset;
}

/**
 * Reads a model's `metadata` mapping. A model that another client logged may have none, or one with
 * other keys: what is missing stays missing, what is not known is left aside.
 *
 * @param metadata The mapping, `null` or `undefined`.
 * @returns What it says.
 * @throws {ModelFormatError} If a known key holds a value of another type.
 */
export function parseModelMetadata(metadata: unknown): ModelMetadata {
  if (metadata === undefined || metadata === null) return { features: [], classes: [] };
  const wire = new WireObject(metadata, "metadata", (fault) => new ModelFormatError(fault));
  return {
    features: wire.list("features", parseFeature),
    classes: wire.labels("classes"),
    ...optionalNumber(wire, "schema_version", "schemaVersion"),
    ...wire.has("target") && { target: parseTarget(wire.object("target")) },
    ...optionalString(wire, "encoding", "encoding"),
    ...optionalString(wire, "estimator", "estimator"),
    ...wire.has("dropped") && { dropped: wire.list("dropped", parseDropped) },
    ...optionalString(wire, "task", "task"),
    ...optionalNumbers(wire, "probability_quantiles", "probabilityQuantiles"),
    ...wire.has("golden_rows") ? { goldenRows: wire.list("golden_rows", parseGoldenRow) } : {},
    ...optionalString(wire, "trained_at", "trainedAt"),
    ...wire.has("dataset") ? { dataset: parseDataset(wire.object("dataset")) } : {},
  };
}

/**
 * Writes a model's `metadata` mapping, the reverse of {@link parseModelMetadata}.
 *
 * @param metadata What the model says about itself.
 * @returns A JSON-compatible mapping with snake_case keys.
 */
export function formatModelMetadata(metadata: ModelMetadata): Record<string, unknown> {
  const { probabilityQuantiles, goldenRows, trainedAt, dataset, schemaVersion, features, ...rest } =
    metadata;
  return {
    ...schemaVersion !== undefined && { "schema_version": schemaVersion },
    ...rest,
    features: features.map(({ missingShare, mustBeKnown, isDate, missingWords, ...feature }) => ({
      ...feature,
      ...isDate !== undefined && { date: isDate },
      ...missingWords !== undefined && { "missing_words": missingWords },
      ...missingShare !== undefined && { "missing_share": missingShare },
      ...mustBeKnown !== undefined && { "must_be_known": mustBeKnown },
    })),
    ...probabilityQuantiles && { "probability_quantiles": probabilityQuantiles },
    ...goldenRows && { "golden_rows": goldenRows },
    ...trainedAt !== undefined && { "trained_at": trainedAt },
    ...dataset && {
      dataset: {
        name: dataset.name,
        digest: dataset.digest,
        rows: dataset.rows,
        "training_rows": dataset.trainingRows,
      },
    },
  };
}

function parseFeature(wire: WireObject): FeatureMetadata {
  return {
    name: wire.string("name"),
    ...optionalString(wire, "label", "label"),
    ...optionalString(wire, "unit", "unit"),
    ...optionalNumber(wire, "min", "min"),
    ...optionalNumber(wire, "max", "max"),
    ...optionalNumber(wire, "step", "step"),
    ...wire.has("default") && { default: wire.label("default") },
    ...wire.has("kind") && { kind: wire.oneOf("kind", ["number", "boolean", "category"]) },
    ...optionalBoolean(wire, "date", "isDate"),
    ...wire.has("missing_words") && { missingWords: wire.strings("missing_words") },
    ...optionalBoolean(wire, "whole", "whole"),
    ...optionalBoolean(wire, "optional", "optional"),
    ...optionalBoolean(wire, "must_be_known", "mustBeKnown"),
    ...optionalNumber(wire, "missing_share", "missingShare"),
    ...optionalNumber(wire, "share", "share"),
    ...wire.has("categories") && { categories: wire.strings("categories") },
    ...optionalNumbers(wire, "counts", "counts"),
    ...optionalNumbers(wire, "quantiles", "quantiles"),
    ...wire.has("histogram") ? { histogram: parseHistogram(wire.object("histogram")) } : {},
  };
}

function parseHistogram(wire: WireObject): { edges: number[]; counts: number[] } {
  return { edges: wire.numbers("edges"), counts: wire.numbers("counts") };
}

function parseGoldenRow(wire: WireObject): GoldenRow {
  const values = wire.has("values") ? wire.object("values") : null;
  return {
    ...values === null ? { features: wire.numbers("features") } : {
      values: Object.fromEntries(
        values.keys().map((name) => [name, values.has(name) ? values.label(name) : null]),
      ),
    },
    ...wire.has("prediction")
      ? { prediction: wire.number("prediction") }
      : { probabilities: wire.numbers("probabilities") },
  };
}

function parseDropped(wire: WireObject): DroppedColumn {
  return { name: wire.string("name"), reason: wire.string("reason") };
}

function parseDataset(wire: WireObject): TrainingDataset {
  return {
    name: wire.string("name"),
    digest: wire.string("digest"),
    rows: wire.number("rows"),
    trainingRows: wire.number("training_rows"),
  };
}

function optionalString<K extends string>(
  wire: WireObject,
  wireName: string,
  key: K,
): { [P in K]?: string } {
  return wire.has(wireName) ? { [key]: wire.string(wireName) } as { [P in K]: string } : {};
}

function optionalNumber<K extends string>(
  wire: WireObject,
  wireName: string,
  key: K,
): { [P in K]?: number } {
  return wire.has(wireName) ? { [key]: wire.number(wireName) } as { [P in K]: number } : {};
}

function optionalBoolean<K extends string>(
  wire: WireObject,
  wireName: string,
  key: K,
): { [P in K]?: boolean } {
  return wire.has(wireName) ? { [key]: wire.boolean(wireName) } as { [P in K]: boolean } : {};
}

function optionalNumbers<K extends string>(
  wire: WireObject,
  wireName: string,
  key: K,
): { [P in K]?: number[] } {
  return wire.has(wireName) ? { [key]: wire.numbers(wireName) } as { [P in K]: number[] } : {};
}
