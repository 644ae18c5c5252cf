import type { Model, Node } from "./read_model.ts";
import { readClassLabels } from "./read_tree_attributes.ts";
import { readLabelTensor } from "./read_label_tensor.ts";

// Operators of the main set that hand labels on as they are.
const PASSING = new Set(["Cast", "Flatten", "Identity", "Reshape", "Squeeze", "Unsqueeze"]);

/**
 * Finds the class labels of a model by walking back from its outputs to what makes the label: a
 * classifier node that holds the labels, or an `ArrayFeatureExtractor` that picks from a stored list,
 * as skl2onnx writes for estimators without an operator of their own.
 *
 * @returns The labels in the order of the probabilities, shape `[nClasses]`, or `null` if the graph
 * does not show them.
 * @throws {OnnxError} If the stored labels are damaged.
 */
export function findClassLabels(model: Model): (number | string)[] | null {
  const producers = new Map<string, Node>();
  for (const node of model.nodes) for (const output of node.outputs) producers.set(output, node);
  for (const { name, elementType } of model.outputs) {
    if (elementType !== "int64" && elementType !== "string") continue;
    const labels = walkBack(name, producers, model);
    if (labels !== null) return labels;
  }
  return null;
}

function walkBack(
  output: string,
  producers: ReadonlyMap<string, Node>,
  model: Model,
): (number | string)[] | null {
  let name = output;
  // A hostile graph may have a cycle; no walk is longer than the list of nodes.
  for (let steps = 0; steps < model.nodes.length; steps += 1) {
    const node = producers.get(name);
    if (node === undefined) return null;
    if (node.domain === "ai.onnx.ml" && node.opType.endsWith("Classifier")) {
      return name === node.outputs[0] ? readClassLabels(node) : null;
    }
    const source = node.inputs[0] ?? "";
    if (node.opType === "ArrayFeatureExtractor") {
      const tensor = model.initializers.get(source);
      return tensor === undefined ? null : readLabelTensor(tensor);
    }
    if (!PASSING.has(node.opType)) return null;
    name = source;
  }
  return null;
}
