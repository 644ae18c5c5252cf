import { roundDownToFloat32 } from "./round_down_to_float32.ts";
import type { RowColumns } from "./row_columns.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

/** Trees that a row walks through at the same time. */
export const LANES = 8;

/** Bytes of a group of trees: the address of each root, counted from the first node, a depth, a sum. */
export const GROUP_BYTES = 4 * (LANES + 2);

/** Bytes of rows that are scored together, and stay in the processor's cache meanwhile. */
const BLOCK_BYTES = 32 * 1024;

const PAGE_BYTES = 65_536;

/** What addresses of 32 bits reach. */
const MAX_PAGES = 65_536;

/** Where the parts of a {@linkcode WalkMemory} lie, in bytes from its beginning. */
export interface WalkLayout {
  /** Number of columns of a row. */
  readonly nColumns: number;
  /** Number of sums of a row. */
  readonly nOutputs: number;
  /** Values that a leaf adds: all outputs, or one. */
  readonly leafValues: number;
  /**
   * Bits of a link that hold the column, in nodes of 8 bytes; `null` for nodes of 16 bytes, which hold it
   * by itself and a threshold of 64 bits.
   */
  readonly columnBits: number | null;
  /** Bytes of a sum and of a leaf's value: 4 or 8. */
  readonly sumBytes: 4 | 8;
  /** Values of the rows to score, row-major `[blockRows, nColumns]`: of 4 bytes in small nodes, else 8. */
  readonly rowsAt: number;
  /** Sums of what the trees say, row-major `[blockRows, nOutputs]`. */
  readonly sumsAt: number;
  /** Groups of {@linkcode LANES} trees, {@linkcode GROUP_BYTES} each. */
  readonly groupsAt: number;
  /** End of the groups. */
  readonly groupsEnd: number;
  /** Nodes. */
  readonly nodesAt: number;
  /** What each node adds, row-major `[nNodes, leafValues]`; only leaves have something. */
  readonly valuesAt: number;
}

/** An ensemble and room for a block of rows, laid out for walking without a branch. */
export interface WalkMemory {
  /** The memory. */
  readonly memory: WebAssembly.Memory;
  /** Where things are. */
  readonly layout: WalkLayout;
  /** The rows to score, shape `[blockRows, nColumns]`. */
  readonly rows: Float32Array | Float64Array;
  /** Their sums, shape `[blockRows, nOutputs]`. */
  readonly sums: Float32Array | Float64Array;
  /** Most rows at a time. */
  readonly blockRows: number;
  /** Steps that a row takes, of eight trees each. */
  readonly nSteps: number;
}

/**
 * Lays out an ensemble for walking.
 *
 * The children of a node lie side by side, the right one first, so that a comparison, taken as 0 or 1,
 * is added to where they are. Leaves are their own children, and their threshold is NaN, so that every
 * way takes as many steps as the group of trees is deep and nothing has to be asked on it. The link of a
 * small node is the index of its right child times `2 ** columnBits`, plus the column; that of a large
 * one is the address of its right child, counted from the first node.
 *
 * Trees that add to the same output stand side by side, in their order, so that a group has one sum.
 *
 * @param ensemble The trees.
 * @param columns What its nodes compare.
 * @returns The same trees.
 * @throws {RangeError} If all of it does not fit into 4 GiB.
 */
export function layOutWalk(ensemble: TreeEnsemble, columns: RowColumns): WalkMemory {
  const { nOutputs, treeOutputs } = ensemble;
  const { nColumns } = columns;
  const groups = groupTrees(ensemble);
  const nNodes = ensemble.left.length + groups.flat().filter((tree) => tree < 0).length;
  const bits = Math.ceil(Math.log2(Math.max(2, nColumns)));
  const isSmall = ensemble.input === "float32" && nNodes <= 2 ** (32 - bits);
  const nodeBytes = isSmall ? 8 : 16;
  const leafValues = treeOutputs === null ? nOutputs : 1;
  const sumBytes = ensemble.arithmetic === "float32" ? 4 : 8;
  const rowBytes = (isSmall ? 4 : 8) * nColumns;
  const blockRows = Math.max(1, Math.floor(BLOCK_BYTES / rowBytes));
  const rowsAt = 0;
  const sumsAt = align(rowsAt + rowBytes * blockRows);
  const groupsAt = align(sumsAt + sumBytes * blockRows * nOutputs);
  const groupsEnd = groupsAt + GROUP_BYTES * groups.length;
  const nodesAt = align(groupsEnd);
  const valuesAt = align(nodesAt + nodeBytes * nNodes);
  const nPages = Math.ceil((valuesAt + sumBytes * nNodes * leafValues) / PAGE_BYTES);
  if (nPages > MAX_PAGES) {
    throw new RangeError(
      "Cannot score the model as its trees must fit into 4 GiB: " +
        `are ${nNodes} nodes of ${leafValues} values`,
    );
  }
  const memory = new WebAssembly.Memory({ initial: nPages, maximum: nPages });
  const buffer = memory.buffer as ArrayBuffer; // as it is not shared
  const layout: WalkLayout = {
    nColumns,
    nOutputs,
    leafValues,
    sumBytes,
    columnBits: isSmall ? bits : null,
    rowsAt,
    sumsAt,
    groupsAt,
    groupsEnd,
    nodesAt,
    valuesAt,
  };
  const nSteps = writeTrees(ensemble, columns, { groups, nNodes, layout, buffer });
  const Rows = isSmall ? Float32Array : Float64Array;
  const Sums = sumBytes === 4 ? Float32Array : Float64Array;
  return {
    memory,
    layout,
    blockRows,
    nSteps,
    rows: new Rows(buffer, rowsAt, blockRows * nColumns),
    sums: new Sums(buffer, sumsAt, blockRows * nOutputs),
  };
}

/** Numbers of the trees that walk together; -1 is an empty tree, which adds 0. */
function groupTrees({ roots, treeOutputs, nOutputs }: TreeEnsemble): number[][] {
  const groups: number[][] = [];
  const nSums = treeOutputs === null ? 1 : nOutputs;
  for (let output = 0; output < nSums; output++) {
    const trees = [...roots.keys()].filter((t) => (treeOutputs?.[t] ?? 0) === output);
    for (let from = 0; from < trees.length; from += LANES) {
      groups.push(Array.from({ length: LANES }, (_, lane) => trees.at(from + lane) ?? -1));
    }
  }
  return groups.length === 0 ? [Array.from({ length: LANES }, () => -1)] : groups;
}

interface Target {
  readonly groups: readonly (readonly number[])[];
  readonly nNodes: number;
  readonly layout: WalkLayout;
  readonly buffer: ArrayBuffer;
}

/** Returns how many steps a row takes. */
function writeTrees(ensemble: TreeEnsemble, columns: RowColumns, target: Target): number {
  const { roots, left, right, threshold, value, treeOutputs, categories } = ensemble;
  const { groups, nNodes, buffer, layout } = target;
  const { leafValues, sumBytes, columnBits, nodesAt } = layout;
  const isSmall = columnBits !== null;
  const nodeBytes = isSmall ? 8 : 16;
  const records = new Uint32Array(buffer, layout.groupsAt, GROUP_BYTES * groups.length / 4);
  const words = new Uint32Array(buffer, nodesAt, nNodes * nodeBytes / 4);
  const floats = new Float32Array(words.buffer, nodesAt, words.length);
  const doubles = new Float64Array(words.buffer, nodesAt, words.length / 2);
  const Values = sumBytes === 4 ? Float32Array : Float64Array;
  const values = new Values(buffer, layout.valuesAt, nNodes * leafValues);
  const writeNode = (node: number, child: number, column: number, limit: number): void => {
    if (isSmall) {
      words[2 * node] = child * 2 ** columnBits + column;
      floats[2 * node + 1] = roundDownToFloat32(limit);
    } else {
      words[4 * node] = child * nodeBytes;
      words[4 * node + 1] = column * 8;
      doubles[2 * node + 1] = limit;
    }
  };
  // Of each node here, its index in the ensemble and its distance from the root.
  const origin = new Int32Array(nNodes);
  const depth = new Int32Array(nNodes);
  let used = 0;
  let nSteps = 0;
  for (const [g, trees] of groups.entries()) {
    const record = g * GROUP_BYTES / 4;
    let steps = 1; // A step at a leaf stays there, so that one more does no harm.
    for (const [lane, tree] of trees.entries()) {
      const root = used++;
      records[record + lane] = root * nodeBytes;
      if (tree < 0) {
        writeNode(root, root, 0, NaN);
        continue;
      }
      origin[root] = roots[tree]!;
      // Level by level, as children are put after all that is there.
      for (let node = root; node < used; node++) {
        const from = origin[node]!;
        if (left[from]! < 0) {
          writeNode(node, node, 0, NaN);
          for (let k = 0; k < leafValues; k++) {
            values[node * leafValues + k] = value[from * leafValues + k]!;
          }
          continue;
        }
        const isSet = (categories?.sets[from] ?? -1) >= 0;
        writeNode(node, used, columns.ofNode[from]!, isSet ? 0 : threshold[from]!);
        origin[used] = right[from]!;
        origin[used + 1] = left[from]!;
        depth[used] = depth[used + 1] = depth[node]! + 1;
        used += 2;
      }
      // The last node is one of the deepest.
      steps = Math.max(steps, depth[used - 1]!);
    }
    nSteps += steps;
    records[record + LANES] = steps;
    records[record + LANES + 1] = treeOutputs === null ? 0 : sumBytes * treeOutputs[trees[0]!]!;
  }
  return nSteps;
}

/** To the next multiple of the size of a line of the processor's cache. */
function align(address: number): number {
  return Math.ceil(address / 64) * 64;
}
