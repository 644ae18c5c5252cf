import { OnnxError } from "./onnx_error.ts";
import type { TreeAttributes } from "./tree_attributes.ts";

/** The lists that say how nodes hang together. */
export type NodeLists = Pick<
  TreeAttributes,
  "treeIds" | "nodeIds" | "isLeaf" | "trueIds" | "falseIds"
>;

/** Nodes in the order that `TreeEnsemble` wants: tree by tree, each in pre-order. */
export interface Arrangement {
  /** Place in the file's lists of each node, shape `[nNodes]`. */
  readonly order: Int32Array;
  /** Index of each tree's root, ascending, shape `[nTrees]`. */
  readonly roots: Int32Array;
  /** Index of each node's child for `x <= threshold`, -1 at a leaf, shape `[nNodes]`. */
  readonly left: Int32Array;
  /** Index of the other child, -1 at a leaf, shape `[nNodes]`. */
  readonly right: Int32Array;
  /**
   * Finds a node by its names in the file.
   *
   * @returns Its index, or -1 if there is none.
   */
  readonly find: (treeId: number, nodeId: number) => number;
}

/**
 * Puts the nodes of a file, which may come in any order and under any ids, into pre-order, and checks
 * that each tree is one: every node but the root is the child of exactly one other.
 *
 * @param attributes The file's lists.
 * @returns The arrangement; trees are ordered by their id.
 * @throws {OnnxError} If an id is there twice, a child is missing, or nodes form a cycle or a graph.
 */
export function arrangeNodes(attributes: NodeLists): Arrangement {
  const { treeIds, nodeIds, isLeaf, trueIds, falseIds } = attributes;
  const sorted = sortByIds(treeIds, nodeIds);
  const trees = splitTrees(sorted, treeIds, nodeIds);
  const order = new Int32Array(sorted.length);
  const left = new Int32Array(sorted.length).fill(-1);
  const right = new Int32Array(sorted.length).fill(-1);
  const roots = new Int32Array(trees.size);
  const indexOf = new Int32Array(sorted.length);
  let nTrees = 0;
  let nArranged = 0;
  for (const [treeId, tree] of trees) {
    const root = findRoot(tree, sorted, attributes);
    roots[nTrees++] = nArranged;
    // Places still to visit; the left child is put last, so it comes next. A right child's entry is
    // followed by its parent's index, a left child's parent is the node before it.
    const stack = [root, -1];
    while (stack.length > 0) {
      const parent = stack.pop() ?? -1;
      const place = stack.pop() ?? -1;
      const index = nArranged++;
      const node = sorted[place]!;
      order[index] = node;
      indexOf[place] = index;
      if (parent >= 0) right[parent] = index;
      if (isLeaf[node] === 1) continue;
      left[index] = index + 1;
      stack.push(find(tree, falseIds[node]), index, find(tree, trueIds[node]), -1);
    }
    if (nArranged !== tree.end) {
      throw new OnnxError("damaged", `tree ${treeId} must have no cycle: some nodes form one`);
    }
  }
  return {
    order,
    roots,
    left,
    right,
    find: (treeId, nodeId) => {
      const tree = trees.get(treeId);
      const place = tree === undefined ? -1 : find(tree, nodeId);
      return place === -1 ? -1 : indexOf[place]!;
    },
  };

  function find(tree: Tree, nodeId: number | undefined): number {
    return findPlace(tree, sorted, nodeIds, nodeId ?? -1);
  }
}

/** A tree's nodes, as a range of places in the sorted list. */
interface Tree {
  readonly start: number;
  readonly end: number;
  /** Id of the first node if ids rise by one from it, as most writers number them, else `null`. */
  readonly firstId: number | null;
}

function sortByIds(treeIds: Int32Array, nodeIds: Int32Array): Int32Array {
  const compare = (one: number, other: number) =>
    treeIds[one]! - treeIds[other]! || nodeIds[one]! - nodeIds[other]!;
  const places = new Int32Array(treeIds.length);
  for (let place = 1; place < places.length; place += 1) places[place] = place;
  for (let place = 1; place < places.length; place += 1) {
    if (compare(place - 1, place) > 0) return places.sort(compare);
  }
  return places;
}

function splitTrees(
  sorted: Int32Array,
  treeIds: Int32Array,
  nodeIds: Int32Array,
): Map<number, Tree> {
  const trees = new Map<number, Tree>();
  const idAt = (place: number) => nodeIds[sorted[place]!]!;
  let start = 0;
  while (start < sorted.length) {
    const treeId = treeIds[sorted[start]!]!;
    let end = start + 1;
    while (end < sorted.length && treeIds[sorted[end]!] === treeId) {
      if (idAt(end) === idAt(end - 1)) {
        const found = `node ${idAt(end)} of tree ${treeId}`;
        throw new OnnxError("damaged", `each node must be there once: ${found} is there twice`);
      }
      end += 1;
    }
    const isDense = idAt(end - 1) - idAt(start) === end - 1 - start;
    trees.set(treeId, { start, end, firstId: isDense ? idAt(start) : null });
    start = end;
  }
  return trees;
}

function findPlace(tree: Tree, sorted: Int32Array, nodeIds: Int32Array, nodeId: number): number {
  let { start, end } = tree;
  if (tree.firstId !== null) {
    const place = start + nodeId - tree.firstId;
    return place >= start && place < end ? place : -1;
  }
  while (start < end) {
    const middle = (start + end) >>> 1;
    const id = nodeIds[sorted[middle]!]!;
    if (id === nodeId) return middle;
    if (id < nodeId) start = middle + 1;
    else end = middle;
  }
  return -1;
}

function findRoot(tree: Tree, sorted: Int32Array, attributes: NodeLists): number {
  const { nodeIds, isLeaf, trueIds, falseIds } = attributes;
  const isChild = new Uint8Array(tree.end - tree.start);
  for (let place = tree.start; place < tree.end; place += 1) {
    const node = sorted[place]!;
    if (isLeaf[node] === 1) continue;
    markChild(node, trueIds[node]!);
    markChild(node, falseIds[node]!);
  }
  const root = isChild.indexOf(0);
  if (root === -1 || isChild.indexOf(0, root + 1) !== -1) {
    const found = root === -1 ? "a cycle" : "several";
    const treeId = attributes.treeIds[sorted[tree.start]!];
    throw new OnnxError("damaged", `tree ${treeId} must have one root: has ${found}`);
  }
  return tree.start + root;

  function markChild(node: number, childId: number): void {
    const child = findPlace(tree, sorted, nodeIds, childId);
    if (child !== -1 && isChild[child - tree.start] === 0) {
      isChild[child - tree.start] = 1;
      return;
    }
    const names = `node ${nodeIds[node]} of tree ${attributes.treeIds[node]} names ${childId}`;
    throw new OnnxError(
      "damaged",
      child === -1
        ? `children must exist: ${names}`
        : `each node must have one parent: ${names}, another did before`,
    );
  }
}
