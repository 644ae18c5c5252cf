import { COLUMN, GROUP, SCAN_ROWS, SCAN_TREES, type ScanLayout, SPLIT } from "./scan_layout.ts";
import { PIECE } from "./scan_plan.ts";
import { SEARCHED } from "./search_columns.ts";
import {
  type Code,
  doWhile,
  f32Add,
  f32Le,
  f32Load,
  f32Store,
  f32x4Add,
  f64Add,
  f64Le,
  f64Load,
  f64Store,
  f64x2Add,
  i16x8Splat,
  i16x8SubSatU,
  i32Add,
  i32Const,
  i32Load,
  i32Load8U,
  i32LtU,
  i32Mul,
  i32Shl,
  i32Store16,
  i32Sub,
  i8x16Add,
  i8x16Eq,
  i8x16GtS,
  i8x16NarrowU,
  i8x16Splat,
  ifElse,
  increase,
  localGet,
  localSet,
  localTee,
  repeat,
  sequence,
  v128And,
  v128Load,
  v128Load8Splat,
  v128Store,
  v128Xor,
  wasmModule,
} from "./wasm_binary.ts";

/** Vectors of bytes, one for each row. */
const VECTORS = SCAN_ROWS / 16;

// 32-bit integers; the parameter is not used.
const [AT, END, ROW, STEPS, LIMITS, OFFSET, SUM, ROWS_END] = [1, 2, 3, 4, 5, 6, 7, 8] as const;
const [GROUP_AT, SPLIT_AT, LANE] = [9, 10, 11] as const;
/** Eight of them: places in a search, or of the trees' values. */
const PLACE = 12;
const N_INTEGERS = 19;
// Eight floats of a row's size: the values that are searched.
const VALUE = 20;
// Vectors: the leaves that rows have come to, and what is the same for all of them.
const LEAF = 28;
const [RANK, FIRST, LEAVES, FLIP] = [36, 37, 38, 39] as const;
const TOTAL = 40;

/**
 * Writes the WebAssembly that scores 128 rows at a time by asking all splits of a tree, 16 rows by each
 * instruction, instead of walking through it:
 *
 *     for each column
 *       rank of each row's value among the column's thresholds, as a byte for each 255 of them
 *     for each tree
 *       leaf = 0                                          (of each row: leaves count from the left)
 *       for each split, in pre-order
 *         leaf += leaves of its left child, where leaf is its first one and rank > threshold's rank
 *
 * A row whose leaf is a split's first one has come to that split: it went left at all before it that
 * have the same first leaf, and right at the last one that has another. Nothing depends on what was
 * loaded, and nothing is guessed. (QuickScorer, Lucchese et al., SIGIR 2015, asks all splits, too, and
 * keeps the leaves that are left as bits.)
 *
 * @param layout Where things are.
 * @returns The module; its function takes a number that it does not use.
 */
export function scanModule(layout: ScanLayout): Uint8Array<ArrayBuffer> {
  const { columnsAt, columnsEnd, groupsAt, groupsEnd, splitsAt, rowBytes, vectors } = layout;
  const floats = rowBytes === 4 ? { f32: SEARCHED } : { f64: SEARCHED };
  return wasmModule(
    { params: 1, i32: N_INTEGERS, ...floats, v128: TOTAL - LEAF + Math.max(1, vectors) },
    columnsAt === columnsEnd ? [] : sequence(
      ...[i32Const(columnsAt), localSet(AT)],
      ...[i32Const(0x80), i8x16Splat, localSet(FLIP)],
      doWhile(
        rankColumn(layout),
        increase(AT, COLUMN.bytes),
        ...[localGet(AT), i32Const(columnsEnd), i32LtU],
      ),
    ),
    ...[i32Const(splitsAt), localSet(SPLIT_AT)],
    ...[i32Const(groupsAt), localSet(GROUP_AT)],
    doWhile(
      scanGroup(layout),
      addLeaves(layout),
      increase(GROUP_AT, GROUP.bytes),
      ...[localGet(GROUP_AT), i32Const(groupsEnd), i32LtU],
    ),
  );
}

function rankColumn({ nColumns, rowBytes, ranksAt }: ScanLayout): Code {
  const [load, le] = rowBytes === 4 ? [f32Load, f32Le] : [f64Load, f64Le];
  const stride = rowBytes * nColumns;
  const each = (code: (i: number) => readonly Code[]) => repeat(SEARCHED, code);
  return sequence(
    ...[localGet(AT), i32Load(COLUMN.rows), localSet(ROW)],
    ...[localGet(AT), i32Load(COLUMN.limits), localSet(LIMITS)],
    // The first place after the search tree is 2 ** steps - 1.
    ...[i32Const(1), localGet(AT), i32Load(COLUMN.steps), i32Shl, i32Const(1), i32Sub],
    localSet(OFFSET),
    ...[i32Const(ranksAt), localSet(SUM)],
    doWhile(
      each((i) => [localGet(ROW), load(stride * i), localSet(VALUE + i)]),
      each((i) => [i32Const(0), localSet(PLACE + i)]),
      ...[localGet(AT), i32Load(COLUMN.steps), localSet(STEPS)],
      doWhile(
        each((i) => [
          // To 2 i + 1 where the value is at most the limit, else, NaN too, to 2 i + 2.
          ...[localGet(PLACE + i), i32Const(1), i32Shl, i32Const(2), i32Add],
          ...[localGet(VALUE + i), localGet(LIMITS), localGet(PLACE + i)],
          ...[i32Const(Math.log2(rowBytes)), i32Shl, i32Add, load(0), le],
          ...[i32Sub, localSet(PLACE + i)],
        ]),
        ...[localGet(STEPS), i32Const(1), i32Sub, localTee(STEPS)],
      ),
      each((i) => [
        ...[localGet(SUM), localGet(PLACE + i), localGet(OFFSET), i32Sub, i32Store16(2 * i)],
      ]),
      increase(ROW, stride * SEARCHED),
      increase(SUM, 2 * SEARCHED),
      ...[localGet(SUM), i32Const(ranksAt + 2 * SCAN_ROWS), i32LtU],
    ),
    cutRanks(ranksAt),
  );
}

/** Writes ranks, less 255 for each piece before, as bytes from 0 to 255, less 128 for their sign. */
function cutRanks(ranksAt: number): Code {
  return sequence(
    ...[localGet(AT), i32Load(COLUMN.pieces), localSet(ROW)],
    ...[localGet(AT), i32Load(COLUMN.piecesEnd), localSet(END)],
    ...[i32Const(0), localSet(OFFSET)],
    doWhile(
      ...[localGet(OFFSET), i16x8Splat, localSet(RANK)],
      repeat(VECTORS, (v) => [
        ...[localGet(ROW), i32Const(ranksAt), v128Load(32 * v), localGet(RANK), i16x8SubSatU],
        ...[i32Const(ranksAt), v128Load(32 * v + 16), localGet(RANK), i16x8SubSatU],
        ...[i8x16NarrowU, localGet(FLIP), v128Xor, v128Store(16 * v)],
      ]),
      increase(OFFSET, PIECE),
      increase(ROW, SCAN_ROWS),
      ...[localGet(ROW), localGet(END), i32LtU],
    ),
  );
}

/** Finds each row's leaf in the trees of a group. */
function scanGroup({ leavesAt }: ScanLayout): Code {
  const vectors = (code: (v: number) => readonly Code[]) => repeat(VECTORS, code);
  return sequence(
    ...[i32Const(0), localSet(LANE)],
    doWhile(
      vectors((v) => [i32Const(0), i8x16Splat, localSet(LEAF + v)]),
      ...[localGet(GROUP_AT), localGet(LANE), i32Const(2), i32Shl, i32Add],
      ...[i32Load(GROUP.splitsEnds), localSet(END)],
      ...[localGet(SPLIT_AT), localGet(END), i32LtU],
      ifElse(doWhile(
        ...[localGet(SPLIT_AT), v128Load8Splat(SPLIT.rank), localSet(RANK)],
        ...[localGet(SPLIT_AT), v128Load8Splat(SPLIT.leaf), localSet(FIRST)],
        ...[localGet(SPLIT_AT), v128Load8Splat(SPLIT.leaves), localSet(LEAVES)],
        ...[localGet(SPLIT_AT), i32Load(SPLIT.column), localSet(ROW)],
        vectors((v) => [
          ...[localGet(LEAF + v), localGet(ROW), v128Load(16 * v), localGet(RANK), i8x16GtS],
          ...[localGet(LEAF + v), localGet(FIRST), i8x16Eq, v128And],
          ...[localGet(LEAVES), v128And, i8x16Add, localSet(LEAF + v)],
        ]),
        increase(SPLIT_AT, SPLIT.bytes),
        ...[localGet(SPLIT_AT), localGet(END), i32LtU],
      )),
      ...[localGet(LANE), i32Const(SCAN_ROWS), i32Mul, localSet(ROW)],
      vectors((v) => [localGet(ROW), localGet(LEAF + v), v128Store(leavesAt + 16 * v)]),
      increase(LANE, 1),
      ...[localGet(LANE), i32Const(SCAN_TREES), i32LtU],
    ),
  );
}

/** Adds what the leaves say to the sums of each row, in the order of the trees. */
function addLeaves({ sumBytes, vectors, sumStride, sumsAt, leavesAt }: ScanLayout): Code {
  const [load, add, store] = sumBytes === 4
    ? [f32Load, f32Add, f32Store]
    : [f64Load, f64Add, f64Store];
  const addVector = sumBytes === 4 ? f32x4Add : f64x2Add;
  const bytes = vectors === 0 ? sumBytes : 16 * vectors;
  // From the number of a leaf to where its values are.
  const toBytes = Number.isInteger(Math.log2(bytes))
    ? [i32Const(Math.log2(bytes)), i32Shl]
    : [i32Const(bytes), i32Mul];
  const trees = (code: (i: number) => readonly Code[]) => repeat(SCAN_TREES, code);
  const place = (i: number): Code =>
    sequence(
      ...[localGet(ROW), i32Load8U(leavesAt + SCAN_ROWS * i), ...toBytes],
      ...[localGet(PLACE + i), i32Add],
    );
  return sequence(
    trees((i) => [localGet(GROUP_AT), i32Load(GROUP.values + 4 * i), localSet(PLACE + i)]),
    ...[localGet(GROUP_AT), i32Load(GROUP.sum), localSet(SUM)],
    ...[i32Const(0), localSet(ROW)],
    doWhile(
      vectors === 0
        ? sequence(
          ...[localGet(SUM), localGet(SUM), load(sumsAt)],
          trees((i) => [place(i), load(0), add]),
          store(sumsAt),
        )
        : sequence(
          repeat(vectors, (v) => [localGet(SUM), v128Load(sumsAt + 16 * v), localSet(TOTAL + v)]),
          trees((i) => [
            ...[place(i), localSet(ROWS_END)],
            repeat(vectors, (v) => [
              ...[localGet(TOTAL + v), localGet(ROWS_END), v128Load(16 * v), addVector],
              localSet(TOTAL + v),
            ]),
          ]),
          repeat(vectors, (v) => [localGet(SUM), localGet(TOTAL + v), v128Store(sumsAt + 16 * v)]),
        ),
      increase(SUM, sumBytes * sumStride),
      increase(ROW, 1),
      ...[localGet(ROW), i32Const(SCAN_ROWS), i32LtU],
    ),
  );
}
