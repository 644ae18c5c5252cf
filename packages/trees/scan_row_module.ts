import { COLUMN, ROW_GROUP, ROW_TREES, type ScanLayout, STEP_BYTES } from "./scan_layout.ts";
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
  i16x8Const,
  i16x8Splat,
  i16x8SubSatU,
  i32Add,
  i32Const,
  i32Load,
  i32Load8U,
  i32LtU,
  i32Mul,
  i32Shl,
  i32Sub,
  i8x16Add,
  i8x16Eq,
  i8x16GtS,
  i8x16NarrowU,
  i8x16Splat,
  i8x16Sub,
  i8x16Swizzle,
  ifElse,
  increase,
  localGet,
  localSet,
  localTee,
  repeat,
  sequence,
  v128And,
  v128Load,
  v128Or,
  v128Store,
  v128Store64,
  v128Xor,
  wasmModule,
} from "./wasm_binary.ts";

/** Vectors of bytes, one for each tree. */
const VECTORS = ROW_TREES / 16;

/** Tables that are held in registers; further ones are loaded again and again. */
const HELD_TABLES = 5;

/** Pieces that one vector of 16-bit integers makes. */
const PIECES = 8;

// 32-bit integers; the parameter is not used.
const [AT, STEPS, OFFSET, SUM, GROUP_AT, STEP_AT, TABLE, VALUES] = [
  1,
  2,
  3,
  4,
  5,
  6,
  7,
  8,
] as const;
/** Eight of them, of the columns that are searched: a place in the search, and where its limits are. */
const PLACE = 9;
const LIMITS = 17;
const N_INTEGERS = 24;
// Eight floats of the row's size, of the same columns.
const VALUE = 25;
// Vectors.
const [LEAF, PIECE_OF, FLIP, TOTAL] = [33, 35, 37, 38] as const;

/**
 * Writes the WebAssembly that scores a single row by asking all splits, 16 trees by each instruction:
 * as `scan_module.ts`, with trees in the place of rows. The row's ranks stand in vectors, from which a
 * step takes for each tree the one that its split asks.
 *
 * @param layout Where things are.
 * @returns The module; its function takes a number that it does not use.
 */
export function scanRowModule(layout: ScanLayout): Uint8Array<ArrayBuffer> {
  const { columnsAt, columnsEnd, rowGroupsAt, rowGroupsEnd, stepsAt, tablesAt } = layout;
  const { nTables, rowBytes, vectors } = layout;
  const floats = rowBytes === 4 ? { f32: SEARCHED } : { f64: SEARCHED };
  const table = TOTAL + Math.max(1, vectors);
  const nHeld = Math.min(nTables, HELD_TABLES);
  return wasmModule(
    { params: 1, i32: N_INTEGERS, ...floats, v128: table - LEAF + nHeld },
    ...[i32Const(0x80), i8x16Splat, localSet(FLIP)],
    ...[i32Const(columnsAt), localSet(AT)],
    columnsAt === columnsEnd ? [] : doWhile(
      searchColumns(layout),
      ...[localGet(AT), i32Const(columnsEnd), i32LtU],
    ),
    repeat(nHeld, (t) => [i32Const(tablesAt), v128Load(16 * t), localSet(table + t)]),
    ...[i32Const(stepsAt), localSet(STEP_AT)],
    ...[i32Const(rowGroupsAt), localSet(GROUP_AT)],
    doWhile(
      scanTrees(layout, table),
      addLeaves(layout),
      increase(GROUP_AT, ROW_GROUP.bytes),
      ...[localGet(GROUP_AT), i32Const(rowGroupsEnd), i32LtU],
    ),
  );
}

/** Finds the ranks of eight columns' values and writes them, less 128, in pieces into the tables. */
function searchColumns({ rowBytes, columnsEnd }: ScanLayout): Code {
  const [load, le] = rowBytes === 4 ? [f32Load, f32Le] : [f64Load, f64Le];
  const each = (code: (i: number) => readonly Code[]) => repeat(SEARCHED, code);
  const pieces = Array.from({ length: PIECES }, (_, i) => PIECE * i);
  return sequence(
    each((i) => [
      ...[localGet(AT), i32Load(COLUMN.bytes * i + COLUMN.limits), localSet(LIMITS + i)],
      ...[localGet(AT), i32Load(COLUMN.bytes * i + COLUMN.rows), load(0), localSet(VALUE + i)],
      ...[i32Const(0), localSet(PLACE + i)],
    ]),
    ...[localGet(AT), i32Load(COLUMN.steps), localTee(STEPS), localSet(OFFSET)],
    ...[i32Const(1), localGet(OFFSET), i32Shl, i32Const(1), i32Sub, localSet(OFFSET)],
    doWhile(
      each((i) => [
        // To 2 i + 1 where the value is at most the limit, else, NaN too, to 2 i + 2.
        ...[localGet(PLACE + i), i32Const(1), i32Shl, i32Const(2), i32Add],
        ...[localGet(VALUE + i), localGet(LIMITS + i), localGet(PLACE + i)],
        ...[i32Const(Math.log2(rowBytes)), i32Shl, i32Add, load(0), le],
        ...[i32Sub, localSet(PLACE + i)],
      ]),
      ...[localGet(STEPS), i32Const(1), i32Sub, localTee(STEPS)],
    ),
    each((i) => [
      // A group may end before its eighth column.
      ...[localGet(AT), i32Const(columnsEnd), i32LtU],
      ifElse(sequence(
        ...[localGet(AT), i32Load(COLUMN.table), localSet(TABLE)],
        ...[localGet(PLACE + i), localGet(OFFSET), i32Sub, i16x8Splat, localSet(PIECE_OF)],
        ...[localGet(PIECE_OF), i16x8Const(...pieces), i16x8SubSatU, localSet(PIECE_OF)],
        doWhile(
          // Eight bytes, though the column may have fewer: what comes after is written after.
          ...[localGet(TABLE), localGet(PIECE_OF), localGet(PIECE_OF), i8x16NarrowU],
          ...[localGet(FLIP), v128Xor, v128Store64(0)],
          ...[localGet(PIECE_OF), i32Const(PIECE * PIECES), i16x8Splat, i16x8SubSatU],
          localSet(PIECE_OF),
          increase(TABLE, PIECES),
          ...[localGet(TABLE), localGet(AT), i32Load(COLUMN.tableEnd), i32LtU],
        ),
        increase(AT, COLUMN.bytes),
      )),
    ]),
  );
}

/** Finds the row's leaf in each tree of a group. */
function scanTrees({ leavesAt, nTables, tablesAt }: ScanLayout, table: number): Code {
  const vectors = (code: (v: number) => readonly Code[]) => repeat(VECTORS, code);
  // Bytes of the tables, of which each has a place for one vector of them.
  const look = (v: number, t: number): Code =>
    sequence(
      t < HELD_TABLES ? localGet(table + t) : sequence(i32Const(tablesAt), v128Load(16 * t)),
      localGet(PIECE_OF + v),
      ...t === 0 ? [] : [i32Const(16 * t), i8x16Splat, i8x16Sub],
      i8x16Swizzle,
      t === 0 ? [] : v128Or,
    );
  return sequence(
    vectors((v) => [i32Const(0), i8x16Splat, localSet(LEAF + v)]),
    ...[localGet(GROUP_AT), i32Load(ROW_GROUP.steps), localSet(STEPS)],
    doWhile(
      vectors((v) => [
        ...[localGet(STEP_AT), v128Load(16 * v + 3 * ROW_TREES), localSet(PIECE_OF + v)],
        localGet(LEAF + v),
        nTables === 0 ? sequence(i32Const(0), i8x16Splat) : repeat(nTables, (t) => [look(v, t)]),
        ...[localGet(STEP_AT), v128Load(16 * v), i8x16GtS],
        ...[localGet(LEAF + v), localGet(STEP_AT), v128Load(16 * v + ROW_TREES), i8x16Eq, v128And],
        ...[localGet(STEP_AT), v128Load(16 * v + 2 * ROW_TREES), v128And],
        ...[i8x16Add, localSet(LEAF + v)],
      ]),
      increase(STEP_AT, STEP_BYTES),
      ...[localGet(STEPS), i32Const(1), i32Sub, localTee(STEPS)],
    ),
    vectors((v) => [i32Const(leavesAt), localGet(LEAF + v), v128Store(16 * v)]),
  );
}

/** Adds what the leaves say to the row's sums, in the order of the trees. */
function addLeaves({ sumBytes, vectors, sumsAt, leavesAt }: ScanLayout): Code {
  const [load, add, store] = sumBytes === 4
    ? [f32Load, f32Add, f32Store]
    : [f64Load, f64Add, f64Store];
  const addVector = sumBytes === 4 ? f32x4Add : f64x2Add;
  const bytes = vectors === 0 ? sumBytes : 16 * vectors;
  // From the number of a leaf to where its values are.
  const toBytes = Number.isInteger(Math.log2(bytes))
    ? [i32Const(Math.log2(bytes)), i32Shl]
    : [i32Const(bytes), i32Mul];
  const trees = (code: (i: number) => readonly Code[]) => repeat(ROW_TREES, code);
  const place = (i: number): Code =>
    sequence(
      ...[i32Const(leavesAt), i32Load8U(i), ...toBytes],
      ...[localGet(GROUP_AT), i32Load(ROW_GROUP.values + 4 * i), i32Add],
    );
  if (vectors === 0) {
    return sequence(
      ...[localGet(GROUP_AT), i32Load(ROW_GROUP.sum), localTee(SUM), localGet(SUM), load(0)],
      trees((i) => [place(i), load(0), add]),
      store(0),
    );
  }
  const values = (code: (v: number) => readonly Code[]) => repeat(vectors, code);
  return sequence(
    values((v) => [i32Const(sumsAt), v128Load(16 * v), localSet(TOTAL + v)]),
    trees((i) => [
      ...[place(i), localSet(VALUES)],
      values((v) => [
        ...[localGet(TOTAL + v), localGet(VALUES), v128Load(16 * v), addVector],
        localSet(TOTAL + v),
      ]),
    ]),
    values((v) => [i32Const(sumsAt), localGet(TOTAL + v), v128Store(16 * v)]),
  );
}
