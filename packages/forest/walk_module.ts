import { type ForestLayout, GROUP_BYTES, LANES, NODE_BYTES } from "./forest_memory.ts";
import {
  type Code,
  doWhile,
  f32Gt,
  f32Load,
  f64Add,
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
  localGet,
  localSet,
  localTee,
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
const N_LOCALS = NODE + LANES - 1;

/**
 * Writes the WebAssembly that adds to the sums of each row what the trees say, in their order:
 *
 *     for each group of eight trees
 *       for each row
 *         node[0..7] = the roots of the group
 *         repeat as often as the group is deep, for each lane
 *           link = links[node]
 *           node = (link >> featureBits) + (row[link & mask] > thresholds[node])
 *         for each class
 *           sum[class] += values[node[0]][class] + ... in the order of the trees, as it rounds by it
 *
 * Addresses are constants, so that there is a module for each forest; it takes 0.3 ms to compile.
 *
 * @param layout Where the forest, the rows and the sums are.
 * @returns The module; its function takes the address where the rows end, at least one after the first.
 */
export function walkModule(layout: ForestLayout): Uint8Array<ArrayBuffer> {
  const { nFeatures, rowsAt, sumsAt, groupsAt, groupsEnd } = layout;
  return wasmModule(
    N_LOCALS,
    i32Const(groupsAt),
    localSet(GROUP),
    doWhile(
      ...[i32Const(rowsAt), localSet(ROW)],
      ...[i32Const(sumsAt), localSet(SUM)],
      doWhile(
        walkGroup(layout),
        addLeaves(layout),
        next(ROW, 4 * nFeatures, localGet(ROWS_END)),
      ),
      next(GROUP, GROUP_BYTES, i32Const(groupsEnd)),
    ),
  );
}

function walkGroup({ nodesAt, featureBits }: ForestLayout): Code {
  return sequence(
    lanes((node, lane) => [localGet(GROUP), i32Load(4 * lane), localSet(node)]),
    ...[localGet(GROUP), i32Load(4 * LANES), localSet(STEPS)],
    doWhile(
      lanes((node) => [
        ...[localGet(node), i32Load(nodesAt), localTee(LINK)],
        ...[i32Const(2 ** featureBits - 1), i32And, i32Const(2), i32Shl, localGet(ROW), i32Add],
        ...[f32Load(0), localGet(node), f32Load(nodesAt + 4), f32Gt],
        ...[localGet(LINK), i32Const(featureBits), i32ShrU, i32Add],
        ...[i32Const(Math.log2(NODE_BYTES)), i32Shl, localSet(node)],
      ]),
      ...[localGet(STEPS), i32Const(1), i32Sub, localTee(STEPS)],
    ),
  );
}

function addLeaves({ nClasses, valuesAt }: ForestLayout): Code {
  // From where the node is to where its shares are.
  const scale = i32Const(nClasses * 8 / NODE_BYTES);
  return sequence(
    lanes((node) => [localGet(node), scale, i32Mul, localSet(node)]),
    ...[localGet(SUM), i32Const(8 * nClasses), i32Add, localSet(SUMS_END)],
    doWhile(
      ...[localGet(SUM), localGet(SUM), f64Load(0)],
      lanes((node) => [localGet(node), f64Load(valuesAt), f64Add]),
      f64Store,
      lanes((node) => [localGet(node), i32Const(8), i32Add, localSet(node)]),
      next(SUM, 8, localGet(SUMS_END)),
    ),
  );
}

/** Moves on by some bytes; 1 as long as that is before the end. */
function next(local: number, bytes: number, end: Code): Code {
  return sequence(localGet(local), i32Const(bytes), i32Add, localTee(local), end, i32LtU);
}

/** The same for each lane. */
function lanes(code: (node: number, lane: number) => readonly Code[]): Code {
  return sequence(...Array.from({ length: LANES }, (_, lane) => code(NODE + lane, lane)).flat());
}
