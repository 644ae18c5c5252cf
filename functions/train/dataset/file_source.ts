import type { ByteSource } from "@mlops/tables";
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { accessFault, DatasetFetchError } from "./dataset_fetch_error.ts";

/** A file of this machine as a source of bytes, however long it is. */
export interface FileSource extends ByteSource {
  /** Lower-case hex SHA-256 of its bytes. */
  readonly sha256: string;
  /** Closes the file. */
  [Symbol.dispose](): void;
}

/** Bytes that are read at once. */
const PIECE_BYTES = 1024 * 1024;

/**
 * Opens a file and reads it once, for its digest; nothing of it is kept.
 *
 * @returns The source; dispose of it when it is read.
 * @throws {DatasetFetchError} If it cannot be read, or is a folder or a device.
 */
export async function openFile(path: string): Promise<FileSource> {
  const file = await Deno.open(path).catch((error) => {
    throw new DatasetFetchError(path, accessFault(error), { cause: error });
  });
  try {
    const { isFile, size } = await file.stat();
    if (!isFile) throw new DatasetFetchError(path, "it must be a file: is a folder or a device");
    // A file has one position: of parts that are asked for at once, one is read after the other.
    let before: Promise<unknown> = Promise.resolve();
    const source = {
      name: basename(path),
      sizeBytes: size,
      read(start: number, end: number): Promise<Uint8Array> {
        const part = before.then(() => readPart(file, start, end));
        before = part.catch(() => {});
        return part;
      },
      [Symbol.dispose]: () => file.close(),
    };
    const hash = createHash("sha256");
    for (let start = 0; start < size; start += PIECE_BYTES) {
      hash.update(await source.read(start, Math.min(start + PIECE_BYTES, size)));
    }
    return { ...source, sha256: hash.digest("hex") };
  } catch (error) {
    file.close();
    throw error;
  }
}

async function readPart(file: Deno.FsFile, start: number, end: number): Promise<Uint8Array> {
  await file.seek(start, Deno.SeekMode.Start);
  const bytes = new Uint8Array(end - start);
  for (let at = 0; at < bytes.length;) {
    const count = await file.read(bytes.subarray(at));
    if (count === null) throw new Error("Cannot read the file as it became shorter meanwhile");
    at += count;
  }
  return bytes;
}
