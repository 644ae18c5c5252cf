import { Attribute } from "./attribute.ts";
import { OnnxError } from "./onnx_error.ts";
import type { Node } from "./read_model.ts";

/** Ways in which a node compares, as they lie in {@linkcode EnsembleNode.modes}. */
export const MODES = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "LEAF"] as const;

const LEAF = MODES.indexOf("LEAF");

const NODE_LISTS = new Set([
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
  "base_values",
]);
const CLASSIFIER_LISTS = new Set([
  "class_ids",
  "class_nodeids",
  "class_treeids",
  "class_weights",
  "classlabels_int64s",
  "classlabels_strings",
]);
const REGRESSOR_LISTS = new Set([
  "target_ids",
  "target_nodeids",
  "target_treeids",
  "target_weights",
  "n_targets",
  "aggregate_function",
]);

/** The attributes of a `TreeEnsembleClassifier` or `TreeEnsembleRegressor` (ai.onnx.ml 1 to 5). */
export interface EnsembleNode {
  /** Tree of each node, shape `[nNodes]`. */
  readonly treeIds: Int32Array;
  /** Name of the node within its tree. */
  readonly nodeIds: Int32Array;
  /** Index among {@linkcode MODES} of each node. */
  readonly modes: Uint8Array;
  /** 1 at leaves. */
  readonly isLeaf: Uint8Array;
  /** Feature that a branch compares. */
  readonly featureIds: Int32Array;
  /** What it is compared with. */
  readonly values: Float32Array;
  /** Child where the comparison holds. */
  readonly trueIds: Int32Array;
  /** Child where it does not. */
  readonly falseIds: Int32Array;
  /** 1 where a missing value goes as if it held; empty if it never does. */
  readonly tracksTrue: Int32Array;
  /** Tree of each weight's leaf, shape `[nWeights]`. */
  readonly weightTreeIds: Int32Array;
  /** Each weight's leaf within its tree. */
  readonly weightNodeIds: Int32Array;
  /** Class or target that the weight counts for. */
  readonly weightIds: Int32Array;
  /** What the leaf adds. */
  readonly weights: Float32Array;
  /** What is added to each sum; empty for nothing. */
  readonly baseValues: Float32Array;
  /** `NONE`, `LOGISTIC`, `SOFTMAX`, … */
  readonly transform: string;
  /** `SUM`, `AVERAGE`, … */
  readonly aggregate: string;
  /** Number of targets of a regressor. */
  readonly nTargets: number;
}

/**
 * Reads the attributes of a node of trees.
 *
 * @returns Its attributes, each list of its right length.
 * @throws {OnnxError} If an attribute is damaged, or of a kind that is left to ONNX Runtime.
 */
export function readEnsembleNode(node: Node): EnsembleNode {
  const isClassifier = node.opType === "TreeEnsembleClassifier";
  const known = isClassifier ? CLASSIFIER_LISTS : REGRESSOR_LISTS;
  for (const name of node.attributes.keys()) {
    if (NODE_LISTS.has(name) || known.has(name)) continue;
    throw refusal("unsupported", node, `attribute "${name}" must not be there: it is`);
  }
  const find = (name: string) => {
    const reader = node.attributes.get(name);
    return reader === undefined ? null : new Attribute(name, reader);
  };
  const take = (name: string) => {
    const attribute = find(name);
    if (attribute !== null) return attribute;
    throw refusal("damaged", node, `"${name}" must be there: it is not`);
  };
  const kind = isClassifier ? "class" : "target";
  const modes = take("nodes_modes").words(MODES);
  const lists: EnsembleNode = {
    treeIds: take("nodes_treeids").indices(),
    nodeIds: take("nodes_nodeids").indices(),
    modes,
    isLeaf: modes.map((mode) => Number(mode === LEAF)),
    featureIds: take("nodes_featureids").indices(),
    values: take("nodes_values").floats(),
    trueIds: take("nodes_truenodeids").indices(),
    falseIds: take("nodes_falsenodeids").indices(),
    tracksTrue: find("nodes_missing_value_tracks_true")?.indices() ?? new Int32Array(0),
    weightTreeIds: take(`${kind}_treeids`).indices(),
    weightNodeIds: take(`${kind}_nodeids`).indices(),
    weightIds: take(`${kind}_ids`).indices(),
    weights: take(`${kind}_weights`).floats(),
    baseValues: find("base_values")?.floats() ?? new Float32Array(0),
    transform: find("post_transform")?.text() ?? "NONE",
    aggregate: find("aggregate_function")?.text() ?? "SUM",
    nTargets: find("n_targets")?.integer() ?? 1,
  };
  requireEqualLengths(node, lists);
  return lists;
}

function requireEqualLengths(node: Node, lists: EnsembleNode): void {
  const nNodes = lists.modes.length;
  const perNode = ["treeIds", "nodeIds", "featureIds", "values", "trueIds", "falseIds"] as const;
  const isEqual = perNode.every((name) => lists[name].length === nNodes) &&
    (lists.tracksTrue.length === nNodes || lists.tracksTrue.length === 0);
  if (!isEqual) {
    throw refusal("damaged", node, `nodes_* must be of one length: nodes_modes has ${nNodes}`);
  }
  const nWeights = lists.weights.length;
  const perWeight = ["weightTreeIds", "weightNodeIds", "weightIds"] as const;
  if (perWeight.every((name) => lists[name].length === nWeights)) return;
  throw refusal("damaged", node, `weights must be of one length: there are ${nWeights}`);
}

function refusal(reason: OnnxError["reason"], node: Node, what: string): OnnxError {
  return new OnnxError(reason, `${what} in the ${node.opType} node`, node.offset);
}
