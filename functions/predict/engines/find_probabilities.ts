import type { ModelDescription } from "@mlops/onnx";
import { UnsupportedModelError } from "./unsupported_model_error.ts";

/**
 * Finds the output of a classifier that holds its probabilities: the one tensor of floats, or of
 * several the one that is named for it.
 *
 * @param model What the model gives.
 * @returns Name of the output.
 * @throws {UnsupportedModelError} If there is none, or more than one may be it.
 */
export function findProbabilities(model: ModelDescription): string {
  const tensors = model.outputs.filter(({ elementType, shape }) =>
    (elementType === "float" || elementType === "double") &&
    (shape.length === 2 || shape.length === 0)
  );
  const named = tensors.filter(({ name }) => /prob/i.test(name));
  const candidates = tensors.length === 1 ? tensors : named;
  const output = candidates[0];
  if (output !== undefined && candidates.length === 1) return output.name;
  const found = model.outputs.map(({ name, elementType, shape }) =>
    `"${name}" ${elementType} [${shape.map((size) => size ?? "?").join(", ")}]`
  ).join(", ");
  throw new UnsupportedModelError(
    `Cannot load model as it must give one tensor of probabilities [n, classes]: it gives ${found}`,
  );
}
