import type { Explainer, Prediction, Rows } from "@mlops/model";
import { Problem } from "../http/problem.ts";
import { labelOf } from "../model/answer_format.ts";
import type { ServedModel } from "../model/served_model.ts";

/** Why a row has its prediction. */
export interface Explanation {
  /** Where the contributions add up, as in {@linkcode Explainer}. */
  readonly space: Explainer["space"];
  /** Class that is explained, as a position in the model's classes; `null` for a regression. */
  readonly classIndex: number | null;
  /** What is added to without knowing any feature. */
  readonly baseValue: number;
  /** Contribution of each feature, shape `[nFeatures]`. */
  readonly contributions: Float64Array;
}

/** Preparing an explainer takes some milliseconds, so that each model has one. */
const explainers = new WeakMap<ServedModel, Explainer | string>();

/**
 * Shares a row's prediction among its features.
 *
 * Of two classes the second is explained, of more the predicted one.
 *
 * @param model The model.
 * @param rows Rows.
 * @param row Which of them.
 * @param prediction What the model said of them.
 * @returns The explanation.
 * @throws {Problem} 422 if the model cannot be explained, with the reason.
 */
export function explainRow(
  model: ServedModel,
  { rows, row, prediction }: { rows: Rows; row: number; prediction: Prediction },
): Explanation {
  const explainer = explainerOf(model);
  if (typeof explainer === "string") {
    const title = `Cannot explain "${model.name}" version ${model.version}`;
    throw new Problem(422, `${title} as ${explainer}`);
  }
  const { classes, nOutputs, output } = model.scorer;
  const classIndex = output === "value"
    ? null
    : classes.length === 2
    ? 1
    : labelOf(prediction, row, nOutputs);
  const explained = explainer.nOutputs === 1 ? 0 : classIndex ?? 0;
  return {
    space: explainer.space,
    classIndex,
    baseValue: explainer.baseValue(explained),
    contributions: explainer.contributions(rows, row, explained),
  };
}

/**
 * Tells whether a model's predictions can be explained.
 *
 * @param model The model.
 * @returns `true` if so.
 */
export function isExplainable(model: ServedModel): boolean {
  return typeof explainerOf(model) !== "string";
}

function explainerOf(model: ServedModel): Explainer | string {
  const known = explainers.get(model);
  if (known !== undefined) return known;
  const explainer = model.scorer.explainer();
  explainers.set(model, explainer);
  return explainer;
}

/**
 * Writes contributions as a JSON object.
 *
 * @param model The model.
 * @param contributions Contribution of each feature, shape `[nFeatures]`.
 * @returns E.g. `{"Glucose":0.125,"Age":-0.0625}`.
 */
export function contributionsJson(model: ServedModel, contributions: Float64Array): string {
  const members = model.features.map(({ name }, column) =>
    `${JSON.stringify(name)}:${contributions[column]}`
  );
  return `{${members.join(",")}}`;
}
