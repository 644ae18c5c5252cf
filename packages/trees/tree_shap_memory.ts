import type { ExplainPlan } from "./tree_shap_plan.ts";
import { gaussLegendre } from "./gauss_legendre.ts";
import type { Pace } from "./pace.ts";
import type { RowColumns } from "./row_columns.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

/** Bytes of a split, and where its parts lie: of each child, right and left, first. */
export const SPLIT = {
  bytes: 48,
  threshold: 0,
  ratios: 8,
  slots: 24,
  turn: 32,
  column: 36,
  sum: 40,
};

/** Bytes of a tree, and where its parts lie. */
export const TREE = {
  bytes: 20,
  splits: 0,
  splitsEnd: 4,
  leafSlots: 8,
  leafSlotsEnd: 12,
  values: 16,
};

const PAGE_BYTES = 65_536;

/** What the plan of a tree takes beside its numbers until all trees are laid out: a stump's was measured. */
const PLAN_BYTES = 500;

/** Work of writing a value, beside that of a split. */
const OF_VALUE = 1 / 10;

/** Where the parts of an {@linkcode ExplainMemory} lie, in bytes from its beginning. */
export interface ExplainLayout {
  /** Vectors of two points that the quadrature has. */
  readonly nVectors: number;
  /** Points `t`, `1 - t`, `1 / (1 - t)` and their weights, one after the other. */
  readonly pointsAt: number;
  /** Columns of the row, float64. */
  readonly rowAt: number;
  /** Sum of each feature's contribution, two float64 that are to be added. */
  readonly sumsAt: number;
  /** Slots, which all trees use in turn: one for each split, then one for each leaf. */
  readonly slotsAt: number;
}

/** Where the parts of a slot lie, and its size, in bytes. */
export function slotOf(
  nVectors: number,
): Record<"products" | "inverse" | "share" | "isTaken" | "near" | "bytes", number> {
  const bytes = 16 * nVectors;
  return {
    products: 0,
    inverse: bytes,
    share: 2 * bytes,
    isTaken: 2 * bytes + 8,
    near: 2 * bytes + 12,
    bytes: 2 * bytes + 16,
  };
}

/**
 * Counts the memory that explanations of an ensemble need, about, without looking at its trees.
 *
 * @param ensemble The trees.
 * @returns Bytes.
 */
export function explanationBytes({ left, roots, nOutputs, treeOutputs }: TreeEnsemble): number {
  const nValues = treeOutputs === null ? nOutputs : 1;
  return left.length / 2 * (SPLIT.bytes + 8 * nValues) + roots.length * PLAN_BYTES;
}

/** Trees laid out for TreeSHAP. */
export interface ExplainMemory {
  /** The memory. */
  readonly memory: WebAssembly.Memory;
  /** Where things are. */
  readonly layout: ExplainLayout;
  /** The row, shape `[nColumns]`. */
  readonly row: Float64Array;
  /** Contributions, shape `[nFeatures, 2]`. */
  readonly sums: Float64Array;
  /** Address of each tree's record, in the order of the plans, and their end. */
  readonly treesAt: number;
  /** Bytes between the leaves' values for one output and those for the next; 0 for a single value. */
  readonly valueStride: number;
}

/**
 * Lays out trees for TreeSHAP.
 *
 * @param ensemble The trees.
 * @param columns What their nodes compare.
 * @param plans Plan of each tree that has a split, or of its parts, in any order.
 * @param nVectors Vectors of two points that the quadrature has.
 * @param pace Tells when others may have their turn.
 * @returns Yields after each piece, and returns the trees.
 */
export function* layOutExplanation(
  ensemble: TreeEnsemble,
  columns: RowColumns,
  plans: readonly ExplainPlan[],
  { nVectors, pace }: { nVectors: number; pace: Pace },
): Generator<void, ExplainMemory, void> {
  const { nFeatures, nOutputs, treeOutputs } = ensemble;
  const most = (count: (plan: ExplainPlan) => number) =>
    plans.reduce((n, plan) => Math.max(n, count(plan)), 1);
  const total = (count: (plan: ExplainPlan) => number) => plans.reduce((n, p) => n + count(p), 0);
  const slot = slotOf(nVectors);
  const nLeaves = total((plan) => plan.leaves.length);
  const nValues = treeOutputs === null ? nOutputs : 1;
  let end = 0;
  const take = (bytes: number): number => {
    const at = end;
    end = Math.ceil((at + bytes) / 64) * 64;
    return at;
  };
  const pointsAt = take(4 * 16 * nVectors);
  const rowAt = take(8 * columns.nColumns);
  const sumsAt = take(16 * nFeatures);
  const slotsAt = take(slot.bytes * (2 * most((plan) => plan.splits.length) + 1));
  const treesAt = take(TREE.bytes * plans.length);
  const splitsAt = take(SPLIT.bytes * total((plan) => plan.splits.length));
  const valueStride = 8 * nLeaves;
  const valuesAt = take(valueStride * nValues);
  const nPages = Math.ceil(end / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: nPages, maximum: nPages });
  const buffer = memory.buffer as ArrayBuffer; // as it is not shared
  writePoints(new Float64Array(buffer, pointsAt, 8 * nVectors));
  const ints = new Uint32Array(buffer);
  const floats = new Float64Array(buffer);
  let split = splitsAt;
  let value = valuesAt / 8;
  for (const [index, { splits, leaves, children, ratios, turns }] of plans.entries()) {
    const record = (treesAt + TREE.bytes * index) / 4;
    const leafSlots = slotsAt + slot.bytes * splits.length;
    ints[record + TREE.splits / 4] = split;
    ints[record + TREE.splitsEnd / 4] = split + SPLIT.bytes * splits.length;
    ints[record + TREE.leafSlots / 4] = leafSlots;
    ints[record + TREE.leafSlotsEnd / 4] = leafSlots + slot.bytes * leaves.length;
    ints[record + TREE.values / 4] = 8 * value;
    for (let i = 0; i < splits.length; i++) {
      const node = splits[i]!;
      const isSet = (ensemble.categories?.sets[node] ?? -1) >= 0;
      floats[(split + SPLIT.threshold) / 8] = isSet ? 0 : ensemble.threshold[node]!;
      for (let side = 0; side < 2; side++) {
        floats[(split + SPLIT.ratios) / 8 + side] = ratios[2 * i + side]!;
        ints[(split + SPLIT.slots) / 4 + side] = slotsAt + slot.bytes * children[2 * i + side]!;
      }
      ints[(split + SPLIT.turn) / 4] = slotsAt + slot.bytes * turns[i]!;
      ints[(split + SPLIT.column) / 4] = rowAt + 8 * columns.ofNode[node]!;
      ints[(split + SPLIT.sum) / 4] = sumsAt + 16 * ensemble.feature[node]!;
      split += SPLIT.bytes;
      if (pace.isOver(1)) yield;
    }
    for (let i = 0; i < leaves.length; i++) {
      const leaf = leaves[i]!;
      for (let k = 0; k < nValues; k++) {
        floats[value + nLeaves * k] = leaf < 0 ? 0 : ensemble.value[leaf * nValues + k]!;
      }
      value++;
      if (pace.isOver(OF_VALUE * nValues)) yield;
    }
  }
  return {
    memory,
    treesAt,
    valueStride: treeOutputs === null ? valueStride : 0,
    layout: { nVectors, pointsAt, rowAt, sumsAt, slotsAt },
    row: new Float64Array(buffer, rowAt, columns.nColumns),
    sums: new Float64Array(buffer, sumsAt, 2 * nFeatures),
  };
}

function writePoints(out: Float64Array): void {
  const nPoints = out.length / 4;
  const { points, weights } = gaussLegendre(nPoints);
  out.set(points);
  out.set(points.map((t) => 1 - t), nPoints);
  out.set(points.map((t) => 1 / (1 - t)), 2 * nPoints);
  out.set(weights, 3 * nPoints);
}
