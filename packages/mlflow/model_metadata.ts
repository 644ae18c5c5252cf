import { ModelFormatError } from "./model_format_error.ts";
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
  /** Where the slider starts, in the feature's unit. */
  readonly default?: number;
  /** 0 %, 1 %, … 100 % quantiles of the training rows, shape `[101]`. */
  readonly quantiles?: readonly number[];
  /** Training rows per bin over [min, max]: `edges` `[nBins + 1]`, `counts` `[nBins]`. */
  readonly histogram?: { readonly edges: readonly number[]; readonly counts: readonly number[] };
}

/** A test row with the probabilities that the trainer computed for it. */
export interface GoldenRow {
  /** Feature values in column order, shape `[nFeatures]`. */
  readonly features: readonly number[];
  /** One probability per class, each 0–1, shape `[nClasses]`. */
  readonly probabilities: readonly number[];
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
  readonly classes: readonly number[];
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
    classes: wire.numbers("classes"),
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
  const { probabilityQuantiles, goldenRows, trainedAt, dataset, ...rest } = metadata;
  return {
    ...rest,
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
    ...optionalNumber(wire, "min"),
    ...optionalNumber(wire, "max"),
    ...optionalNumber(wire, "step"),
    ...optionalNumber(wire, "default"),
    ...optionalNumbers(wire, "quantiles", "quantiles"),
    ...wire.has("histogram") ? { histogram: parseHistogram(wire.object("histogram")) } : {},
  };
}

function parseHistogram(wire: WireObject): { edges: number[]; counts: number[] } {
  return { edges: wire.numbers("edges"), counts: wire.numbers("counts") };
}

function parseGoldenRow(wire: WireObject): GoldenRow {
  return { features: wire.numbers("features"), probabilities: wire.numbers("probabilities") };
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

function optionalNumber<K extends string>(wire: WireObject, key: K): { [P in K]?: number } {
  return wire.has(key) ? { [key]: wire.number(key) } as { [P in K]: number } : {};
}

function optionalNumbers<K extends string>(
  wire: WireObject,
  wireName: string,
  key: K,
): { [P in K]?: number[] } {
  return wire.has(wireName) ? { [key]: wire.numbers(wireName) } as { [P in K]: number[] } : {};
}
