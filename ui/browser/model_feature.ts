import type { FeatureAnswer } from "@mlops/answers";
import type { TaskColumn } from "@mlops/task";

/** A feature's value: a number, a text or a category, yes or no, or `null` where it is missing. */
export type Value = number | string | boolean | null;

/** How the training rows are spread over a feature's range. */
export interface Histogram {
  /** Limits of the bins, ascending, shape `[nBins + 1]`. */
  readonly edges: readonly number[];
  /** Rows in each bin, shape `[nBins]`. */
  readonly counts: readonly number[];
}

/** What a field takes: a number, one without a fraction, yes or no, one of some categories, any text. */
export type FeatureKind = "number" | "integer" | "boolean" | "category" | "text";

/** One input of the served model, ready to be drawn as a field. */
export interface ModelFeature {
  /** Name, as in requests. */
  readonly name: string;
  /** What people read. */
  readonly label: string;
  /** Unit, or empty. */
  readonly unit: string;
  /** What its field takes. */
  readonly kind: FeatureKind;
  /** What it may be, if it is a category; else empty. */
  readonly categories: readonly (string | number)[];
  /** Whether it may be missing. */
  readonly isNullable: boolean;
  /** Ends and steps of its slider, or `null` if no range is known. */
  readonly range: FeatureRange | null;
  /** Where a case begins. */
  readonly default: Value;
  /** Its training rows, or `null` if the model does not say. */
  readonly histogram: Histogram | null;
}

/** Ends and steps of a slider, in the feature's unit. */
export interface FeatureRange {
  /** Lower end. */
  readonly min: number;
  /** Upper end. */
  readonly max: number;
  /** Step. */
  readonly step: number;
}

/**
 * Draws a column that a task knows, before the service has answered.
 *
 * @param column The column.
 */
export function assumedFeature(column: TaskColumn): ModelFeature {
  const { name, label, unit, min, max, step, default: start } = column;
  return {
    name,
    label,
    unit,
    kind: "number",
    categories: [],
    isNullable: false,
    range: { min, max, step },
    default: start,
    histogram: null,
  };
}

/** What is read of what `GET /model` says of a feature; all but the name may be unknown. */
export type WireFeature =
  & Pick<FeatureAnswer, "name">
  & Partial<Omit<FeatureAnswer, "name" | "type">>
  & { readonly type?: string };

/**
 * Fills in what a model does not say about a feature.
 *
 * @param wire What `GET /model` says.
 */
export function readFeature(wire: WireFeature): ModelFeature {
  const kind = kindOf(wire);
  const categories = kind === "category" ? wire.categories ?? [] : [];
  const isNullable = wire.nullable ?? false;
  const range = kind === "number" || kind === "integer" ? rangeOf(wire, kind) : null;
  return {
    name: wire.name,
    label: wire.label ?? wire.name,
    unit: wire.unit ?? "",
    kind,
    categories,
    isNullable,
    range,
    default: wire.default ?? startOf({ kind, categories, range, isNullable }, wire.quantiles),
    histogram: wire.histogram ?? null,
  };
}

function kindOf({ type, categories }: WireFeature): FeatureKind {
  if (type === "bool") return "boolean";
  if (categories !== null && categories !== undefined && categories.length > 0) return "category";
  if (type === "bytes") return "text";
  return type !== undefined && /^u?int/.test(type) ? "integer" : "number";
}

function rangeOf(wire: WireFeature, kind: "number" | "integer"): FeatureRange | null {
  const min = wire.min ?? wire.quantiles?.[0];
  const max = wire.max ?? wire.quantiles?.at(-1);
  if (min === undefined || max === undefined || !(max > min)) return null;
  return { min, max, step: wire.step ?? (kind === "integer" ? 1 : stepFor(max - min)) };
}

/** About a hundred steps over a range, each a power of ten. */
function stepFor(range: number): number {
  return 10 ** Math.floor(Math.log10(range / 50));
}

function startOf(
  { kind, categories, range, isNullable }: Pick<
    ModelFeature,
    "kind" | "categories" | "range" | "isNullable"
  >,
  quantiles: readonly number[] | null | undefined,
): Value {
  if (kind === "category") return categories[0] ?? null;
  if (kind === "boolean") return false;
  if (kind === "text") return "";
  const start = quantiles?.[50] ?? (range === null ? undefined : (range.min + range.max) / 2);
  if (start !== undefined) return kind === "integer" ? Math.round(start) : start;
  // Nothing is known of it: what may be missing is, until somebody says.
  return isNullable ? null : 0;
}
