/**
 * The parts of WebAssembly's binary format (core specification 2.0, chapter 5) that a module with one
 * function over an imported memory needs.
 *
 * @module
 */

/** An instruction, or several, as bytes. */
export type Code = readonly number[];

/** Joins instructions. */
export function sequence(...parts: readonly Code[]): Code {
  return parts.flat();
}

/** Puts the value of a local on the stack. */
export function localGet(local: number): Code {
  return [0x20, ...unsigned(local)];
}

/** Takes a value from the stack into a local. */
export function localSet(local: number): Code {
  return [0x21, ...unsigned(local)];
}

/** Copies the value on the stack into a local. */
export function localTee(local: number): Code {
  return [0x22, ...unsigned(local)];
}

/** Puts a 32-bit number on the stack, given in [-2 ** 31, 2 ** 32). */
export function i32Const(value: number): Code {
  return [0x41, ...signed(value | 0)];
}

/** Replaces an address on the stack by the integer that is `offset` bytes after it. */
export function i32Load(offset: number): Code {
  return [0x28, 2, ...unsigned(offset)];
}

/** Replaces an address on the stack by the 32-bit float that is `offset` bytes after it. */
export function f32Load(offset: number): Code {
  return [0x2a, 2, ...unsigned(offset)];
}

/** Replaces an address on the stack by the 64-bit float that is `offset` bytes after it. */
export function f64Load(offset: number): Code {
  return [0x2b, 3, ...unsigned(offset)];
}

/** Replaces an address on the stack by the byte that is `offset` bytes after it, as an integer. */
export function i32Load8U(offset: number): Code {
  return [0x2d, 0, ...unsigned(offset)];
}

/** Replaces an address on the stack by 16 of the byte that is `offset` bytes after it. */
export function v128Load8Splat(offset: number): Code {
  return [0xfd, 7, 0, ...unsigned(offset)];
}

/** Replaces an address on the stack by the 128 bits that are `offset` bytes after it. */
export function v128Load(offset: number): Code {
  return [0xfd, 0, 4, ...unsigned(offset)];
}

/** Takes a value and the address below it from the stack and writes the one `offset` bytes after it. */
export function i32Store(offset: number): Code {
  return [0x36, 2, ...unsigned(offset)];
}
export function i32Store16(offset: number): Code {
  return [0x3b, 1, ...unsigned(offset)];
}
export function f32Store(offset: number): Code {
  return [0x38, 2, ...unsigned(offset)];
}
export function f64Store(offset: number): Code {
  return [0x39, 3, ...unsigned(offset)];
}
export function v128Store(offset: number): Code {
  return [0xfd, 11, 4, ...unsigned(offset)];
}

/** Takes a vector and the address below it from the stack and writes the vector's first half there. */
export function v128Store64(offset: number): Code {
  return [0xfd, 91, 3, ...unsigned(offset), 0];
}

/** Puts eight 16-bit integers on the stack. */
export function i16x8Const(...values: readonly number[]): Code {
  return [0xfd, 12, ...new Uint8Array(Uint16Array.from(values).buffer)];
}

/** Puts a 64-bit float on the stack. */
export function f64Const(value: number): Code {
  return [0x44, ...new Uint8Array(Float64Array.of(value).buffer)];
}

/** Instructions that take two values from the stack and put one back. */
export const i32Add: Code = [0x6a];
export const i32Sub: Code = [0x6b];
export const i32Mul: Code = [0x6c];
export const i32And: Code = [0x71];
export const i32Shl: Code = [0x74];
export const i32ShrU: Code = [0x76];
export const i32LtU: Code = [0x49];
export const i32GtU: Code = [0x4b];
export const f32Le: Code = [0x5f];
export const f64Le: Code = [0x65];
export const f32Add: Code = [0x92];
export const f64Add: Code = [0xa0];
export const f64Sub: Code = [0xa1];
export const f64Mul: Code = [0xa2];
export const i8x16Add: Code = [0xfd, 110];
export const i8x16Eq: Code = [0xfd, 35];
export const i8x16GtS: Code = [0xfd, 39];
/** Two vectors of 16-bit integers to one of bytes, where what does not fit becomes 0 or 255. */
export const i8x16NarrowU: Code = [0xfd, 102];
/** The difference of 16-bit integers, 0 where it would be negative. */
export const i16x8SubSatU: Code = [0xfd, 0x93, 1];
export const i8x16Sub: Code = [0xfd, 113];
/** The bytes of one vector that stand where another says; 0 for a place that there is not. */
export const i8x16Swizzle: Code = [0xfd, 14];
export const v128Or: Code = [0xfd, 80];
export const v128And: Code = [0xfd, 78];
export const v128Xor: Code = [0xfd, 81];
export const f32x4Add: Code = [0xfd, 0xe4, 1];
export const f64x2Add: Code = [0xfd, 0xf0, 1];
export const f64x2Sub: Code = [0xfd, 0xf1, 1];
export const f64x2Mul: Code = [0xfd, 0xf2, 1];
export const f64x2Div: Code = [0xfd, 0xf3, 1];

/** Replaces a number on the stack by a vector of it. */
export const i8x16Splat: Code = [0xfd, 15];
export const i16x8Splat: Code = [0xfd, 16];
export const f64x2Splat: Code = [0xfd, 20];

/** Repeats a body as long as it leaves something other than 0 on the stack. */
export function doWhile(...body: readonly Code[]): Code {
  return [0x03, 0x40, ...sequence(...body), 0x0d, 0, 0x0b];
}

/** Does one thing or another, as what is on the stack is not 0 or 0. */
export function ifElse(yes: Code, no: Code = []): Code {
  return [0x04, 0x40, ...yes, ...(no.length === 0 ? [] : [0x05, ...no]), 0x0b];
}

/** Adds a number to a local. */
export function increase(local: number, by: number): Code {
  return sequence(localGet(local), i32Const(by), i32Add, localSet(local));
}

/** Writes instructions several times, one after the other. */
export function repeat(times: number, code: (i: number) => readonly Code[]): Code {
  return sequence(...Array.from({ length: times }, (_, i) => code(i)).flat());
}

/** Name under which {@linkcode wasmModule} imports its memory, from {@linkcode IMPORT_MODULE}. */
export const MEMORY_IMPORT = "memory";

/** Name of the module from which the memory is imported. */
export const IMPORT_MODULE = "env";

/** Name under which {@linkcode wasmModule} exports its function. */
export const FUNCTION_EXPORT = "run";

/** Types of locals. */
const TYPES = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

/** What a function takes, and the locals that it uses, numbered in this order. */
export interface Locals {
  /** 32-bit integers that it takes. */
  readonly params: number;
  /** Further 32-bit integers. */
  readonly i32: number;
  /** 32-bit floats. */
  readonly f32?: number;
  /** 64-bit floats. */
  readonly f64?: number;
  /** Vectors of 128 bits. */
  readonly v128?: number;
}

/**
 * Writes a module whose one function takes 32-bit integers and returns nothing.
 *
 * @param locals What it takes and uses.
 * @param body What it does.
 * @returns The module.
 */
export function wasmModule(
  { params, i32, f32 = 0, f64 = 0, v128 = 0 }: Locals,
  ...body: readonly Code[]
): Uint8Array<ArrayBuffer> {
  const groups = Object.entries({ i32, f32, f64, v128 } as const);
  const locals = groups.flatMap(([type, n]) => [...unsigned(n), TYPES[type as keyof typeof TYPES]]);
  const code = [...unsigned(groups.length), ...locals, ...sequence(...body), 0x0b];
  const memory = 2;
  return Uint8Array.from([
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(1, [1, 0x60, params, ...Array.from({ length: params }, () => TYPES.i32), 0]),
    ...section(2, [1, ...name(IMPORT_MODULE), ...name(MEMORY_IMPORT), memory, 0, 0]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name(FUNCTION_EXPORT), 0, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ]);
}

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

function name(text: string): Code {
  return [text.length, ...new TextEncoder().encode(text)];
}

/** LEB128. */
function unsigned(value: number): Code {
  const bytes: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push(value % 0x80 | 0x80);
  return [...bytes, value];
}

/** LEB128 of a 32-bit integer in two's complement. */
function signed(value: number): Code {
  const bytes: number[] = [];
  for (; value < -0x40 || value >= 0x40; value >>= 7) bytes.push(value & 0x7f | 0x80);
  return [...bytes, value & 0x7f];
}
