import type { ProtobufWriter } from "./protobuf_writer.ts";
import type { TreeAttributes } from "./tree_attributes.ts";
import {
  writeFloats,
  writeIntegers,
  writeNumber,
  writeText,
  writeTexts,
} from "./write_attribute.ts";

/**
 * Writes the node of a forest: a `TreeEnsembleClassifier`, or a `TreeEnsembleRegressor` where there are no
 * classes, with the attributes in skl2onnx's order.
 *
 * @param node Where to.
 * @param attributes The forest.
 * @param values Names of what the node takes and makes.
 */
export function writeTreeNode(
  node: ProtobufWriter,
  attributes: TreeAttributes,
  { input, outputs }: { readonly input: string; readonly outputs: readonly string[] },
): void {
  const { labels, isLeaf, tracksTrue } = attributes;
  const isClassifier = labels.length > 0;
  const operator = isClassifier ? "TreeEnsembleClassifier" : "TreeEnsembleRegressor";
  node.text(1, input);
  for (const output of outputs) node.text(2, output);
  node.text(3, operator);
  node.text(4, operator);
  if (isClassifier) {
    writeIntegers(node, "class_ids", attributes.classIds);
    writeIntegers(node, "class_nodeids", attributes.classNodeIds);
    writeIntegers(node, "class_treeids", attributes.classTreeIds);
    writeFloats(node, "class_weights", attributes.classWeights);
    if (typeof labels[0] === "string") writeTexts(node, "classlabels_strings", labels.map(String));
    else writeIntegers(node, "classlabels_int64s", labels.map(Number));
  } else {
    writeNumber(node, "n_targets", 1);
  }
  writeIntegers(node, "nodes_falsenodeids", attributes.falseIds);
  writeIntegers(node, "nodes_featureids", attributes.featureIds);
  writeFloats(node, "nodes_hitrates", attributes.hitrates);
  const directions = tracksTrue.length === 0 ? new Uint8Array(isLeaf.length) : tracksTrue;
  writeIntegers(node, "nodes_missing_value_tracks_true", directions);
  writeTexts(node, "nodes_modes", Array.from(isLeaf, (flag) => flag === 1 ? "LEAF" : "BRANCH_LEQ"));
  writeIntegers(node, "nodes_nodeids", attributes.nodeIds);
  writeIntegers(node, "nodes_treeids", attributes.treeIds);
  writeIntegers(node, "nodes_truenodeids", attributes.trueIds);
  writeFloats(node, "nodes_values", attributes.values);
  writeText(node, "post_transform", "NONE");
  if (!isClassifier) {
    writeIntegers(node, "target_ids", attributes.classIds);
    writeIntegers(node, "target_nodeids", attributes.classNodeIds);
    writeIntegers(node, "target_treeids", attributes.classTreeIds);
    writeFloats(node, "target_weights", attributes.classWeights);
  }
  node.text(7, "ai.onnx.ml");
}
