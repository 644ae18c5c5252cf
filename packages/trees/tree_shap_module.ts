import { type ExplainLayout, slotOf, SPLIT, TREE } from "./tree_shap_memory.ts";
import {
  type Code,
  doWhile,
  f64Const,
  f64Le,
  f64Load,
  f64Mul,
  f64Store,
  f64Sub,
  f64x2Add,
  f64x2Div,
  f64x2Mul,
  f64x2Splat,
  f64x2Sub,
  i32Add,
  i32Const,
  i32GtU,
  i32Load,
  i32LtU,
  i32Shl,
  i32Store,
  i32Sub,
  ifElse,
  increase,
  localGet,
  localSet,
  localTee,
  repeat,
  sequence,
  v128Load,
  v128Store,
  wasmModule,
} from "./wasm_binary.ts";

// Parameters: records of the first tree and after the last one, and how far into the leaves' values.
const TREE_AT = 0;
const TREES_END = 1;
const VALUES = 2;
// 32-bit integers.
const [SPLIT_AT, SLOT, TURN, LEFT, NEAR, FAR, AT, END] = [3, 4, 5, 6, 7, 8, 9, 10] as const;
// 64-bit floats.
const [SHARE, TO_NEAR, TO_FAR] = [11, 12, 13] as const;
// Vectors.
const [OTHERS, WIDE_NEAR, WIDE_FAR, SUM, WIDE_TURN] = [14, 15, 16, 17, 18] as const;
const LOCALS = { params: 3, i32: 8, f64: 3, v128: 5 };

/**
 * Writes the WebAssembly of TreeSHAP for one row and one output; see `TreeExplainer` for what it
 * computes. For each tree: down the splits, in pre-order, each child's products from its parent's; the
 * leaves' products times their values; up again, their sums, and with them the contributions.
 *
 * The points of the quadrature stand in vectors of two, written out one after the other.
 *
 * @param layout Where things are.
 * @returns The module; its function takes the addresses of the first tree's record and of the end of the
 * last one's, and how many bytes after a tree's first values those of the wanted output are.
 */
export function explainModule(layout: ExplainLayout): Uint8Array<ArrayBuffer> {
  return wasmModule(
    LOCALS,
    doWhile(
      ...[localGet(TREE_AT), i32Load(TREE.splits), localSet(SPLIT_AT)],
      ...[localGet(TREE_AT), i32Load(TREE.splitsEnd), localSet(END)],
      ...[i32Const(layout.slotsAt), localSet(SLOT)],
      startAtRoot(layout),
      doWhile(
        goDown(layout),
        increase(SLOT, slotOf(layout.nVectors).bytes),
        increase(SPLIT_AT, SPLIT.bytes),
        ...[localGet(SPLIT_AT), localGet(END), i32LtU],
      ),
      multiplyLeaves(layout),
      ...[localGet(TREE_AT), i32Load(TREE.splits), localSet(END)],
      doWhile(
        increase(SLOT, -slotOf(layout.nVectors).bytes),
        increase(SPLIT_AT, -SPLIT.bytes),
        goUp(layout),
        ...[localGet(SPLIT_AT), localGet(END), i32GtU],
      ),
      increase(TREE_AT, TREE.bytes),
      ...[localGet(TREE_AT), localGet(TREES_END), i32LtU],
    ),
  );
}

function startAtRoot({ nVectors, pointsAt }: ExplainLayout): Code {
  const slot = slotOf(nVectors);
  const weightsAt = pointsAt + 3 * 16 * nVectors;
  return sequence(
    vectors(nVectors, (v) => [
      ...[localGet(SLOT), i32Const(weightsAt), v128Load(v), v128Store(slot.products + v)],
      ...[localGet(SLOT), f64Const(1), f64x2Splat, v128Store(slot.inverse + v)],
    ]),
    ...[localGet(SLOT), f64Const(1), f64Store(slot.share)],
    ...[localGet(SLOT), i32Const(1), i32Store(slot.isTaken)],
  );
}

function goDown({ nVectors, pointsAt }: ExplainLayout): Code {
  const slot = slotOf(nVectors);
  const restAt = pointsAt + 16 * nVectors;
  return sequence(
    ...[localGet(SPLIT_AT), i32Load(SPLIT.turn), localSet(TURN)],
    ...[localGet(SPLIT_AT), i32Load(SPLIT.column), f64Load(0)],
    ...[localGet(SPLIT_AT), f64Load(SPLIT.threshold), f64Le, localSet(LEFT)],
    // What belongs to the child that the row takes, and to the other one.
    ...[localGet(SPLIT_AT), localGet(LEFT), i32Const(2), i32Shl, localTee(AT), i32Add],
    ...[i32Load(SPLIT.slots), localSet(NEAR)],
    ...[localGet(SPLIT_AT), localGet(AT), i32Sub, i32Load(SPLIT.slots + 4), localSet(FAR)],
    ...[localGet(SPLIT_AT), localGet(LEFT), i32Const(3), i32Shl, localTee(AT), i32Add],
    ...[f64Load(SPLIT.ratios), localSet(TO_NEAR)],
    ...[localGet(SPLIT_AT), localGet(AT), i32Sub, f64Load(SPLIT.ratios + 8), localSet(TO_FAR)],
    ...[localGet(SLOT), localGet(NEAR), i32Store(slot.near)],
    ...[localGet(FAR), i32Const(0), i32Store(slot.isTaken)],
    ...[localGet(NEAR), localGet(TURN), i32Load(slot.isTaken), i32Store(slot.isTaken)],
    ...[localGet(TURN), i32Load(slot.isTaken)],
    ifElse(
      sequence(
        ...[localGet(TURN), f64Load(slot.share), localTee(SHARE)],
        ...[localGet(TO_NEAR), f64Mul, localSet(TO_NEAR)],
        ...[localGet(SHARE), localGet(TO_FAR), f64Mul, localSet(TO_FAR)],
        ...[localGet(NEAR), localGet(TO_NEAR), f64Store(slot.share)],
        ...[localGet(TO_NEAR), f64x2Splat, localSet(WIDE_NEAR)],
        ...[localGet(TO_FAR), f64x2Splat, localSet(WIDE_FAR)],
        vectors(nVectors, (v) => [
          ...[localGet(SLOT), v128Load(slot.products + v)],
          ...[localGet(TURN), v128Load(slot.inverse + v), f64x2Mul, localSet(OTHERS)],
          // The factor of the near child: t + (1 - t) share.
          ...[i32Const(restAt), v128Load(v), localGet(WIDE_NEAR), f64x2Mul],
          ...[i32Const(pointsAt), v128Load(v), f64x2Add, localSet(SUM)],
          ...[localGet(NEAR), localGet(OTHERS), localGet(SUM), f64x2Mul],
          v128Store(slot.products + v),
          ...[localGet(NEAR), f64Const(1), f64x2Splat, localGet(SUM), f64x2Div],
          v128Store(slot.inverse + v),
          ...[localGet(FAR), i32Const(restAt), v128Load(v), localGet(WIDE_FAR), f64x2Mul],
          ...[localGet(OTHERS), f64x2Mul, v128Store(slot.products + v)],
        ]),
      ),
      sequence(
        ...[localGet(TO_NEAR), f64x2Splat, localSet(WIDE_NEAR)],
        ...[localGet(TO_FAR), f64x2Splat, localSet(WIDE_FAR)],
        vectors(nVectors, (v) => [
          ...[localGet(SLOT), v128Load(slot.products + v), localSet(OTHERS)],
          ...[localGet(NEAR), localGet(OTHERS), localGet(WIDE_NEAR), f64x2Mul],
          v128Store(slot.products + v),
          ...[localGet(FAR), localGet(OTHERS), localGet(WIDE_FAR), f64x2Mul],
          v128Store(slot.products + v),
        ]),
      ),
    ),
  );
}

function multiplyLeaves({ nVectors }: ExplainLayout): Code {
  const slot = slotOf(nVectors);
  return sequence(
    ...[localGet(TREE_AT), i32Load(TREE.leafSlots), localSet(NEAR)],
    ...[localGet(TREE_AT), i32Load(TREE.leafSlotsEnd), localSet(END)],
    ...[localGet(TREE_AT), i32Load(TREE.values), localGet(VALUES), i32Add, localSet(AT)],
    doWhile(
      ...[localGet(AT), f64Load(0), f64x2Splat, localSet(WIDE_NEAR)],
      vectors(nVectors, (v) => [
        ...[localGet(NEAR), localGet(NEAR), v128Load(slot.products + v), localGet(WIDE_NEAR)],
        ...[f64x2Mul, v128Store(slot.products + v)],
      ]),
      increase(AT, 8),
      increase(NEAR, slot.bytes),
      ...[localGet(NEAR), localGet(END), i32LtU],
    ),
  );
}

function goUp({ nVectors, pointsAt }: ExplainLayout): Code {
  const slot = slotOf(nVectors);
  const restInverseAt = pointsAt + 2 * 16 * nVectors;
  const child = (side: number): Code => [
    ...localGet(SPLIT_AT),
    ...i32Load(SPLIT.slots + 4 * side),
  ];
  // 1 - share of a place, twice.
  const gain = (place: number): Code =>
    sequence(f64Const(1), localGet(place), f64Load(slot.share), f64Sub, f64x2Splat);
  return sequence(
    ...[localGet(SLOT), i32Load(slot.near), localSet(NEAR)],
    ...[child(0), child(1), i32Add, localGet(NEAR), i32Sub, localSet(FAR)],
    ...[localGet(SPLIT_AT), i32Load(SPLIT.turn), localTee(TURN), i32Load(slot.isTaken)],
    ifElse(
      sequence(
        ...[gain(NEAR), localSet(WIDE_NEAR)],
        ...[gain(TURN), localSet(WIDE_TURN)],
        ...[localGet(SPLIT_AT), i32Load(SPLIT.sum), localTee(AT), v128Load(0), localSet(SUM)],
        vectors(nVectors, (v) => [
          ...[localGet(NEAR), v128Load(slot.products + v), localSet(OTHERS)],
          ...[localGet(FAR), v128Load(slot.products + v), localSet(WIDE_FAR)],
          ...[localGet(SUM), localGet(NEAR), v128Load(slot.inverse + v), localGet(WIDE_NEAR)],
          ...[f64x2Mul, localGet(OTHERS), f64x2Mul, f64x2Add],
          ...[i32Const(restInverseAt), v128Load(v), localGet(WIDE_FAR), f64x2Mul, f64x2Sub],
          ...[localGet(OTHERS), localGet(WIDE_FAR), f64x2Add, localSet(OTHERS)],
          ...[localGet(SLOT), localGet(OTHERS), v128Store(slot.products + v)],
          ...[localGet(TURN), v128Load(slot.inverse + v), localGet(WIDE_TURN), f64x2Mul],
          ...[localGet(OTHERS), f64x2Mul, f64x2Sub, localSet(SUM)],
        ]),
        ...[localGet(AT), localGet(SUM), v128Store(0)],
      ),
      vectors(nVectors, (v) => [
        ...[localGet(SLOT), localGet(NEAR), v128Load(slot.products + v)],
        ...[localGet(FAR), v128Load(slot.products + v), f64x2Add, v128Store(slot.products + v)],
      ]),
    ),
  );
}

/** The same for each vector, `v` bytes after the first one. */
function vectors(nVectors: number, code: (v: number) => readonly Code[]): Code {
  return repeat(nVectors, (i) => code(16 * i));
}
