import { type ModelFeature, readFeature, type WireFeature } from "./model_feature.ts";

/** The model that the service answers with, as `GET /model` describes it. */
export interface ModelDescription {
  /** Name of the registered model. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
  /** The alias that the service follows, or `null`. */
  readonly alias: string | null;
  /** A known task turns on its verdict and its levels; `null` if the model does not say. */
  readonly task: string | null;
  /** What its answers are. */
  readonly output: "probabilities" | "scores" | "value";
  /** When it was trained, in ms since 1970, or `null`. */
  readonly trainedAt: number | null;
  /** What scores it, for example `forest`. */
  readonly engine: string;
  /** Whether its bytes match the digest in the registry. */
  readonly isVerified: boolean;
  /** Whether it comes from the service's cache, as the registry does not answer. */
  readonly isStale: boolean;
  /** What is to be known before its answers are trusted, sentences of the service. */
  readonly warnings: readonly string[];
  /** Inputs in column order. */
  readonly features: readonly ModelFeature[];
  /** Class labels in the order of the probabilities, as text; empty for a regression. */
  readonly classes: readonly string[];
}

/** What the service sends; a model that another client logged may leave out most of it. */
interface WireModel {
  readonly name?: string | null;
  readonly version?: string | null;
  readonly alias?: string | null;
  readonly task?: string | null;
  readonly output?: ModelDescription["output"] | null;
  readonly "trained_at"?: string | null;
  readonly engine?: string | null;
  readonly verified?: boolean;
  readonly stale?: boolean;
  readonly warnings?: readonly string[] | null;
  readonly classes?: readonly (number | string | boolean)[] | null;
  readonly features?: readonly WireFeature[] | null;
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
    output: model.output ?? "probabilities",
    trainedAt: Number.isNaN(trainedAt) ? null : trainedAt,
    engine: model.engine ?? "",
    isVerified: model.verified ?? false,
    isStale: model.stale ?? false,
    warnings: model.warnings ?? [],
    features: (model.features ?? []).map(readFeature),
    classes: (model.classes ?? []).map((label) => `${label}`),
  };
}
