/** Opcodes of pickle's protocols 2 to 5 that are read (CPython's `Lib/pickletools.py`). */
export const OPCODE = {
  mark: 0x28,
  emptyTuple: 0x29,
  stop: 0x2e,
  pop: 0x30,
  popMark: 0x31,
  dup: 0x32,
  binbytes: 0x42,
  shortBinbytes: 0x43,
  binfloat: 0x47,
  binint: 0x4a,
  binint1: 0x4b,
  binint2: 0x4d,
  none: 0x4e,
  reduce: 0x52,
  binunicode: 0x58,
  emptyList: 0x5d,
  append: 0x61,
  build: 0x62,
  global: 0x63,
  appends: 0x65,
  binget: 0x68,
  longBinget: 0x6a,
  binput: 0x71,
  longBinput: 0x72,
  setitem: 0x73,
  tuple: 0x74,
  setitems: 0x75,
  emptyDict: 0x7d,
  proto: 0x80,
  newobj: 0x81,
  tuple1: 0x85,
  tuple2: 0x86,
  tuple3: 0x87,
  newtrue: 0x88,
  newfalse: 0x89,
  long1: 0x8a,
  long4: 0x8b,
  shortBinunicode: 0x8c,
  binunicode8: 0x8d,
  binbytes8: 0x8e,
  emptySet: 0x8f,
  additems: 0x90,
  frozenset: 0x91,
  newobjEx: 0x92,
  stackGlobal: 0x93,
  memoize: 0x94,
  frame: 0x95,
  bytearray8: 0x96,
} as const;

const REFUSED: Readonly<Record<number, string>> = {
  0x46: "FLOAT",
  0x49: "INT",
  0x4c: "LONG",
  0x50: "PERSID",
  0x51: "BINPERSID",
  0x53: "STRING",
  0x54: "BINSTRING",
  0x55: "SHORT_BINSTRING",
  0x56: "UNICODE",
  0x64: "DICT",
  0x67: "GET",
  0x69: "INST",
  0x6c: "LIST",
  0x6f: "OBJ",
  0x70: "PUT",
  0x82: "EXT1",
  0x83: "EXT2",
  0x84: "EXT4",
  0x97: "NEXT_BUFFER",
  0x98: "READONLY_BUFFER",
};

/**
 * Names an opcode that is not read.
 *
 * @param opcode The byte.
 * @returns Its name and number, or the number alone if it is no opcode at all.
 */
export function refusedOpcode(opcode: number): string {
  const hex = `0x${opcode.toString(16).padStart(2, "0")}`;
  const name = REFUSED[opcode];
  return name === undefined ? `opcode ${hex}` : `opcode ${name} ${hex}`;
}
