import { ModelError } from "@mlops/model";
import type { ModelDescription, ValueInfo } from "@mlops/onnx";

/** Which outputs of a graph say what. */
export interface ModelOutputs {
  /** Name of the output that holds each row's label; `null` if the graph gives none. */
  readonly label: string | null;
  /**
   * Names of the outputs that hold numbers: one of shape `[n, k]` or `[n]`, or one of shape `[n]` for
   * each class, in the order of the classes.
   */
  readonly numbers: readonly [string, ...string[]];
}

const LABELS = ["int64", "int32", "string", "bool"];

/**
 * Finds what a graph says of a row: its label, and its probabilities, scores or value.
 *
 * @param model What the model gives.
 * @returns The outputs.
 * @throws {ModelError} If it gives no numbers, or more than one output may be meant.
 */
export function planOutputs(model: ModelDescription): ModelOutputs {
  const label = model.outputs.find(({ elementType, shape }) =>
    LABELS.includes(elementType) && shape.length <= 2
  );
  const floats = model.outputs.filter(({ elementType, shape }) =>
    (elementType === "float" || elementType === "double") && shape.length <= 2
  );
  return { label: label?.name ?? null, numbers: chooseNumbers(model, floats) };
}

function chooseNumbers(
  model: ModelDescription,
  floats: readonly ValueInfo[],
): ModelOutputs["numbers"] {
  const [first, ...others] = floats;
  if (first !== undefined && others.length === 0) return [first.name];
  const named = floats.filter(({ name }) => /prob/i.test(name));
  if (named.length === 1) return [named[0]!.name];
  // skl2onnx with zipmap="columns": an output for each class.
  const isColumn = floats.every(({ shape }) => shape.length < 2 || shape[1] === 1);
  if (first !== undefined && isColumn && floats.length === model.classLabels?.length) {
    return [first.name, ...others.map(({ name }) => name)];
  }
  const found = model.outputs.map(({ name, elementType, shape }) =>
    `"${name}" ${elementType} [${shape.map((size) => size ?? "?").join(", ")}]`
  ).join(", ");
  throw new ModelError(
    "unsupported",
    `it must give one tensor of numbers (probabilities, scores or a value): it gives ${found}`,
  );
}
