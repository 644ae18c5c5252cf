import {
  COLUMN,
  GROUP,
  placeParts,
  recordsOf,
  ROW_GROUP,
  ROW_TREES,
  SCAN_ROWS,
  SCAN_TREES,
  type ScanLayout,
  type ScanPlaces,
  SPLIT,
  STEP_BYTES,
  stepsOf,
} from "./scan_layout.ts";
import { PIECE, type ScannedTree, type ScanPlan } from "./scan_plan.ts";
import { fillSearchTree } from "./search_columns.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;

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
  const places = placeParts(ensemble, plan);
  const { layout, nSteps } = places;
  const nPages = Math.ceil(places.end / PAGE_BYTES);
  if (nPages > MAX_PAGES) return null;
  const memory = new WebAssembly.Memory({ initial: nPages, maximum: nPages });
  const view = new DataView(memory.buffer as ArrayBuffer); // as it is not shared
  writeColumns(view, plan, places);
  const valuesOf = writeLeafValues(view, ensemble, plan, places);
  writeGroups(view, places, valuesOf);
  writeRowGroups(view, places, valuesOf);
  const Rows = layout.rowBytes === 4 ? Float32Array : Float64Array;
  const Sums = layout.sumBytes === 4 ? Float32Array : Float64Array;
  return {
    memory,
    layout,
    rows: new Rows(view.buffer, layout.rowsAt, SCAN_ROWS * layout.nColumns),
    sums: new Sums(view.buffer, layout.sumsAt, SCAN_ROWS * layout.sumStride),
    nSteps,
  };
}

function writeColumns(
  view: DataView<ArrayBuffer>,
  { thresholds }: ScanPlan,
  places: ScanPlaces,
): void {
  const { layout: { columnsAt, rowBytes, rowsAt, tablesAt }, columns, limitsAt, piecesAt } = places;
  const int = (at: number, value: number) => view.setUint32(at, value, true);
  const Rows = rowBytes === 4 ? Float32Array : Float64Array;
  for (const [index, { column, steps, firstPiece, nPieces }] of columns.entries()) {
    const at = columnsAt + COLUMN.bytes * index;
    const limits = limitsAt[index]!;
    fillSearchTree(new Rows(view.buffer, limits, 2 ** steps - 1), thresholds[column]!);
    int(at + COLUMN.limits, limits);
    int(at + COLUMN.steps, steps);
    int(at + COLUMN.rows, rowsAt + rowBytes * column);
    int(at + COLUMN.pieces, piecesAt + SCAN_ROWS * firstPiece);
    int(at + COLUMN.piecesEnd, piecesAt + SCAN_ROWS * (firstPiece + nPieces));
    int(at + COLUMN.table, tablesAt + firstPiece);
    int(at + COLUMN.tableEnd, tablesAt + firstPiece + nPieces);
  }
  // A last group of columns is filled up with what is searched for nothing.
  for (let index = columns.length; index < recordsOf(columns); index++) {
    int(columnsAt + COLUMN.bytes * index + COLUMN.limits, limitsAt.at(-1)!);
    int(columnsAt + COLUMN.bytes * index + COLUMN.rows, rowsAt);
  }
}

/** Tells where the values of a tree's leaves begin, or those of an empty one. */
type ValuesOf = (tree: ScannedTree | undefined) => number;

function writeLeafValues(
  { buffer }: DataView<ArrayBuffer>,
  { treeOutputs, nOutputs, value }: TreeEnsemble,
  { trees }: ScanPlan,
  { layout: { sumBytes }, leafValues, nLeaves, valuesAt }: ScanPlaces,
): ValuesOf {
  const Sums = sumBytes === 4 ? Float32Array : Float64Array;
  const values = new Sums(buffer, valuesAt, leafValues * (nLeaves + 1));
  const width = treeOutputs === null ? nOutputs : 1;
  const firstLeaves = new Map<ScannedTree, number>();
  let leaf = 0;
  for (const tree of trees) {
    firstLeaves.set(tree, leaf);
    for (const node of tree.leaves) {
      for (let k = 0; k < width; k++) values[leaf * leafValues + k] = value[node * width + k]!;
      leaf++;
    }
  }
  return (tree) =>
    valuesAt + sumBytes * leafValues * (tree === undefined ? nLeaves : firstLeaves.get(tree)!);
}

/** Writes the groups of trees that many rows are scanned through, and their splits. */
function writeGroups(view: DataView<ArrayBuffer>, places: ScanPlaces, valuesOf: ValuesOf): void {
  const { layout: { groupsAt, splitsAt, sumBytes }, groups, piecesAt } = places;
  const int = (at: number, value: number) => view.setUint32(at, value, true);
  const pieceOf = firstPieces(places);
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
}

/** Writes the groups of trees that a single row is scanned through, and their steps. */
function writeRowGroups(view: DataView<ArrayBuffer>, places: ScanPlaces, valuesOf: ValuesOf): void {
  const { layout: { rowGroupsAt, stepsAt, sumsAt, sumBytes }, rowGroups } = places;
  const int = (at: number, value: number) => view.setUint32(at, value, true);
  const bytes = new Uint8Array(view.buffer);
  const pieceOf = firstPieces(places);
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
        const at = step + STEP_BYTES * i + lane;
        bytes[at] = rank % PIECE - 128;
        bytes[at + ROW_TREES] = tree!.firstLeaves[i]!;
        bytes[at + 2 * ROW_TREES] = tree!.leftLeaves[i]!;
        bytes[at + 3 * ROW_TREES] = pieceOf.get(tree!.columns[i]!)! + Math.floor(rank / PIECE);
      }
    }
    step += STEP_BYTES * stepsOf(group);
  }
}

/** The first piece of each column's values, by the column. */
function firstPieces({ columns }: ScanPlaces): Map<number, number> {
  return new Map(columns.map(({ column, firstPiece }) => [column, firstPiece]));
}
