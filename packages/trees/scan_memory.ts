import { PIECE, type ScannedTree, type ScanPlan } from "./scan_plan.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

/** Rows that are scanned together: eight vectors of 16 bytes. */
export const SCAN_ROWS = 128;

/** Trees whose leaves are added together. */
export const SCAN_TREES = 8;

/** Bytes of a column's record, and where its parts lie. */
export const COLUMN = { bytes: 20, limits: 0, steps: 4, rows: 8, pieces: 12, piecesEnd: 16 };

/** Bytes of a split's record, and where its parts lie. */
export const SPLIT = { bytes: 8, rank: 0, leaf: 1, leaves: 2, column: 4 };

/** Bytes of a group of trees: the ends of their splits, the places of their values, and their sum. */
export const GROUP = {
  bytes: 4 * (2 * SCAN_TREES + 1),
  splitsEnds: 0,
  values: 4 * SCAN_TREES,
  sum: 8 * SCAN_TREES,
};

const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;

/** Where the parts of a {@linkcode ScanMemory} lie, in bytes from its beginning. */
export interface ScanLayout {
  /** Number of columns of a row. */
  readonly nColumns: number;
  /** Bytes of a row's value: 4 or 8. */
  readonly rowBytes: 4 | 8;
  /** Bytes of a sum and of a leaf's value: 4 or 8. */
  readonly sumBytes: 4 | 8;
  /** Vectors of 16 bytes of a leaf's values, and of a row's sums; 0 where a leaf has one value. */
  readonly vectors: number;
  /** Sums of a row, with what fills its last vector. */
  readonly sumStride: number;
  /** Values of the rows, row-major `[128, nColumns]`. */
  readonly rowsAt: number;
  /** Sums of the rows, row-major `[128, sumStride]`. */
  readonly sumsAt: number;
  /** Ranks of a column's values, 16-bit integers. */
  readonly ranksAt: number;
  /** Number of the leaf that each row reaches in each tree of a group, bytes, `[8, 128]`. */
  readonly leavesAt: number;
  /** Records of the columns that are asked. */
  readonly columnsAt: number;
  /** Their end. */
  readonly columnsEnd: number;
  /** Records of the groups. */
  readonly groupsAt: number;
  /** Their end. */
  readonly groupsEnd: number;
  /** Records of the splits, tree by tree. */
  readonly splitsAt: number;
}

/** An ensemble laid out for scanning, and room for 128 rows. */
export interface ScanMemory {
  /** The memory. */
  readonly memory: WebAssembly.Memory;
  /** Where things are. */
  readonly layout: ScanLayout;
  /** The rows. */
  readonly rows: Float32Array | Float64Array;
  /** Their sums. */
  readonly sums: Float32Array | Float64Array;
}

/**
 * Lays out an ensemble for scanning.
 *
 * @param ensemble The trees.
 * @param plan How they are scanned.
 * @returns The same trees, or `null` if they do not fit into 4 GiB.
 */
export function layOutScan(ensemble: TreeEnsemble, plan: ScanPlan): ScanMemory | null {
  const { thresholds, trees } = plan;
  const { nOutputs, treeOutputs } = ensemble;
  const rowBytes = ensemble.input === "float32" ? 4 : 8;
  const sumBytes = ensemble.arithmetic === "float32" ? 4 : 8;
  const nColumns = thresholds.length;
  const vectors = treeOutputs === null && nOutputs > 1 ? Math.ceil(nOutputs * sumBytes / 16) : 0;
  const sumStride = vectors === 0 ? nOutputs : vectors * 16 / sumBytes;
  const leafValues = vectors === 0 ? 1 : sumStride;
  const groups = groupTrees(trees);
  const asked = [...thresholds.keys()].filter((column) => thresholds[column]!.length > 0);
  const stepsOf = (column: number) => Math.ceil(Math.log2(thresholds[column]!.length + 1));
  const piecesOf = (column: number) => Math.ceil(thresholds[column]!.length / PIECE);
  let end = 0;
  const take = (bytes: number): number => {
    const at = end;
    end = Math.ceil((at + bytes) / 64) * 64;
    return at;
  };
  const rowsAt = take(SCAN_ROWS * rowBytes * nColumns);
  const sumsAt = take(SCAN_ROWS * sumBytes * sumStride);
  const ranksAt = take(SCAN_ROWS * 2);
  const leavesAt = take(SCAN_ROWS * SCAN_TREES);
  const columnsAt = take(COLUMN.bytes * asked.length);
  const limitsAt = asked.map((column) => take(rowBytes * 2 ** stepsOf(column)));
  const piecesAt = asked.map((column) => take(SCAN_ROWS * piecesOf(column)));
  const groupsAt = take(GROUP.bytes * groups.length);
  const nSplits = trees.reduce((sum, tree) => sum + tree.columns.length, 0);
  const splitsAt = take(SPLIT.bytes * nSplits);
  const nLeaves = trees.reduce((sum, tree) => sum + tree.leaves.length, 0);
  // After the last leaf, an empty tree's.
  const valuesAt = take(sumBytes * leafValues * (nLeaves + 1));
  const nPages = Math.ceil(end / PAGE_BYTES);
  if (nPages > MAX_PAGES) return null;
  const memory = new WebAssembly.Memory({ initial: nPages, maximum: nPages });
  const buffer = memory.buffer as ArrayBuffer; // as it is not shared
  const view = new DataView(buffer);
  const int = (at: number, value: number) => view.setUint32(at, value, true);
  const Rows = rowBytes === 4 ? Float32Array : Float64Array;
  const Sums = sumBytes === 4 ? Float32Array : Float64Array;
  const indexOf = new Map(asked.map((column, index) => [column, index]));
  for (const [index, column] of asked.entries()) {
    const at = columnsAt + COLUMN.bytes * index;
    const steps = stepsOf(column);
    const limits = new Rows(buffer, limitsAt[index]!, 2 ** steps - 1);
    fillSearchTree(limits, thresholds[column]!);
    int(at + COLUMN.limits, limitsAt[index]!);
    int(at + COLUMN.steps, steps);
    int(at + COLUMN.rows, rowsAt + rowBytes * column);
    int(at + COLUMN.pieces, piecesAt[index]!);
    int(at + COLUMN.piecesEnd, piecesAt[index]! + SCAN_ROWS * piecesOf(column));
  }
  const values = new Sums(buffer, valuesAt, leafValues * (nLeaves + 1));
  let split = splitsAt;
  let leaf = 0;
  for (const [g, group] of groups.entries()) {
    const record = groupsAt + GROUP.bytes * g;
    int(record + GROUP.sum, sumBytes * group[0]!.output);
    for (let lane = 0; lane < SCAN_TREES; lane++) {
      const tree = group[lane];
      const first = tree === undefined ? nLeaves : leaf;
      int(record + GROUP.values + 4 * lane, valuesAt + sumBytes * leafValues * first);
      for (let i = 0; i < (tree?.columns.length ?? 0); i++) {
        const rank = tree!.ranks[i]!;
        const column = piecesAt[indexOf.get(tree!.columns[i]!)!]!;
        // Bytes are compared with their signs.
        view.setInt8(split + SPLIT.rank, rank % PIECE - 128);
        view.setUint8(split + SPLIT.leaf, tree!.firstLeaves[i]!);
        view.setUint8(split + SPLIT.leaves, tree!.leftLeaves[i]!);
        int(split + SPLIT.column, column + SCAN_ROWS * Math.floor(rank / PIECE));
        split += SPLIT.bytes;
      }
      int(record + GROUP.splitsEnds + 4 * lane, split);
      for (const node of tree?.leaves ?? []) {
        const width = treeOutputs === null ? nOutputs : 1;
        for (let k = 0; k < width; k++) {
          values[leaf * leafValues + k] = ensemble.value[node * width + k]!;
        }
        leaf++;
      }
    }
  }
  return {
    memory,
    layout: {
      nColumns,
      rowBytes,
      sumBytes,
      vectors,
      sumStride,
      rowsAt,
      sumsAt,
      ranksAt,
      leavesAt,
      columnsAt,
      columnsEnd: columnsAt + COLUMN.bytes * asked.length,
      splitsAt,
      groupsAt,
      groupsEnd: groupsAt + GROUP.bytes * groups.length,
    },
    rows: new Rows(buffer, rowsAt, SCAN_ROWS * nColumns),
    sums: new Sums(buffer, sumsAt, SCAN_ROWS * sumStride),
  };
}

/** Trees of one output, eight at a time. */
function groupTrees(trees: readonly ScannedTree[]): ScannedTree[][] {
  const groups: ScannedTree[][] = [];
  for (const tree of trees) {
    const last = groups.at(-1);
    if (last === undefined || last.length === SCAN_TREES || last[0]!.output !== tree.output) {
      groups.push([tree]);
    } else {
      last.push(tree);
    }
  }
  return groups;
}

/** Arranges ascending numbers as a search tree, level by level: the children of i are 2 i + 1 and + 2. */
function fillSearchTree(out: Float32Array | Float64Array, sorted: Float64Array): void {
  out.fill(Infinity);
  let next = 0;
  const depth = Math.log2(out.length + 1);
  // In order: from the leftmost leaf to the rightmost.
  const visit = (node: number, level: number): void => {
    if (level === depth) return;
    visit(2 * node + 1, level + 1);
    if (next < sorted.length) out[node] = sorted[next++]!;
    visit(2 * node + 2, level + 1);
  };
  visit(0, 0);
}
