import { crc32 } from "./crc32.ts";
import { deflate } from "./deflate.ts";

/** Magic, DEFLATE, no flags, no time, no hint of effort, operating system unknown (RFC 1952). */
const HEADER = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

/**
 * Compresses bytes into a gzip member without name and time.
 *
 * @param bytes The content, up to 4 GiB.
 * @returns The member; the same for the same content, on every machine.
 */
export function gzip(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = deflate(bytes);
  const member = new Uint8Array(HEADER.length + body.length + 8);
  member.set(HEADER);
  member.set(body, HEADER.length);
  const trailer = new DataView(member.buffer, HEADER.length + body.length);
  trailer.setUint32(0, crc32(bytes), true);
  trailer.setUint32(4, bytes.length, true);
  return member;
}
