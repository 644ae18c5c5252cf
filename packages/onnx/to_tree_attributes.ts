import { type ForestTrees } from "@mlops/forest";
import { roundDownToFloat32 } from "@mlops/trees";
import type { GraphColumn } from "./graph_column.ts";
import { leafFactor } from "./leaf_weights.ts";
import { readShares } from "./read_shares.ts";
import type { TreeAttributes } from "./tree_attributes.ts";

/** float32 holds every integer up to here. */
const MAX_COVER = 2 ** 24;

/** A forest to be written, with where missing values go if the trainer knows. */
export type WrittenForest = ForestTrees & {
  /** 1 where rows without a value go left, shape `[nNodes]`; it wins over `missing`. */
  readonly missingGoesLeft?: Uint8Array;
};

/** What is written beside the trees. */
export interface AttributeOptions {
  /** The columns that the graph takes, or `null` for rows of numbers. */
  readonly columns: readonly GraphColumn[] | null;
  /** Class labels in the place of the forest's numbers. */
  readonly labels: readonly (number | string)[];
  /** Whether where missing values go is written. */
  readonly hasDirections: boolean;
}

/**
 * Lays a forest out as skl2onnx does: tree by tree, node ids ascending from 0 in each tree, zeros in
 * what a leaf does not use, one weight per leaf for two classes and for a number, one per class for more.
 *
 * @param ensemble The forest.
 * @param options What is written beside it.
 * @returns The node's attributes.
 * @throws {RangeError} If the forest cannot be written; see `encodeForest`.
 */
export function toTreeAttributes(
  ensemble: WrittenForest,
  { columns, labels, hasDirections }: AttributeOptions,
): TreeAttributes {
  const { roots, left, right, feature } = ensemble;
  const nNodes = left.length;
  requireEncodable(ensemble, labels);
  const weights = labels.length === 0 ? toNumberWeights(ensemble) : toClassWeights(ensemble);
  const treeIds = new Int32Array(nNodes);
  roots.forEach((root, tree) => treeIds.fill(tree, root));
  const rootOf = (node: number) => roots[treeIds[node]!]!;
  const isLeaf = Uint8Array.from(left, (child) => child < 0 ? 1 : 0);
  const idsOf = (children: Int32Array) =>
    children.map((child, node) => child < 0 ? 0 : child - rootOf(node));
  const nodeIds = treeIds.map((_, node) => node - rootOf(node));
  const directions = hasDirections ? toDirections(ensemble) : new Uint8Array(0);
  const exactCover = hasDirections && !isWhole(ensemble.cover) ? ensemble.cover : null;
  const attributes: TreeAttributes = {
    nFeatures: ensemble.nFeatures,
    columns,
    treeIds,
    nodeIds,
    isLeaf,
    featureIds: feature.map((index, node) => isLeaf[node] === 1 ? 0 : index),
    values: toThresholds(ensemble, hasDirections),
    trueIds: idsOf(left),
    falseIds: idsOf(right),
    hitrates: exactCover === null ? toHitrates(ensemble) : Float32Array.from(exactCover),
    tracksTrue: columns === null && labels.length > 0 && !directions.includes(1)
      ? new Uint8Array(0)
      : directions,
    classTreeIds: weights.nodes.map((node) => treeIds[node]!),
    classNodeIds: weights.nodes.map((node) => nodeIds[node]!),
    classIds: weights.classIds,
    classWeights: weights.weights,
    labels,
    leaves: null,
    exactCover,
  };
  if (!hasDirections) return attributes;
  const leaves = toLeaves(ensemble);
  return isToldByWeights(attributes, ensemble, leaves) ? attributes : { ...attributes, leaves };
}

function requireEncodable(
  { roots, classes }: ForestTrees,
  labels: readonly (number | string)[],
): void {
  if (roots.length === 0 || roots[0] !== 0) {
    throw new RangeError(
      "Cannot encode forest as its first tree must start at node 0: it does not",
    );
  }
  const isText = labels.every((label) => typeof label === "string");
  const isNumber = labels.every((label) => Number.isSafeInteger(label));
  if (labels.length !== classes.length || labels.length === 1 || !(isText || isNumber)) {
    throw new RangeError(
      `Cannot encode forest as it must have at least 2 integer classes: has ${
        JSON.stringify(labels)
      }`,
    );
  }
}

function toThresholds({ left, threshold }: ForestTrees, mayBeInfinite: boolean): Float32Array {
  return Float32Array.from(threshold, (value, node) => {
    if (left[node]! < 0) return 0;
    const rounded = roundDownToFloat32(value);
    if (Number.isFinite(rounded)) return rounded;
    // No value is <= either of them, and NaN is what scikit-learn's trees have (tables.md, A8).
    if (mayBeInfinite) return rounded === Infinity ? Infinity : NaN;
    throw new RangeError(
      `Cannot encode forest as thresholds must be finite float32: node ${node} has ${value}`,
    );
  });
}

function isWhole(cover: Float64Array | null): boolean {
  return cover === null ||
    cover.every((rows) => Number.isInteger(rows) && rows >= 1 && rows <= MAX_COVER);
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

function toDirections({ left, missing, missingGoesLeft }: WrittenForest): Uint8Array {
  const goesLeft = missingGoesLeft ?? missing?.goesLeft;
  return Uint8Array.from(left, (child, node) => child < 0 ? 0 : goesLeft?.[node] ?? 0);
}

interface Weights {
  readonly nodes: Int32Array;
  readonly classIds: Int32Array;
  readonly weights: Float32Array;
}

function toClassWeights({ left, value, classes, roots }: ForestTrees): Weights {
  const nClasses = classes.length;
  const isBinary = nClasses === 2;
  const perLeaf = isBinary ? 1 : nClasses;
  const leaves = leavesOf(left);
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

function toNumberWeights({ left, value, roots }: ForestTrees): Weights {
  const nodes = leavesOf(left);
  const weights = Float32Array.from(nodes, (node) => value[node]! / roots.length);
  return { nodes, classIds: new Int32Array(nodes.length), weights };
}

function toLeaves({ left, value, classes }: ForestTrees): Float64Array {
  const nOutputs = Math.max(1, classes.length);
  const nodes = leavesOf(left);
  const leaves = new Float64Array(nodes.length * nOutputs);
  nodes.forEach((node, index) => {
    leaves.set(value.subarray(node * nOutputs, (node + 1) * nOutputs), index * nOutputs);
  });
  return leaves;
}

function leavesOf(left: Int32Array): Int32Array {
  const leaves: number[] = [];
  left.forEach((child, node) => child < 0 && leaves.push(node));
  return Int32Array.from(leaves);
}

/** Whether a reader finds every value again in the float32 weights and the cover. */
function isToldByWeights(
  attributes: TreeAttributes,
  { roots, left, right, cover, classes }: ForestTrees,
  leaves: Float64Array,
): boolean {
  if (classes.length === 0 || cover === null || attributes.exactCover !== null) return false;
  const order = Int32Array.from(left, (_, node) => node);
  const find = (tree: number, id: number) => roots[tree]! + id;
  const shares = readShares(attributes, { order, roots, left, right, find }, cover);
  const nodes = leavesOf(left);
  return leaves.every((value, index) => {
    const node = nodes[Math.floor(index / classes.length)]!;
    return value === shares[node * classes.length + index % classes.length];
  });
}
