import { MODEL, type ModelAnswer } from "@mlops/answers/model";
import { parseAnswer } from "@mlops/answers/parse";
import { findTask } from "@mlops/tasks";
import { type ModelFeature, readFeature } from "./model_feature.ts";

/** What a model says of what it predicts. */
export type ModelTarget = NonNullable<ModelAnswer["target"]>;

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
  readonly output: ModelAnswer["output"];
  /** When it was trained, in ms since 1970, or `null`. */
  readonly trainedAt: number | null;
  /** Format of its file, as MLflow names it: `onnx`, `sklearn`. */
  readonly flavor: string;
  /** What scores it: `native` is the project's own code. */
  readonly engine: string;
  /** Whether its bytes match the digest in the registry. */
  readonly isVerified: boolean;
  /** Whether it comes from the service's cache, as the registry does not answer. */
  readonly isStale: boolean;
  /** What is to be known before its answers are trusted, sentences of the service. */
  readonly warnings: readonly string[];
  /** What it predicts, or `null` if it does not say. */
  readonly target: ModelTarget | null;
  /** Inputs in column order. */
  readonly features: readonly ModelFeature[];
  /** Class labels in the order of the probabilities, as text; empty for a regression. */
  readonly classes: readonly string[];
}

/**
 * Reads the answer of `GET /model`, filling in what a model does not say about its features.
 *
 * @param content The parsed JSON.
 * @returns The description.
 * @throws {TypeError} If it is no such answer.
 */
export function readModelDescription(content: unknown): ModelDescription {
  const model = parseAnswer(MODEL, content);
  const hasOwnRanges = findTask(model.task) !== null;
  const trainedAt = Date.parse(model.trained_at ?? "");
  const { name, version, alias, task, output, flavor, engine } = model;
  return {
    name,
    version,
    alias,
    task,
    output,
    trainedAt: Number.isNaN(trainedAt) ? null : trainedAt,
    flavor,
    engine,
    isVerified: model.verified,
    isStale: model.stale,
    warnings: model.warnings,
    target: model.target ?? null,
    features: model.features.map((feature) => readFeature(feature, hasOwnRanges)),
    classes: model.classes.map((label) => `${label}`),
  };
}
