import { FEATURES } from "@mlops/diabetes";
import type { Model } from "@mlops/model";

/** What a task's description knows of a feature. */
export type KnownFeature = (typeof FEATURES)[number];

/** A task that is known by its columns. */
export interface KnownTask {
  /** Its name. */
  readonly task: string;
  /** Its features, in column order. */
  readonly features: readonly KnownFeature[];
}

/**
 * Recognizes the reference task in a model whose trainer did not name it, as the workshop's own Python
 * program does not: by the names of the columns, in their order, and by what is predicted.
 *
 * @param model The model.
 * @returns The task with what is known of its features, or `null` for any other model.
 */
export function recognizeTask(model: Model): KnownTask | null {
  const { features, output } = model;
  const isSame = features.length === FEATURES.length && output === "probabilities" &&
    features.every(({ name }, column) => name === FEATURES[column]!.name) &&
    `${model.classes}` === "0,1";
  return isSame ? { task: "diabetes", features: FEATURES } : null;
}
