import { type ForestTrees } from "@mlops/forest";
import { roundDownToFloat32 } from "@mlops/trees";
import { leafFactor } from "./leaf_weights.ts";
import type { TreeAttributes } from "./tree_attributes.ts";

// float32 holds every integer up to here.
const MAX_COVER = 2 ** 24;

/**
 * Lays a forest out as skl2onnx does: tree by tree, node ids ascending from 0 in each tree, zeros in
 * what a leaf does not use, one weight per leaf for two classes and one per class for more.
 *
 * @param ensemble The forest.
 * @returns The node's attributes.
 * @throws {RangeError} If the forest cannot be written; see `encodeForest`.
 */
export function toTreeAttributes(ensemble: ForestTrees): TreeAttributes {
  const { roots, left, right, feature, classes } = ensemble;
  const nNodes = left.length;
  requireEncodable(ensemble);
  const weights = toClassWeights(ensemble);
  const treeIds = new Int32Array(nNodes);
  roots.forEach((root, tree) => treeIds.fill(tree, root));
  const rootOf = (node: number) => roots[treeIds[node]!]!;
  const isLeaf = Uint8Array.from(left, (child) => child < 0 ? 1 : 0);
  const idsOf = (children: Int32Array) =>
    children.map((child, node) => child < 0 ? 0 : child - rootOf(node));
  return {
    nFeatures: ensemble.nFeatures,
    treeIds,
    nodeIds: treeIds.map((_, node) => node - rootOf(node)),
    isLeaf,
    featureIds: feature.map((index, node) => isLeaf[node] === 1 ? 0 : index),
    values: toThresholds(ensemble),
    trueIds: idsOf(left),
    falseIds: idsOf(right),
    hitrates: toHitrates(ensemble),
    classTreeIds: weights.nodes.map((node) => treeIds[node]!),
    classNodeIds: weights.nodes.map((node) => node - rootOf(node)),
    classIds: weights.classIds,
    classWeights: weights.weights,
    labels: classes,
  };
}

function requireEncodable(ensemble: ForestTrees): void {
  if (ensemble.roots.length === 0 || ensemble.roots[0] !== 0) {
    throw new RangeError(
      "Cannot encode forest as its first tree must start at node 0: it does not",
    );
  }
  if (ensemble.classes.length < 2 || !ensemble.classes.every(Number.isSafeInteger)) {
    throw new RangeError(
      `Cannot encode forest as it must have at least 2 integer classes: has ${
        JSON.stringify(ensemble.classes)
      }`,
    );
  }
}

function toThresholds({ left, threshold }: ForestTrees): Float32Array {
  return Float32Array.from(threshold, (value, node) => {
    if (left[node]! < 0) return 0;
    const rounded = roundDownToFloat32(value);
    if (Number.isFinite(rounded)) return rounded;
    throw new RangeError(
      `Cannot encode forest as thresholds must be finite float32: node ${node} has ${value}`,
    );
  });
}

function toHitrates({ cover, left }: ForestTrees): Float32Array {
  if (cover === null) return new Float32Array(left.length).fill(1);
  return Float32Array.from(cover, (rows, node) => {
    if (Number.isInteger(rows) && rows >= 1 && rows <= MAX_COVER) return rows;
    throw new RangeError(
      `Cannot encode forest as cover must be an integer in [1, ${MAX_COVER}]: node ${node} has ${rows}`,
    );
  });
}

function toClassWeights(
  { left, value, classes, roots }: ForestTrees,
): { nodes: Int32Array; classIds: Int32Array; weights: Float32Array } {
  const nClasses = classes.length;
  const isBinary = nClasses === 2;
  const perLeaf = isBinary ? 1 : nClasses;
  const leaves: number[] = [];
  left.forEach((child, node) => child < 0 && leaves.push(node));
  const nodes = new Int32Array(leaves.length * perLeaf);
  const classIds = new Int32Array(nodes.length);
  const weights = new Float32Array(nodes.length);
  leaves.forEach((node, index) => {
    const shares = value.subarray(node * nClasses, (node + 1) * nClasses);
    const factor = leafFactor(shares, roots.length);
    for (let id = 0; id < perLeaf; id += 1) {
      const entry = index * perLeaf + id;
      nodes[entry] = node;
      classIds[entry] = id;
      weights[entry] = shares[isBinary ? 1 : id]! * factor;
    }
  });
  return { nodes, classIds, weights };
}
