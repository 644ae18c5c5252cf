import type { ScannedTree, ScanPlan } from "./scan_plan.ts";
import { arrangeColumns, SEARCHED, type SearchedColumn } from "./search_columns.ts";
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

/** Where the parts of a `ScanMemory` lie, in bytes from its beginning. */
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

/** What is laid out for scanning, and where. */
export interface ScanPlaces {
  /** Places that the program knows. */
  readonly layout: ScanLayout;
  /** The columns that are asked. */
  readonly columns: readonly SearchedColumn[];
  /** Where the thresholds of each of them lie. */
  readonly limitsAt: readonly number[];
  /** Where the masks of the pieces of their values lie. */
  readonly piecesAt: number;
  /** Trees that are added together. */
  readonly groups: readonly (readonly ScannedTree[])[];
  /** Trees that a single row is scanned through side by side. */
  readonly rowGroups: readonly (readonly ScannedTree[])[];
  /** Steps of a single row through all of them. */
  readonly nSteps: number;
  /** Values of a leaf. */
  readonly leafValues: number;
  /** Leaves of all trees; the value of an empty tree's stands behind them. */
  readonly nLeaves: number;
  /** Where the values lie. */
  readonly valuesAt: number;
  /** Where all of it ends. */
  readonly end: number;
}

/**
 * Finds a place for every part of an ensemble that is scanned.
 *
 * @param ensemble The trees.
 * @param plan How they are scanned.
 * @returns The places; nothing is there yet.
 */
export function placeParts(ensemble: TreeEnsemble, { thresholds, trees }: ScanPlan): ScanPlaces {
  const { nOutputs, treeOutputs } = ensemble;
  const rowBytes = ensemble.input === "float32" ? 4 : 8;
  const sumBytes = ensemble.arithmetic === "float32" ? 4 : 8;
  const vectors = treeOutputs === null && nOutputs > 1 ? Math.ceil(nOutputs * sumBytes / 16) : 0;
  const sumStride = vectors === 0 ? nOutputs : vectors * 16 / sumBytes;
  const leafValues = vectors === 0 ? 1 : sumStride;
  const columns = arrangeColumns(thresholds);
  const groups = groupTrees(trees, SCAN_TREES);
  const rowGroups = groupTrees(trees, ROW_TREES);
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
  const columnsAt = take(COLUMN.bytes * recordsOf(columns));
  const limitsAt = columns.map(({ steps }) => take(rowBytes * 2 ** steps));
  const piecesAt = take(SCAN_ROWS * nPieces);
  const groupsAt = take(GROUP.bytes * groups.length);
  const splitsAt = take(SPLIT.bytes * trees.reduce((sum, tree) => sum + tree.columns.length, 0));
  const rowGroupsAt = take(ROW_GROUP.bytes * rowGroups.length);
  const stepsAt = take(STEP_BYTES * nSteps);
  const nLeaves = trees.reduce((sum, tree) => sum + tree.leaves.length, 0);
  const valuesAt = take(sumBytes * leafValues * (nLeaves + 1));
  const layout = {
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
  } as const;
  const parts = { columns, limitsAt, piecesAt, groups, rowGroups, leafValues, nLeaves, valuesAt };
  return { ...parts, layout, nSteps, end };
}

/** Number of columns' records: the last ones that are searched together are filled up. */
export function recordsOf(columns: readonly SearchedColumn[]): number {
  return Math.ceil(columns.length / SEARCHED) * SEARCHED;
}

/** Steps of a single row through trees side by side: those of the largest. */
export function stepsOf(group: readonly ScannedTree[]): number {
  return Math.max(1, ...group.map((tree) => tree.columns.length));
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
