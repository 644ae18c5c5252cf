import { roundDownToFloat32 } from "./round_down_to_float32.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

/** Trees that a row walks through at the same time. */
export const LANES = 8;

/** Bytes of a node: its link and its threshold. */
export const NODE_BYTES = 8;

/** Bytes of a group of trees: the address of each root, counted from the first node, and a depth. */
export const GROUP_BYTES = 4 * (LANES + 1);

/** Bytes of rows that are scored together, and stay in the processor's cache meanwhile. */
const BLOCK_BYTES = 32 * 1024;

const PAGE_BYTES = 65_536;

/** What addresses of 32 bits reach. */
const MAX_PAGES = 65_536;

/** Where the parts of a {@linkcode ForestMemory} lie, in bytes from its beginning. */
export interface ForestLayout {
  /** Number of features. */
  readonly nFeatures: number;
  /** Number of classes. */
  readonly nClasses: number;
  /** Bits of a link that hold the feature. */
  readonly featureBits: number;
  /** Float32 values of the rows to score, row-major `[blockRows, nFeatures]`. */
  readonly rowsAt: number;
  /** Float64 sums of the trees' shares, row-major `[blockRows, nClasses]`. */
  readonly sumsAt: number;
  /** Groups of {@linkcode LANES} trees, {@linkcode GROUP_BYTES} each. */
  readonly groupsAt: number;
  /** Nodes, {@linkcode NODE_BYTES} each: the link, and the largest float32 that still goes left. */
  readonly nodesAt: number;
  /** Float64 share of each class at a leaf, row-major `[nNodes, nClasses]`. */
  readonly valuesAt: number;
  /** End of the groups. */
  readonly groupsEnd: number;
}

/** An ensemble and room for a block of rows, laid out for walking without a branch. */
export interface ForestMemory {
  /** The memory. */
  readonly memory: WebAssembly.Memory;
  /** Where things are. */
  readonly layout: ForestLayout;
  /** The rows to score, shape `[blockRows, nFeatures]`. */
  readonly rows: Float32Array;
  /** Their sums, shape `[blockRows, nClasses]`. */
  readonly sums: Float64Array;
  /** Most rows at a time. */
  readonly blockRows: number;
}

/**
 * Lays out an ensemble for walking.
 *
 * The children of a node lie side by side, so that a comparison, taken as 0 or 1, is added to the
 * index of the left one. Leaves are their own children, so that every way takes as many steps as the
 * group of trees is deep and nothing has to be asked on it. A link is the index of the left child times
 * `2 ** featureBits`, plus the feature.
 *
 * @param ensemble The forest.
 * @returns The same trees.
 * @throws {RangeError} If node and feature do not fit into 32 bits together, or all of it not into 4 GiB.
 */
export function layOutForest(ensemble: TreeEnsemble): ForestMemory {
  const { left, right, feature, threshold, value, classes, nFeatures } = ensemble;
  const nClasses = classes.length;
  const nTrees = ensemble.roots.length;
  const nPadded = Math.max(LANES, Math.ceil(nTrees / LANES) * LANES);
  const nNodes = left.length + nPadded - nTrees;
  const featureBits = Math.ceil(Math.log2(Math.max(2, nFeatures)));
  if (nNodes > 2 ** (32 - featureBits)) {
    throw new RangeError(
      "Cannot score the forest as its nodes and features must be numbered with 32 bits: " +
        `are ${nNodes} nodes and ${nFeatures} features`,
    );
  }
  const blockRows = Math.max(1, Math.floor(BLOCK_BYTES / (4 * nFeatures)));
  const sizes = {
    rows: 4 * blockRows * nFeatures,
    sums: 8 * blockRows * nClasses,
    groups: GROUP_BYTES * nPadded / LANES,
    nodes: NODE_BYTES * nNodes,
    values: 8 * nNodes * nClasses,
  };
  const rowsAt = 0;
  const sumsAt = align(rowsAt + sizes.rows);
  const groupsAt = align(sumsAt + sizes.sums);
  const groupsEnd = groupsAt + sizes.groups;
  const nodesAt = align(groupsEnd);
  const valuesAt = align(nodesAt + sizes.nodes);
  const nPages = Math.ceil((valuesAt + sizes.values) / PAGE_BYTES);
  if (nPages > MAX_PAGES) {
    throw new RangeError(
      "Cannot score the forest as it must fit into 4 GiB: " +
        `are ${nNodes} nodes of ${nClasses} classes`,
    );
  }
  const memory = new WebAssembly.Memory({ initial: nPages, maximum: nPages });
  const { buffer } = memory;
  const groups = new Uint32Array(buffer, groupsAt, sizes.groups / 4);
  const links = new Uint32Array(buffer, nodesAt, 2 * nNodes);
  const thresholds = new Float32Array(buffer, nodesAt, 2 * nNodes);
  const values = new Float64Array(buffer, valuesAt, nNodes * nClasses);
  // Of each node here, its index in the ensemble and its distance from the root.
  const origin = new Int32Array(nNodes);
  const depth = new Int32Array(nNodes);
  let used = 0;
  const scale = 2 ** featureBits;
  for (let tree = 0; tree < nPadded; tree++) {
    const root = used++;
    const group = GROUP_BYTES / 4 * Math.floor(tree / LANES);
    groups[group + tree % LANES] = root * NODE_BYTES;
    links[2 * root] = root * scale;
    thresholds[2 * root + 1] = Infinity;
    if (tree >= nTrees) continue; // an empty tree adds 0 to every class
    origin[root] = ensemble.roots[tree]!;
    // Level by level, as children are put after all that is there.
    for (let node = root; node < used; node++) {
      const from = origin[node]!;
      if (left[from]! < 0) {
        links[2 * node] = node * scale;
        thresholds[2 * node + 1] = Infinity;
        for (let c = 0; c < nClasses; c++) {
          values[node * nClasses + c] = value[from * nClasses + c]!;
        }
        continue;
      }
      links[2 * node] = used * scale + feature[from]!;
      thresholds[2 * node + 1] = roundDownToFloat32(threshold[from]!);
      origin[used] = left[from]!;
      origin[used + 1] = right[from]!;
      depth[used] = depth[used + 1] = depth[node]! + 1;
      used += 2;
    }
    // The last node is one of the deepest. A step at a leaf stays there, so that one more does no harm.
    groups[group + LANES] = Math.max(groups[group + LANES]!, depth[used - 1]!, 1);
  }
  return {
    memory,
    layout: {
      ...{ nFeatures, nClasses, featureBits },
      ...{ rowsAt, sumsAt, groupsAt, groupsEnd, nodesAt, valuesAt },
    },
    rows: new Float32Array(buffer, rowsAt, blockRows * nFeatures),
    sums: new Float64Array(buffer, sumsAt, blockRows * nClasses),
    blockRows,
  };
}

/** To the next multiple of the size of a line of the processor's cache. */
function align(address: number): number {
  return Math.ceil(address / 64) * 64;
}
