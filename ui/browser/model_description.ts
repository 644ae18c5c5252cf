import { type Feature, FEATURES } from "@mlops/diabetes";

/** How the training rows are spread over a feature's range. */
export interface Histogram {
  /** Limits of the bins, ascending, shape `[nBins + 1]`. */
  readonly edges: readonly number[];
  /** Rows in each bin, shape `[nBins]`. */
  readonly counts: readonly number[];
}

/** One input of the served model, ready to be drawn as a slider. */
export interface ModelFeature extends Feature {
  /** Its training rows, or `null` if the model does not say. */
  readonly histogram: Histogram | null;
}

/** The model that the service answers with, as `GET /model` describes it. */
export interface ModelDescription {
  /** Name of the registered model. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
  /** The alias that the service follows, or `null`. */
  readonly alias: string | null;
  /** `diabetes` turns on the verdict and the risk levels; `null` if the model does not say. */
  readonly task: string | null;
  /** When it was trained, in ms since 1970, or `null`. */
  readonly trainedAt: number | null;
  /** What scores it, for example `forest`. */
  readonly engine: string;
  /** Whether its bytes match the digest in the registry. */
  readonly isVerified: boolean;
  /** Whether it comes from the service's cache, as the registry does not answer. */
  readonly isStale: boolean;
  /** Inputs in column order. */
  readonly features: readonly ModelFeature[];
  /** Class labels, ascending. */
  readonly classes: readonly number[];
}

/** The reference task's features, drawn before the service has answered. */
export const ASSUMED_FEATURES: readonly ModelFeature[] = FEATURES.map((feature) => ({
  ...feature,
  histogram: null,
}));

/** What the service sends; a model that another client logged may leave out most of it. */
interface WireModel {
  readonly name?: string | null;
  readonly version?: string | null;
  readonly alias?: string | null;
  readonly task?: string | null;
  readonly "trained_at"?: string | null;
  readonly engine?: string | null;
  readonly verified?: boolean;
  readonly stale?: boolean;
  readonly classes?: readonly number[] | null;
  readonly features?: readonly WireFeature[] | null;
}

interface WireFeature extends Partial<Feature> {
  readonly name: string;
  readonly histogram?: Histogram | null;
  readonly quantiles?: readonly number[] | null;
}

/**
 * Reads the answer of `GET /model`, filling in what a model does not say about its features.
 *
 * @param wire The parsed JSON.
 * @returns The description.
 */
export function readModelDescription(wire: unknown): ModelDescription {
  const model = wire as WireModel;
  const trainedAt = Date.parse(model.trained_at ?? "");
  return {
    name: model.name ?? "",
    version: `${model.version ?? ""}`,
    alias: model.alias ?? null,
    task: model.task ?? null,
    trainedAt: Number.isNaN(trainedAt) ? null : trainedAt,
    engine: model.engine ?? "",
    isVerified: model.verified ?? false,
    isStale: model.stale ?? false,
    features: (model.features ?? []).map(readFeature),
    classes: model.classes ?? [],
  };
}

function readFeature(wire: WireFeature): ModelFeature {
  const min = wire.min ?? wire.quantiles?.[0] ?? 0;
  const max = wire.max ?? wire.quantiles?.at(-1) ?? 1;
  return {
    name: wire.name,
    label: wire.label ?? wire.name,
    unit: wire.unit ?? "",
    min,
    max,
    step: wire.step ?? stepFor(max - min),
    default: wire.default ?? wire.quantiles?.[50] ?? (min + max) / 2,
    histogram: wire.histogram ?? null,
  };
}

/** About a hundred steps over a range, each a power of ten. */
function stepFor(range: number): number {
  return range > 0 ? 10 ** Math.floor(Math.log10(range / 50)) : 0.01;
}
