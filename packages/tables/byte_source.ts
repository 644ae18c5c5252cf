/** A file as its bytes, read where they are wanted: on a disk, in memory, of a browser's upload. */
export interface ByteSource {
  /** Name for messages, e.g. `penguins.csv`. */
  readonly name: string;
  /** Length in bytes. */
  readonly sizeBytes: number;
  /**
   * Reads a part. A file is read more than once if its end shows that its beginning was misunderstood.
   *
   * @param start First byte, from 0.
   * @param end Byte after the last one, at most `sizeBytes`.
   */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Bytes that are read at once. */
const PIECE_BYTES = 256 * 1024;

/**
 * Makes a source of bytes in memory.
 *
 * @param name Name for messages.
 * @param bytes The file; it is not copied.
 * @returns The source.
 */
export function bytesInMemory(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    sizeBytes: bytes.length,
    read: (start, end) => Promise.resolve(bytes.subarray(start, end)),
  };
}

/**
 * Reads a source from its beginning to its end.
 *
 * @param source The source.
 * @returns Its pieces in order.
 */
export async function* piecesOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < source.sizeBytes; start += PIECE_BYTES) {
    yield await source.read(start, Math.min(start + PIECE_BYTES, source.sizeBytes));
  }
}
