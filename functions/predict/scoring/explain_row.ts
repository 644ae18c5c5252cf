import { TreeExplainer } from "@mlops/trees";
import { likeliest } from "../model/answer_format.ts";
import { Problem } from "../http/problem.ts";
import type { ServedModel } from "../model/served_model.ts";

/** Why a row has its probability. */
export interface Explanation {
  /** Class whose probability is explained, as a position in the model's classes. */
  readonly classIndex: number;
  /** Its probability without knowing any feature. */
  readonly baseValue: number;
  /** Contribution of each feature, shape `[nFeatures]`; with the base value they add up. */
  readonly contributions: Float64Array;
}

/** Preparing an explainer takes some milliseconds, so that each model has one. */
const explainers = new WeakMap<ServedModel, TreeExplainer>();

/**
 * Shares a row's probability among its features: exact, path-dependent TreeSHAP (Lundberg et al.,
 * "From local explanations to global understanding with explainable AI for trees", 2020).
 *
 * Of two classes the second is explained, of more the likeliest.
 *
 * @param model The model.
 * @param row Features, shape `[nFeatures]`.
 * @param probabilities The row's probabilities, shape `[nClasses]`.
 * @returns The explanation.
 * @throws {Problem} 422 if the model is no forest, or its file does not tell the nodes' rows.
 */
export function explainRow(
  model: ServedModel,
  row: Float32Array,
  probabilities: Float64Array,
): Explanation {
  const explainer = explainerOf(model);
  const classIndex = probabilities.length === 2 ? 1 : likeliest(probabilities);
  return {
    classIndex,
    baseValue: explainer.expectedValue(classIndex),
    contributions: explainer.shapValues(row, classIndex),
  };
}

function explainerOf(model: ServedModel): TreeExplainer {
  const known = explainers.get(model);
  if (known !== undefined) return known;
  const { ensemble, engine } = model.classifier;
  const title = `Cannot explain "${model.name}" version ${model.version}`;
  if (ensemble === null) {
    throw new Problem(
      422,
      `${title} as only forests can be explained: it is scored by ${engine}, which tells no trees`,
    );
  }
  if (ensemble.cover === null) {
    throw new Problem(
      422,
      `${title} as its file must tell how many training rows each node saw: it was written without ` +
        "(nodes_hitrates are all 1), as skl2onnx does",
    );
  }
  const explainer = new TreeExplainer(ensemble);
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
