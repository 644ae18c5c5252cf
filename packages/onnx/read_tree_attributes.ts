import { Attribute } from "./attribute.ts";
import type { TreeNode } from "./find_tree_node.ts";
import { OnnxError } from "./onnx_error.ts";
import type { Node } from "./read_model.ts";
import type { TreeAttributes } from "./tree_attributes.ts";

// In the order of `isLeaf`, 0 and 1.
const MODES = ["BRANCH_LEQ", "LEAF"] as const;

const OF_CLASSES = [
  "class_ids",
  "class_nodeids",
  "class_treeids",
  "class_weights",
  "classlabels_int64s",
  "classlabels_strings",
];
const OF_NUMBERS = [
  "n_targets",
  "target_ids",
  "target_nodeids",
  "target_treeids",
  "target_weights",
];

const KNOWN = new Set([
  "nodes_falsenodeids",
  "nodes_featureids",
  "nodes_hitrates",
  "nodes_missing_value_tracks_true",
  "nodes_modes",
  "nodes_nodeids",
  "nodes_treeids",
  "nodes_truenodeids",
  "nodes_values",
  "post_transform",
]);

/**
 * Reads the attributes of a `TreeEnsembleClassifier` or `TreeEnsembleRegressor` node.
 *
 * @param found The node, and what it takes.
 * @param options Whether missing values may go to the true side.
 * @returns Its attributes, each list of its right length; what stands in the metadata is left out.
 * @throws {OnnxError} If an attribute is missing or damaged, or if the node does more than a forest.
 */
export function readTreeAttributes(
  { node, nFeatures, columns }: TreeNode,
  { hasDirections }: { readonly hasDirections: boolean },
): TreeAttributes {
  const isClassifier = node.opType === "TreeEnsembleClassifier";
  refuseOtherModels(node, isClassifier ? OF_CLASSES : OF_NUMBERS, hasDirections);
  const isLeaf = attributeOf(node, "nodes_modes").flags(MODES);
  const labels = isClassifier ? readClassLabels(node) : [];
  if (labels === null) throw refusal("damaged", node, "class labels must be there: none are");
  const prefix = isClassifier ? "class" : "target";
  const tracks = find(node, "nodes_missing_value_tracks_true")?.indices();
  const attributes = {
    nFeatures,
    columns,
    treeIds: attributeOf(node, "nodes_treeids").indices(),
    nodeIds: attributeOf(node, "nodes_nodeids").indices(),
    isLeaf,
    featureIds: attributeOf(node, "nodes_featureids").indices(),
    values: attributeOf(node, "nodes_values").floats(),
    trueIds: attributeOf(node, "nodes_truenodeids").indices(),
    falseIds: attributeOf(node, "nodes_falsenodeids").indices(),
    hitrates: find(node, "nodes_hitrates")?.floats() ?? new Float32Array(0),
    tracksTrue: Uint8Array.from(hasDirections ? tracks ?? [] : [], (flag) => flag === 1 ? 1 : 0),
    classTreeIds: attributeOf(node, `${prefix}_treeids`).indices(),
    classNodeIds: attributeOf(node, `${prefix}_nodeids`).indices(),
    classIds: attributeOf(node, `${prefix}_ids`).indices(),
    classWeights: attributeOf(node, `${prefix}_weights`).floats(),
    labels,
    leaves: null,
    exactCover: null,
  };
  requireEqualLengths(node, attributes);
  return attributes;
}

/**
 * Reads the class labels that a classifier node of ai.onnx.ml holds, whichever operator it is.
 *
 * @returns Its labels, or `null` if it has none.
 * @throws {OnnxError} If they are damaged.
 */
export function readClassLabels(node: Node): (number | string)[] | null {
  const integers = find(node, "classlabels_int64s") ?? find(node, "classlabels_ints");
  const texts = find(node, "classlabels_strings");
  const labels = [...integers?.integers() ?? [], ...texts?.texts() ?? []];
  return labels.length === 0 ? null : labels;
}

function refuseOtherModels(node: Node, known: readonly string[], hasDirections: boolean): void {
  for (const name of node.attributes.keys()) {
    if (KNOWN.has(name) || known.includes(name)) continue;
    throw refusal("unsupported", node, `a forest must have no attribute "${name}": it is there`);
  }
  const transform = find(node, "post_transform")?.text() ?? "NONE";
  if (transform !== "NONE") {
    throw refusal("unsupported", node, `post_transform must be NONE: is "${transform}"`);
  }
  const nTargets = find(node, "n_targets")?.integer() ?? 1;
  if (nTargets !== 1) {
    throw refusal("unsupported", node, `n_targets must be 1: is ${nTargets}`);
  }
  if (hasDirections) return;
  if (find(node, "nodes_missing_value_tracks_true")?.indices().some((tracks) => tracks !== 0)) {
    throw refusal("unsupported", node, "missing values must track false: some track true");
  }
}

function requireEqualLengths(node: Node, attributes: TreeAttributes): void {
  const nNodes = attributes.isLeaf.length;
  const perNode = ["treeIds", "nodeIds", "featureIds", "values", "trueIds", "falseIds"] as const;
  const perWeight = ["classTreeIds", "classNodeIds", "classIds"] as const;
  const hitrates = attributes.hitrates.length;
  const tracks = attributes.tracksTrue.length;
  if (
    perNode.some((name) => attributes[name].length !== nNodes) ||
    hitrates !== nNodes && hitrates !== 0 || tracks !== nNodes && tracks !== 0
  ) {
    throw refusal("damaged", node, `nodes_* must be of one length: nodes_modes has ${nNodes}`);
  }
  const nWeights = attributes.classWeights.length;
  if (perWeight.some((name) => attributes[name].length !== nWeights)) {
    throw refusal("damaged", node, `class_* must be of one length: class_weights has ${nWeights}`);
  }
}

function find(node: Node, name: string): Attribute | undefined {
  const reader = node.attributes.get(name);
  return reader && new Attribute(name, reader);
}

function attributeOf(node: Node, name: string): Attribute {
  const attribute = find(node, name);
  if (attribute === undefined) throw refusal("damaged", node, `"${name}" must be there: it is not`);
  return attribute;
}

function refusal(reason: OnnxError["reason"], node: Node, what: string): OnnxError {
  return new OnnxError(reason, `${what} in the ${node.opType} node`, node.offset);
}
