/**
 * Reads ZIP archives, such as Python's wheels.
 *
 * Not for archives of 4 GiB or more (ZIP64), encrypted ones, or ones split over files.
 *
 * @module
 */
import { inflateRawSync } from "node:zlib";
import { crc32 } from "./crc32.ts";

/** One file of an archive, still packed. */
export interface ZipEntry {
  /** Path as the archive has it. */
  readonly path: string;
  /** Unix permission bits, 0o644 if the archive has none. */
  readonly mode: number;
  /** Size that the archive's directory gives the unpacked file. */
  readonly sizeBytes: number;
  /**
   * Unpacks the file; a stored one is a view of the archive.
   *
   * @returns What the file holds, verified by its checksum.
   * @throws {SyntaxError} If it is damaged or packed by a method that is not supported.
   */
  unpack(): Uint8Array;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_SIZE = 22;
const STORED = 0;
const DEFLATED = 8;

/**
 * Reads the central directory of a ZIP archive (APPNOTE 6.3.10), and no file.
 *
 * @param archive The archive.
 * @returns Its files without the folders, in the archive's order.
 * @throws {SyntaxError} If it is none, is damaged, or uses what is not supported.
 */
export function openZip(archive: Uint8Array): ZipEntry[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  const entries: ZipEntry[] = [];
  let offset = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    const entry = readEntry(view, offset);
    offset += entry.headerBytes;
    if (entry.path.endsWith("/")) continue;
    const { path, mode, sizeBytes } = entry;
    entries.push({ path, mode, sizeBytes, unpack: () => unpack(entry) });
  }
  return entries;
}

interface PackedFile {
  readonly path: string;
  readonly mode: number;
  readonly method: number;
  readonly checksum: number;
  readonly packed: Uint8Array;
  readonly sizeBytes: number;
  readonly headerBytes: number;
}

function findEnd(view: DataView): number {
  // The end record is followed by a comment of at most 65535 bytes.
  const first = Math.max(0, view.byteLength - END_SIZE - 0xffff);
  for (let offset = view.byteLength - END_SIZE; offset >= first; offset--) {
    if (view.getUint32(offset, true) === END) return offset;
  }
  throw damaged("it has no end of central directory");
}

function readEntry(view: DataView, offset: number): PackedFile {
  if (offset + 46 > view.byteLength) {
    throw damaged(
      `its central directory goes beyond the file: byte ${offset} of ${view.byteLength}`,
    );
  }
  if (view.getUint32(offset, true) !== ENTRY) throw damaged(`there is no entry at byte ${offset}`);
  const nameBytes = view.getUint16(offset + 28, true);
  const headerBytes = 46 + nameBytes + view.getUint16(offset + 30, true) +
    view.getUint16(offset + 32, true);
  const path = readPath(bytesAt(view, { offset: offset + 46, length: nameBytes }));
  if ((view.getUint16(offset + 8, true) & 1) === 1) throw damaged(`"${path}" is encrypted`);
  const local = view.getUint32(offset + 42, true);
  if (local + 30 > view.byteLength) throw damaged(`"${path}" lies outside`);
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const mode = view.getUint32(offset + 38, true) >>> 16 & 0o777;
  return {
    path,
    mode: mode === 0 ? 0o644 : mode,
    method: view.getUint16(offset + 10, true),
    checksum: view.getUint32(offset + 16, true),
    packed: bytesAt(view, { offset: start, length: view.getUint32(offset + 20, true) }),
    sizeBytes: view.getUint32(offset + 24, true),
    headerBytes,
  };
}

function readPath(name: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(name);
  } catch (error) {
    throw damaged("a path is not UTF-8", error);
  }
}

function bytesAt(
  view: DataView,
  { offset, length }: { offset: number; length: number },
): Uint8Array {
  if (offset + length > view.byteLength) throw damaged(`it ends before byte ${offset + length}`);
  return new Uint8Array(view.buffer, view.byteOffset + offset, length);
}

function unpack(entry: PackedFile): Uint8Array {
  const content = entry.method === STORED ? entry.packed : inflate(entry);
  if (content.length !== entry.sizeBytes || crc32(content) !== entry.checksum) {
    throw damaged(`"${entry.path}" has another checksum or size`);
  }
  return content;
}

function inflate(entry: PackedFile): Uint8Array {
  if (entry.method !== DEFLATED) {
    throw damaged(`"${entry.path}" is packed by method ${entry.method}, known are 0 and 8`);
  }
  try {
    // It stops as soon as there is a byte more, so a file that lies about its size costs nothing.
    const maxOutputLength = Math.max(1, entry.sizeBytes);
    const content = inflateRawSync(entry.packed, { maxOutputLength });
    return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  } catch (error) {
    throw damaged(`"${entry.path}" cannot be inflated`, error);
  }
}

function damaged(what: string, cause?: unknown): SyntaxError {
  return new SyntaxError(
    `Cannot read ZIP archive as it must be whole and plain: ${what}`,
    cause === undefined ? {} : { cause },
  );
}
