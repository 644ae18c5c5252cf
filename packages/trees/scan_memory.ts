import { PIECE, type ScannedTree, type ScanPlan } from "./scan_plan.ts";
import { arrangeColumns, fillSearchTree, SEARCHED } from "./search_columns.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

/** Rows that are scanned together: eight vectors of 16 bytes. */
export const SCAN_ROWS = 128;

/** Trees whose leaves are added together. */
export const SCAN_TREES = 8;

/** Bytes of a column's record, and where its parts lie. */
export const COLUMN = {
  bytes: 28,
  limits: 0,
  steps: 4,
  rows: 8,
  pieces: 12,
  piecesEnd: 16,
  table: 20,
  tableEnd: 24,
};

/** Bytes of a split's record, and where its parts lie. */
export const SPLIT = { bytes: 8, rank: 0, leaf: 1, leaves: 2, column: 4 };

/** Bytes of a group of trees: the ends of their splits, the places of their values, and their sum. */
export const GROUP = {
  bytes: 4 * (2 * SCAN_TREES + 1),
  splitsEnds: 0,
  values: 4 * SCAN_TREES,
  sum: 8 * SCAN_TREES,
};

/** Trees that a single row is scanned through side by side. */
export const ROW_TREES = 32;

/** Bytes of a step of so many trees: vectors of what `SPLIT` has, but that the column is a byte, too. */
export const STEP_BYTES = 4 * ROW_TREES;

/** Bytes of a group of so many trees, and where its parts lie. */
export const ROW_GROUP = { bytes: 4 * (ROW_TREES + 2), steps: 0, sum: 4, values: 8 };

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
  /** Vectors that hold the ranks of a single row, less 128; those of a column side by side. */
  readonly nTables: number;
  /** Where they are; 8 bytes after them are there to be written. */
  readonly tablesAt: number;
  /** Records of the groups of trees for a single row. */
  readonly rowGroupsAt: number;
  /** Their end. */
  readonly rowGroupsEnd: number;
  /** Their steps, group by group. */
  readonly stepsAt: number;
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
  /** Steps that a single row takes through its groups of trees. */
  readonly nSteps: number;
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
  const vectors = treeOutputs === null && nOutputs > 1 ? Math.ceil(nOutputs * sumBytes / 16) : 0;
  const sumStride = vectors === 0 ? nOutputs : vectors * 16 / sumBytes;
  const leafValues = vectors === 0 ? 1 : sumStride;
  const columns = arrangeColumns(thresholds);
  const groups = groupTrees(trees, SCAN_TREES);
  const rowGroups = groupTrees(trees, ROW_TREES);
  const stepsOf = (group: readonly ScannedTree[]) =>
    Math.max(1, ...group.map((tree) => tree.columns.length));
  const nSteps = rowGroups.reduce((sum, group) => sum + stepsOf(group), 0);
  const nPieces = columns.reduce((sum, column) => sum + column.nPieces, 0);
  const nTables = Math.ceil(nPieces / 16);
  let end = 0;
  const take = (bytes: number): number => {
    const at = end;
    end = Math.ceil((at + bytes) / 64) * 64;
    return at;
  };
  const rowsAt = take(SCAN_ROWS * rowBytes * thresholds.length);
  const sumsAt = take(SCAN_ROWS * sumBytes * sumStride);
  const ranksAt = take(SCAN_ROWS * 2);
  const leavesAt = take(SCAN_ROWS * SCAN_TREES);
  const tablesAt = take(16 * nTables + 8);
  const nRecords = Math.ceil(columns.length / SEARCHED) * SEARCHED;
  const columnsAt = take(COLUMN.bytes * nRecords);
  const limitsAt = columns.map(({ steps }) => take(rowBytes * 2 ** steps));
  const piecesAt = take(SCAN_ROWS * nPieces);
  const groupsAt = take(GROUP.bytes * groups.length);
  const splitsAt = take(SPLIT.bytes * trees.reduce((sum, tree) => sum + tree.columns.length, 0));
  const rowGroupsAt = take(ROW_GROUP.bytes * rowGroups.length);
  const stepsAt = take(STEP_BYTES * nSteps);
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
  for (const [index, { column, steps, firstPiece, nPieces }] of columns.entries()) {
    const at = columnsAt + COLUMN.bytes * index;
    fillSearchTree(new Rows(buffer, limitsAt[index]!, 2 ** steps - 1), thresholds[column]!);
    int(at + COLUMN.limits, limitsAt[index]!);
    int(at + COLUMN.steps, steps);
    int(at + COLUMN.rows, rowsAt + rowBytes * column);
    int(at + COLUMN.pieces, piecesAt + SCAN_ROWS * firstPiece);
    int(at + COLUMN.piecesEnd, piecesAt + SCAN_ROWS * (firstPiece + nPieces));
    int(at + COLUMN.table, tablesAt + firstPiece);
    int(at + COLUMN.tableEnd, tablesAt + firstPiece + nPieces);
  }
  // A last group of columns is filled up with what is searched for nothing.
  for (let index = columns.length; index < nRecords; index++) {
    int(columnsAt + COLUMN.bytes * index + COLUMN.limits, limitsAt.at(-1)!);
    int(columnsAt + COLUMN.bytes * index + COLUMN.rows, rowsAt);
  }
  const pieceOf = new Map(columns.map(({ column, firstPiece }) => [column, firstPiece]));
  const values = new Sums(buffer, valuesAt, leafValues * (nLeaves + 1));
  const placeOf = new Map<ScannedTree, number>();
  const valuesOf = (tree: ScannedTree | undefined) =>
    valuesAt + sumBytes * leafValues * (tree === undefined ? nLeaves : placeOf.get(tree)!);
  let leaf = 0;
  for (const tree of trees) {
    placeOf.set(tree, leaf);
    const width = treeOutputs === null ? nOutputs : 1;
    for (const node of tree.leaves) {
      for (let k = 0; k < width; k++) {
        values[leaf * leafValues + k] = ensemble.value[node * width + k]!;
      }
      leaf++;
    }
  }
  let split = splitsAt;
  for (const [g, group] of groups.entries()) {
    const record = groupsAt + GROUP.bytes * g;
    int(record + GROUP.sum, sumBytes * group[0]!.output);
    for (let lane = 0; lane < SCAN_TREES; lane++) {
      const tree = group.at(lane);
      for (let i = 0; i < (tree?.columns.length ?? 0); i++) {
        const rank = tree!.ranks[i]!;
        const piece = pieceOf.get(tree!.columns[i]!)! + Math.floor(rank / PIECE);
        // Bytes are compared with their signs.
        view.setInt8(split + SPLIT.rank, rank % PIECE - 128);
        view.setUint8(split + SPLIT.leaf, tree!.firstLeaves[i]!);
        view.setUint8(split + SPLIT.leaves, tree!.leftLeaves[i]!);
        int(split + SPLIT.column, piecesAt + SCAN_ROWS * piece);
        split += SPLIT.bytes;
      }
      int(record + GROUP.splitsEnds + 4 * lane, split);
      int(record + GROUP.values + 4 * lane, valuesOf(tree));
    }
  }
  const bytes = new Uint8Array(buffer);
  let step = stepsAt;
  for (const [g, group] of rowGroups.entries()) {
    const record = rowGroupsAt + ROW_GROUP.bytes * g;
    int(record + ROW_GROUP.steps, stepsOf(group));
    int(record + ROW_GROUP.sum, sumsAt + sumBytes * group[0]!.output);
    for (let lane = 0; lane < ROW_TREES; lane++) {
      const tree = group.at(lane);
      int(record + ROW_GROUP.values + 4 * lane, valuesOf(tree));
      for (let i = 0; i < (tree?.columns.length ?? 0); i++) {
        const rank = tree!.ranks[i]!;
        const piece = pieceOf.get(tree!.columns[i]!)! + Math.floor(rank / PIECE);
        const at = step + STEP_BYTES * i + lane;
        bytes[at] = rank % PIECE - 128;
        bytes[at + ROW_TREES] = tree!.firstLeaves[i]!;
        bytes[at + 2 * ROW_TREES] = tree!.leftLeaves[i]!;
        bytes[at + 3 * ROW_TREES] = piece;
      }
    }
    step += STEP_BYTES * stepsOf(group);
  }
  return {
    memory,
    layout: {
      nColumns: thresholds.length,
      rowBytes,
      sumBytes,
      vectors,
      sumStride,
      rowsAt,
      sumsAt,
      ranksAt,
      leavesAt,
      columnsAt,
      columnsEnd: columnsAt + COLUMN.bytes * columns.length,
      groupsAt,
      groupsEnd: groupsAt + GROUP.bytes * groups.length,
      splitsAt,
      nTables,
      tablesAt,
      rowGroupsAt,
      rowGroupsEnd: rowGroupsAt + ROW_GROUP.bytes * rowGroups.length,
      stepsAt,
    },
    rows: new Rows(buffer, rowsAt, SCAN_ROWS * thresholds.length),
    sums: new Sums(buffer, sumsAt, SCAN_ROWS * sumStride),
    nSteps,
  };
}

/** Trees of one output, some at a time. */
function groupTrees(trees: readonly ScannedTree[], size: number): ScannedTree[][] {
  const groups: ScannedTree[][] = [];
  for (const tree of trees) {
    const last = groups.at(-1);
    if (last === undefined || last.length === size || last[0]!.output !== tree.output) {
      groups.push([tree]);
    } else {
      last.push(tree);
    }
  }
  return groups;
}
