const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) {
    value = (value & 1) === 1 ? 0xedb88320 ^ value >>> 1 : value >>> 1;
  }
  return value;
});

/**
 * Computes the checksum of gzip and ZIP (RFC 1952, section 8).
 *
 * @param bytes The content.
 * @returns Unsigned 32-bit number.
 */
export function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 0xff]! ^ sum >>> 8;
  return (sum ^ 0xffffffff) >>> 0;
}
