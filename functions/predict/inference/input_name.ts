import { describeModel } from "@mlops/onnx";
import type { ServedModel } from "../model/served_model.ts";

/** Name of the input of models that have one input for each column. */
const ALL_COLUMNS = "features";

const names = new WeakMap<ServedModel, string>();

/**
 * Finds the name of a model's input in the Open Inference Protocol: the graph's own, where it takes all
 * columns at once.
 *
 * @param model The model.
 * @returns The name.
 */
export function inputNameOf(model: ServedModel): string {
  let name = names.get(model);
  if (name === undefined) {
    const { inputs } = describeModel(model.onnx);
    name = inputs.length === 1 ? inputs[0]?.name ?? ALL_COLUMNS : ALL_COLUMNS;
    names.set(model, name);
  }
  return name;
}
