import { OnnxError } from "./onnx_error.ts";
import { type Model, type Node, readModel } from "./read_model.ts";
import { readTreeAttributes } from "./read_tree_attributes.ts";
import { type DecodedForest, toEnsemble } from "./to_ensemble.ts";
import { checksum, CHECKSUM_KEY, type TreeAttributes } from "./tree_attributes.ts";

// Operators that only repack what the classifier made, as skl2onnx adds them with zipmap on.
const REPACKING = new Set(["Cast", "Identity", "ZipMap"]);

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
  const node = findClassifier(model);
  return readTreeAttributes(node, countFeatures(model, node));
}

function findClassifier(model: Model): Node {
  const classifiers = model.nodes.filter(isClassifier);
  const node = classifiers[0];
  if (node === undefined || classifiers.length > 1) {
    const found = model.nodes.slice(0, 10).map(({ opType }) => opType).join(", ");
    throw new OnnxError(
      "unsupported",
      `there must be one TreeEnsembleClassifier node: there are ${classifiers.length} in [${found}]`,
    );
  }
  const version = model.opsets.get("ai.onnx.ml");
  if (version === undefined || version < 1 || version > 5) {
    const found = version === undefined ? "none" : `${version}`;
    throw new OnnxError("unsupported", `the ai.onnx.ml operator set must be 1 to 5: is ${found}`);
  }
  const repacked = new Set(node.outputs);
  for (const other of model.nodes) {
    if (other === node) continue;
    if (!REPACKING.has(other.opType) || !other.inputs.every((input) => repacked.has(input))) {
      const what = `the other nodes must only repack its outputs: there is ${other.opType}`;
      throw new OnnxError("unsupported", what, other.offset);
    }
    for (const output of other.outputs) repacked.add(output);
  }
  return node;
}

function isClassifier({ opType, domain }: Node): boolean {
  return opType === "TreeEnsembleClassifier" && domain === "ai.onnx.ml";
}

function countFeatures(model: Model, node: Node): number {
  const input = model.inputs[0];
  if (input === undefined || model.inputs.length > 1 || node.inputs.join() !== input.name) {
    const found = model.inputs.map(({ name }) => `"${name}"`).join(", ");
    throw new OnnxError("unsupported", `the classifier must take the graph's one input: ${found}`);
  }
  const nFeatures = input.shape[1] ?? null;
  if (input.elementType !== "float" || input.shape.length !== 2 || nFeatures === null) {
    const found = `${input.elementType} [${input.shape.map((size) => size ?? "?").join(", ")}]`;
    throw new OnnxError("unsupported", `its input must be float [?, features]: is ${found}`);
  }
  return nFeatures;
}
