import { gzipSync } from "fflate";

/**
 * Compresses bytes into a gzip member without name and time.
 *
 * `CompressionStream` and `node:zlib` promise a valid stream, not a certain one: another version of
 * the runtime may choose other matches, and the digest of a layer would change with it. fflate is
 * JavaScript and pinned exactly, so a layer keeps its digest on every machine.
 *
 * @param bytes The content, up to 4 GiB.
 * @returns The member; the same for the same content.
 */
export function gzip(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return gzipSync(bytes, { level: 9, mtime: 0 });
}
