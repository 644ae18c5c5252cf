import type { PythonValue } from "@mlops/pickle";
import type { Estimator } from "./estimator.ts";

/** One tree of scikit-learn's own arrays (`sklearn.tree._tree.Tree`), checked. */
export interface FittedTree {
  /** Left child of each node, -1 at a leaf, shape `[nNodes]`. */
  readonly left: Int32Array;
  /** Right child of each node, -1 at a leaf. */
  readonly right: Int32Array;
  /** Column that a node splits on. */
  readonly feature: Int32Array;
  /** Threshold of a node, up to which a value goes left. */
  readonly threshold: Float64Array;
  /** 1 where a missing value goes left. */
  readonly missingGoesLeft: Uint8Array;
  /** Weighted training rows of each node. */
  readonly cover: Float64Array;
  /** Values of the nodes, row-major `[nNodes, nValues]`: shares or counts of classes, or the mean. */
  readonly value: Float64Array;
  /** Numbers that a node has. */
  readonly nValues: number;
}

/**
 * Reads a tree and checks that it can be walked.
 *
 * @param owner The estimator that holds it as `tree_`, for messages.
 * @param nFeatures Columns that it may split on.
 * @param nValues Numbers that a node must have; 1 for a regression.
 * @returns The tree.
 * @throws {ModelError} If it is damaged, naming the node.
 */
export function readTree(owner: Estimator, nFeatures: number, nValues: number): FittedTree {
  const tree = requireTreeOf(owner, nFeatures);
  const nodes = tree.array("nodes");
  const field = (name: string) => tree.decode("nodes", () => nodes.field(name));
  const integers = (name: string) => tree.decode(name, () => field(name).toInt32Array());
  const doubles = (name: string) => {
    const array = field(name);
    if (array.dtype.kind !== "f" || array.dtype.itemSize !== 8) {
      throw tree.fault(`must have ${name} as float64: is ${array.dtype.description}`);
    }
    return tree.decode(name, () => array.toFloat64Array());
  };
  const left = integers("left_child");
  const values = tree.array("values");
  const [nRows, nOutputs, nOwn] = values.shape;
  if (nOutputs !== 1 || nOwn !== nValues || values.shape.length !== 3 || nRows !== left.length) {
    throw tree.fault(
      `must have values as [${left.length}, 1, ${nValues}]: is [${values.shape.join(", ")}]` +
        (nOutputs !== 1 ? " (several outputs are not supported: train a model for each)" : ""),
    );
  }
  if (values.dtype.kind !== "f" || values.dtype.itemSize !== 8) {
    throw tree.fault(`must have values as float64: is ${values.dtype.description}`);
  }
  const hasDirections = nodes.dtype.fields?.has("missing_go_to_left") === true;
  const read: FittedTree = {
    left,
    right: integers("right_child"),
    feature: integers("feature"),
    threshold: doubles("threshold"),
    missingGoesLeft: hasDirections
      ? Uint8Array.from(integers("missing_go_to_left"))
      : new Uint8Array(left.length),
    cover: doubles("weighted_n_node_samples"),
    value: tree.decode("values", () => values.toFloat64Array()),
    nValues,
  };
  checkTree(tree, read, nFeatures);
  return read;
}

/**
 * Opens a tree, which is made with its number of columns, its classes and its outputs.
 *
 * @param owner The estimator that holds it as `tree_`.
 * @param nFeatures Columns that it must take.
 * @returns Its arrays, not looked at yet.
 * @throws {ModelError} If it takes others.
 */
export function requireTreeOf(owner: Estimator, nFeatures: number): Estimator {
  const object = owner.object("tree_");
  const own: PythonValue | undefined = object.args.items[0];
  if (object.className !== "sklearn.tree._tree.Tree" || own !== nFeatures) {
    throw owner.fault(
      `must have a tree of ${nFeatures} columns, its n_features_in_: takes ${
        typeof own === "number" ? own : "another object"
      }`,
    );
  }
  return owner.open(object, "tree_");
}

/**
 * From the root down, in the order in which scikit-learn adds nodes: children come after their parent,
 * so there is no circle. Nodes that nothing leads to are not looked at.
 */
function checkTree(tree: Estimator, nodes: FittedTree, nFeatures: number): void {
  const { left, right, feature, threshold, cover, value, nValues } = nodes;
  const nNodes = left.length;
  if (nNodes === 0) throw tree.fault("must have a node");
  const isReached = new Uint8Array(nNodes);
  isReached[0] = 1;
  for (let node = 0; node < nNodes; node++) {
    if (isReached[node] === 0) continue;
    const fail = (what: string) => tree.fault(`must be a tree: node ${node} ${what}`);
    if (!(cover[node]! >= 0 && cover[node]! < Infinity)) throw fail(`has cover ${cover[node]}`);
    for (let i = node * nValues; i < (node + 1) * nValues; i++) {
      if (!Number.isFinite(value[i])) throw fail(`has a value not finite: ${value[i]}`);
    }
    if (left[node] === -1 && right[node] === -1) continue;
    for (const [side, child] of [["left", left[node]!], ["right", right[node]!]] as const) {
      if (child === -1) continue;
      if (child <= node || child >= nNodes) {
        throw fail(
          `has ${side} child ${child}, which must come after its parent and below ${nNodes}`,
        );
      }
      if (isReached[child] === 1) throw tree.fault(`must be a tree: node ${child} has two parents`);
      isReached[child] = 1;
    }
    if (left[node] === -1 || right[node] === -1) throw fail("has one child");
    if (!(feature[node]! >= 0 && feature[node]! < nFeatures)) {
      throw fail(`has feature ${feature[node]} of ${nFeatures}`);
    }
    if (Number.isNaN(threshold[node]!)) throw fail("has a threshold that is no number");
  }
}
