import { findTreeNode } from "./find_tree_node.ts";
import { OnnxError } from "./onnx_error.ts";
import { type Model, readModel } from "./read_model.ts";
import { readTreeAttributes } from "./read_tree_attributes.ts";
import { type DecodedForest, toEnsemble } from "./to_ensemble.ts";
import { checksum, CHECKSUM_KEY, type TreeAttributes } from "./tree_attributes.ts";

/**
 * Reads a random forest: a graph whose one `TreeEnsembleClassifier` (ai.onnx.ml 1 to 5) averages the
 * class shares of the leaves, as skl2onnx and {@linkcode encodeForest} write it. Nodes and trees may
 * come in any order and under any ids.
 *
 * With the cover of each node in the file, the shares come back as the exact fractions that the
 * weights were rounded from, and scores equal scikit-learn's bit for bit; without it `cover` is `null`
 * and scores are the float32 weights' own, within 1e-6. A checksum, if the file has one, must match.
 *
 * @param bytes The file; it is not kept.
 * @returns The forest.
 * @throws {OnnxError} If the file is damaged (`reason` "damaged"), or holds another kind of model, such
 * as boosted trees, a pipeline, or float64 inputs ("unsupported").
 */
export function decodeForest(bytes: Uint8Array): DecodedForest {
  const model = readModel(bytes);
  const stored = model.metadata.get(CHECKSUM_KEY);
  if (stored === undefined) return toEnsemble(readForest(model));
  try {
    const attributes = readForest(model);
    const computed = checksum(attributes);
    if (computed === stored) return toEnsemble(attributes);
    const found = `stored is "${stored}", computed is "${computed}"`;
    throw new OnnxError("damaged", `the forest must have its checksum: ${found}`);
  } catch (error) {
    if (!(error instanceof OnnxError && error.reason === "unsupported")) throw error;
    // It was a forest when the checksum was made, so another engine would score what it has become.
    const what = `a forest with a checksum must be as it was written: ${error.message}`;
    throw new OnnxError("damaged", what, error.offset, { cause: error });
  }
}

function readForest(model: Model): TreeAttributes {
  const { node, nFeatures } = findTreeNode(model, ["TreeEnsembleClassifier"]);
  return readTreeAttributes(node, nFeatures);
}
