import { GROUP_BYTES, LANES, type WalkLayout } from "./walk_memory.ts";
import {
  type Code,
  doWhile,
  f32Add,
  f32Le,
  f32Load,
  f32Store,
  f64Add,
  f64Le,
  f64Load,
  f64Store,
  i32Add,
  i32And,
  i32Const,
  i32Load,
  i32LtU,
  i32Mul,
  i32Shl,
  i32ShrU,
  i32Sub,
  increase,
  localGet,
  localSet,
  localTee,
  repeat,
  sequence,
  wasmModule,
} from "./wasm_binary.ts";

/** Locals of the function; its parameter is where the rows end. */
const ROWS_END = 0;
const GROUP = 1;
const ROW = 2;
const SUM = 3;
const SUMS_END = 4;
const STEPS = 5;
const LINK = 6;
const NODE = 7;
const LOCALS = { params: 1, i32: NODE + LANES - 1 };

/**
 * Writes the WebAssembly that adds to the sums of each row what the trees say, in their order:
 *
 *     for each group of eight trees
 *       for each row
 *         node[0..7] = the roots of the group
 *         repeat as often as the group is deep, for each lane
 *           node = child[node] + (row[column[node]] <= threshold[node])
 *         for each value of a leaf
 *           sum += value[node[0]] + ... in the order of the trees, as it rounds by it
 *
 * Addresses are constants, so that there is a module for each ensemble; it takes 0.3 ms to compile.
 *
 * @param layout Where the trees, the rows and the sums are.
 * @returns The module; its function takes the address where the rows end, at least one after the first.
 */
export function walkModule(layout: WalkLayout): Uint8Array<ArrayBuffer> {
  const { nColumns, columnBits, nOutputs, sumBytes } = layout;
  const { rowsAt, sumsAt, groupsAt, groupsEnd } = layout;
  const walkGroup = columnBits === null ? step16(layout) : step8(layout, columnBits);
  return wasmModule(
    LOCALS,
    i32Const(groupsAt),
    localSet(GROUP),
    doWhile(
      ...[i32Const(rowsAt), localSet(ROW)],
      ...[localGet(GROUP), i32Load(4 * LANES + 4), i32Const(sumsAt), i32Add, localSet(SUM)],
      doWhile(
        lanes((node, lane) => [localGet(GROUP), i32Load(4 * lane), localSet(node)]),
        ...[localGet(GROUP), i32Load(4 * LANES), localSet(STEPS)],
        doWhile(walkGroup, localGet(STEPS), i32Const(1), i32Sub, localTee(STEPS)),
        addLeaves(layout),
        increase(SUM, sumBytes * (nOutputs - layout.leafValues)),
        increase(ROW, (columnBits === null ? 8 : 4) * nColumns),
        ...[localGet(ROW), localGet(ROWS_END), i32LtU],
      ),
      increase(GROUP, GROUP_BYTES),
      ...[localGet(GROUP), i32Const(groupsEnd), i32LtU],
    ),
  );
}

/** One step of each lane through nodes of 8 bytes. */
function step8({ nodesAt }: WalkLayout, columnBits: number): Code {
  return lanes((node) => [
    ...[localGet(node), i32Load(nodesAt), localTee(LINK)],
    ...[i32Const(2 ** columnBits - 1), i32And, i32Const(2), i32Shl, localGet(ROW), i32Add],
    ...[f32Load(0), localGet(node), f32Load(nodesAt + 4), f32Le],
    ...[localGet(LINK), i32Const(columnBits), i32ShrU, i32Add],
    ...[i32Const(3), i32Shl, localSet(node)],
  ]);
}

/** One step of each lane through nodes of 16 bytes. */
function step16({ nodesAt }: WalkLayout): Code {
  return lanes((node) => [
    ...[localGet(node), i32Load(nodesAt + 4), localGet(ROW), i32Add, f64Load(0)],
    ...[localGet(node), f64Load(nodesAt + 8), f64Le, i32Const(4), i32Shl],
    ...[localGet(node), i32Load(nodesAt), i32Add, localSet(node)],
  ]);
}

function addLeaves({ leafValues, sumBytes, columnBits, valuesAt }: WalkLayout): Code {
  const [load, add, store] = sumBytes === 4
    ? [f32Load, f32Add, f32Store]
    : [f64Load, f64Add, f64Store];
  // From where the node is to where its values are.
  const shift = Math.log2((columnBits === null ? 16 : 8) / sumBytes);
  const addAll = sequence(
    ...[localGet(SUM), localGet(SUM), load(0)],
    lanes((node) => [localGet(node), load(valuesAt), add]),
    store(0),
    increase(SUM, sumBytes),
  );
  return sequence(
    lanes((node) => [
      ...[localGet(node), i32Const(shift), i32ShrU, i32Const(leafValues), i32Mul, localSet(node)],
    ]),
    leafValues === 1 ? addAll : sequence(
      ...[localGet(SUM), i32Const(sumBytes * leafValues), i32Add, localSet(SUMS_END)],
      doWhile(
        addAll,
        lanes((node) => [increase(node, sumBytes)]),
        ...[localGet(SUM), localGet(SUMS_END), i32LtU],
      ),
    ),
  );
}

/** The same for each lane. */
function lanes(code: (node: number, lane: number) => readonly Code[]): Code {
  return repeat(LANES, (lane) => code(NODE + lane, lane));
}
