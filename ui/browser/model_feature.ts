import type { FeatureAnswer } from "@mlops/answers";
import type { TaskColumn } from "@mlops/task";
import { type Histogram, quantileHistogram } from "./quantile_histogram.ts";

/** Bins behind a slider. */
const HISTOGRAM_BINS = 20;

/** A feature's value: a number, a text or a category, yes or no, or `null` where it is missing. */
export type Value = number | string | boolean | null;

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
  /** What it may be, if it is a category, the most frequent first where that is known; else empty. */
  readonly categories: readonly (string | number)[];
  /** Whether the model holds its values as text. */
  readonly holdsText: boolean;
  /** Whether its numbers are days since 1970-01-01 UTC; those of an integer have no time of day. */
  readonly isDate: boolean;
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
 */
export function assumedFeature(column: TaskColumn): ModelFeature {
  const { name, label, unit, min, max, step, default: start } = column;
  return {
    name,
    label,
    unit,
    kind: "number",
    categories: [],
    holdsText: false,
    isDate: false,
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
 * Fills in what a model does not say about a feature. A slider goes from the lowest hundredth of the
 * training rows to the highest, as a single row far away would leave no room for the others; its field takes
 * any number.
 *
 * @param wire What `GET /model` says.
 * @param hasOwnRange Whether the slider's ends are the task's own, which somebody chose.
 */
export function readFeature(wire: WireFeature, hasOwnRange = false): ModelFeature {
  const kind = kindOf(wire);
  const categories = kind === "category" ? byCount(wire) : [];
  const isNullable = wire.nullable ?? false;
  const isNumber = kind === "number" || kind === "integer";
  const whole = isNumber ? rangeOf(wire, kind) : null;
  const range = hasOwnRange || whole === null ? whole : usualRange(wire, whole);
  const { histogram } = wire;
  return {
    name: wire.name,
    label: wire.label ?? wire.name,
    unit: wire.unit ?? "",
    kind,
    categories,
    holdsText: wire.type === "bytes",
    isDate: wire.date ?? false,
    isNullable,
    range,
    default: wire.default === null || wire.default === undefined
      ? startOf({ kind, categories, range, isNullable }, wire.quantiles)
      : wire.date === true && kind === "integer"
      ? Math.round(Number(wire.default))
      : wire.default,
    histogram: range === whole || range === null
      ? histogram ?? null
      : quantileHistogram(wire.quantiles ?? [], { ...range, nBins: HISTOGRAM_BINS }),
  };
}

/** The most frequent category is the one that people look for. */
function byCount({ categories, counts }: WireFeature): readonly (string | number)[] {
  if (!categories || counts?.length !== categories.length) return categories ?? [];
  return categories.map((_, i) => i).sort((a, b) => counts[b]! - counts[a]!)
    .map((i) => categories[i]!);
}

/** From the 1 % to the 99 % quantile, on the slider's steps. */
function usualRange({ quantiles }: WireFeature, whole: FeatureRange): FeatureRange {
  if (quantiles?.length !== 101) return whole;
  const { step } = whole;
  const onStep = (value: number) => Number((value * step).toPrecision(12));
  const min = Math.max(whole.min, onStep(Math.floor(quantiles[1]! / step)));
  const max = Math.min(whole.max, onStep(Math.ceil(quantiles[99]! / step)));
  return max > min && (min > whole.min || max < whole.max) ? { min, max, step } : whole;
}

function kindOf({ type, categories, date, quantiles }: WireFeature): FeatureKind {
  // Only the first and the last quantile are values themselves.
  if (date === true) {
    return [quantiles?.[0], quantiles?.[100]].every(isWhole) ? "integer" : "number";
  }
  if (type === "bool") return "boolean";
  if (categories !== null && categories !== undefined && categories.length > 0) return "category";
  if (type === "bytes") return "text";
  return type !== undefined && /^u?int/.test(type) ? "integer" : "number";
}

function isWhole(days: number | undefined): boolean {
  return days === undefined || Number.isInteger(days);
}

function rangeOf(wire: WireFeature, kind: "number" | "integer"): FeatureRange | null {
  const min = wire.min ?? wire.quantiles?.[0];
  const max = wire.max ?? wire.quantiles?.at(-1);
  if (min === undefined || max === undefined || !(max > min)) return null;
  const step = kind === "integer" ? 1 : stepFor(max - min);
  // People look for a day, not for the nearest hundredth of a range.
  return { min, max, step: (wire.date === true ? null : wire.step) ?? step };
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
