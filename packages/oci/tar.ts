/**
 * Tar archives that depend on their entries alone: no clock, no user, no order of a file system.
 *
 * @module
 */
import { concat } from "@std/bytes";

/** One file of an archive. */
export interface TarFile {
  /** Path without a leading slash, `/` between folders. */
  readonly path: string;
  /** What the file holds. */
  readonly content: Uint8Array;
  /** Permission bits; 0o644 if not given. */
  readonly mode?: number;
}

const BLOCK = 512;
const encoder = new TextEncoder();

/**
 * Writes an archive in the pax format (POSIX.1-2017, pax, "ustar Interchange Format"): entries
 * sorted by path, each folder before what it holds, owned by root, dated 1970-01-01.
 *
 * @example Two folders and a file
 * ```ts
 * import { tar } from "@mlops/oci";
 * import { equal } from "node:assert/strict";
 *
 * const archive = tar([{ path: "app/dist/main.js", content: new TextEncoder().encode("1;\n") }]);
 * equal(archive.length, 512 * 6);
 * equal(new TextDecoder().decode(archive.subarray(0, 4)), "app/");
 * ```
 *
 * @param files The files, in any order.
 * @returns The archive.
 * @throws {TypeError} If a path is absolute, empty, has `.` or `..` in it, or occurs twice.
 */
export function tar(files: readonly TarFile[]): Uint8Array<ArrayBuffer> {
  const sorted = files.toSorted((a, b) => compare(a.path, b.path));
  const parts: Uint8Array[] = [];
  const folders = new Set<string>();
  const names = new Set<string>();
  for (const { path, content, mode } of sorted) {
    checkPath(path);
    for (const folder of foldersOf(path)) {
      if (folders.has(folder)) continue;
      claim(names, folder.slice(0, -1));
      folders.add(folder);
      parts.push(tarHeader(folder, { sizeBytes: 0, mode: 0o755 }));
    }
    claim(names, path);
    parts.push(tarHeader(path, { sizeBytes: content.length, mode: mode ?? 0o644 }));
    parts.push(content, tarPadding(content.length));
  }
  parts.push(tarEnd());
  return concat(parts);
}

/**
 * Writes the header of one entry, preceded by a pax record where its path does not fit.
 *
 * @param path Path; that of a folder ends with `/`.
 * @param options The content's size in bytes and the permission bits.
 * @returns One or more blocks of 512 bytes.
 */
export function tarHeader(
  path: string,
  options: { sizeBytes: number; mode: number },
): Uint8Array<ArrayBuffer> {
  const type = path.endsWith("/") ? "5" : "0";
  const bytes = encoder.encode(path);
  if (bytes.length <= 100 && bytes.length === path.length) {
    return ustarBlock(bytes, { ...options, type });
  }
  const record = paxRecord("path", path);
  return concat([
    ustarBlock(encoder.encode("pax"), { sizeBytes: record.length, mode: 0o644, type: "x" }),
    record,
    tarPadding(record.length),
    ustarBlock(bytes.subarray(0, 100), { ...options, type }),
  ]);
}

/**
 * Fills the last block of a content.
 *
 * @param sizeBytes Size of the content.
 * @returns Zeros.
 */
export function tarPadding(sizeBytes: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array((BLOCK - sizeBytes % BLOCK) % BLOCK);
}

/**
 * Ends an archive.
 *
 * @returns Two blocks of zeros.
 */
export function tarEnd(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(2 * BLOCK);
}

function ustarBlock(
  name: Uint8Array,
  { sizeBytes, mode, type }: { sizeBytes: number; mode: number; type: string },
): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK);
  const write = (offset: number, text: string) => block.set(encoder.encode(text), offset);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  block.set(name, 0);
  write(100, `${octal(mode, 7)}\0`);
  write(108, "0000000\0" + "0000000\0");
  write(124, `${octal(sizeBytes, 11)}\0`);
  write(136, "00000000000\0");
  write(148, " ".repeat(8));
  write(156, type);
  write(257, "ustar\0" + "00");
  write(148, `${octal(block.reduce((sum, byte) => sum + byte, 0), 6)}\0 `);
  return block;
}

/** A pax record starts with its own length in bytes, which counts the digits of that length too. */
function paxRecord(key: string, value: string): Uint8Array {
  const rest = encoder.encode(` ${key}=${value}\n`);
  let length = rest.length + 1;
  while (rest.length + `${length}`.length > length) length++;
  return concat([encoder.encode(`${length}`), rest]);
}

function claim(names: Set<string>, path: string): void {
  if (names.has(path)) {
    throw new TypeError(`Cannot write archive as paths must be unique: "${path}" occurs twice`);
  }
  names.add(path);
}

function checkPath(path: string): void {
  const names = path.split("/");
  if (names.some((name) => name === "" || name === "." || name === "..") || path.includes("\0")) {
    throw new TypeError(
      `Cannot write archive as paths must be relative and without "." and "..": is "${path}"`,
    );
  }
}

function* foldersOf(path: string): Generator<string> {
  for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) {
    yield path.slice(0, end + 1);
  }
}

/** Order of the code units, which no locale changes. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
