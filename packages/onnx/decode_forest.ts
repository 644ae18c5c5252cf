import { textToDoubles } from "./doubles_text.ts";
import { findTreeNode } from "./find_tree_node.ts";
import { OnnxError } from "./onnx_error.ts";
import { type Model, readModel } from "./read_model.ts";
import { readTreeAttributes } from "./read_tree_attributes.ts";
import { type DecodedForest, toEnsemble } from "./to_ensemble.ts";
import {
  checksum,
  CHECKSUM_KEY,
  COVER_KEY,
  LEAVES_KEY,
  type TreeAttributes,
} from "./tree_attributes.ts";

/**
 * Reads a random forest: a graph whose one `TreeEnsembleClassifier` (ai.onnx.ml 1 to 5) averages the
 * class shares of the leaves, as skl2onnx and {@linkcode encodeForest} write it, or whose
 * `TreeEnsembleRegressor` averages numbers, as the latter does. Nodes and trees may come in any order and
 * under any ids.
 *
 * With the cover of each node in the file, the shares come back as the exact fractions that the
 * weights were rounded from, or with the values themselves in its metadata as those, and scores equal
 * scikit-learn's bit for bit; without either `cover` is `null` and scores are the float32 weights' own,
 * within 1e-6. A checksum, if the file has one, must match.
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
  const { metadata } = model;
  const found = findTreeNode(model, ["TreeEnsembleClassifier", "TreeEnsembleRegressor"]);
  // Of others' forests, which know of no missing values, a direction would be a surprise.
  const hasDirections = found.columns !== null || metadata.has(CHECKSUM_KEY);
  const attributes = readTreeAttributes(found, { hasDirections });
  const { isLeaf, labels } = attributes;
  const nLeaves = isLeaf.reduce((sum, flag) => sum + flag, 0);
  const read = (key: string, length: number) => {
    const text = metadata.get(key);
    return text === undefined ? null : textToDoubles(key, text, length);
  };
  const leaves = read(LEAVES_KEY, nLeaves * Math.max(1, labels.length));
  if (labels.length === 0 && leaves === null) {
    const what = "a forest of numbers must have their doubles in its metadata: has none";
    throw new OnnxError("unsupported", what, found.node.offset);
  }
  return {
    ...attributes,
    // A plain forest's are all 0 and no part of its checksum.
    tracksTrue: isPlain(attributes) ? new Uint8Array(0) : attributes.tracksTrue,
    leaves,
    exactCover: read(COVER_KEY, isLeaf.length),
  };
}

/** Whether a forest has rows of classes and nothing that goes to the true side. */
function isPlain({ columns, labels, tracksTrue }: TreeAttributes): boolean {
  return columns === null && labels.length > 0 && tracksTrue.every((flag) => flag === 0);
}
