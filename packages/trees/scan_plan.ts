import { roundDownToFloat32 } from "./round_down_to_float32.ts";
import type { RowColumns } from "./row_columns.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

/** Thresholds that one byte tells apart: a rank among them is 0 to 255. */
export const PIECE = 255;

/** Most leaves of a tree, whose numbers are bytes. */
const MAX_LEAVES = 256;

/** Most thresholds of a column: ranks are 16-bit integers for a moment. */
const MAX_THRESHOLDS = 32_767;

/** A tree whose splits are asked one after the other, in pre-order, the left child first. */
export interface ScannedTree {
  /** Output that it adds to; 0 where leaves have a value for each. */
  readonly output: number;
  /** Column of each split. */
  readonly columns: readonly number[];
  /** Position of each split's threshold among those of its column. */
  readonly ranks: readonly number[];
  /** Number of the first leaf below each split, from the left. */
  readonly firstLeaves: readonly number[];
  /** Leaves below each split's left child. */
  readonly leftLeaves: readonly number[];
  /** Leaves of the ensemble, from the left. */
  readonly leaves: readonly number[];
}

/** An ensemble as it is scanned. */
export interface ScanPlan {
  /** Thresholds of each column, ascending, each once. */
  readonly thresholds: readonly Float64Array[];
  /** Its trees, those of one output side by side, in their order. */
  readonly trees: readonly ScannedTree[];
}

/**
 * Plans the scan of an ensemble; see `scan_module.ts`.
 *
 * @param ensemble The trees.
 * @param columns What their nodes compare.
 * @returns The plan, or `null` if a tree has more than 256 leaves or a column more than 32 767 thresholds.
 */
export function planScan(ensemble: TreeEnsemble, columns: RowColumns): ScanPlan | null {
  const limits = Array.from({ length: columns.nColumns }, () => new Set<number>());
  const { roots, treeOutputs } = ensemble;
  const trees: ScannedTree[] = [];
  for (const [t, root] of roots.entries()) {
    const tree = scanTree(ensemble, columns, root, treeOutputs?.[t] ?? 0);
    if (tree === null) return null;
    tree.thresholds.forEach((threshold, i) => limits[tree.columns[i]!]!.add(threshold));
    trees.push({ ...tree, ranks: tree.thresholds });
  }
  const thresholds = limits.map((set) => Float64Array.from(set).sort());
  if (thresholds.some(({ length }) => length > MAX_THRESHOLDS)) return null;
  const rankOf = thresholds.map((sorted) =>
    new Map([...sorted].map((value, rank) => [value, rank]))
  );
  return {
    thresholds,
    trees: trees.map((tree) => ({
      ...tree,
      ranks: tree.ranks.map((threshold, i) => rankOf[tree.columns[i]!]!.get(threshold)!),
    })).sort((a, b) => a.output - b.output),
  };
}

function scanTree(
  ensemble: TreeEnsemble,
  { ofNode }: RowColumns,
  root: number,
  output: number,
): Omit<ScannedTree, "ranks"> & { readonly thresholds: readonly number[] } | null {
  const { left, right, threshold, categories, input } = ensemble;
  const columns: number[] = [];
  const thresholds: number[] = [];
  const firstLeaves: number[] = [];
  const leftLeaves: number[] = [];
  const leaves: number[] = [];
  // Nodes to come, each with the split whose right child it is, or -1.
  const pending = [root, -1];
  while (pending.length > 0) {
    const split = pending.pop()!;
    const node = pending.pop()!;
    if (split >= 0) leftLeaves[split] = leaves.length - firstLeaves[split]!;
    if (left[node]! < 0) {
      leaves.push(node);
      if (leaves.length > MAX_LEAVES) return null;
      continue;
    }
    const isSet = (categories?.sets[node] ?? -1) >= 0;
    const limit = isSet ? 0 : threshold[node]!;
    pending.push(right[node]!, columns.length, left[node]!, -1);
    columns.push(ofNode[node]!);
    thresholds.push(input === "float32" ? roundDownToFloat32(limit) : limit);
    firstLeaves.push(leaves.length);
    leftLeaves.push(0);
  }
  return { output, columns, thresholds, firstLeaves, leftLeaves, leaves };
}
