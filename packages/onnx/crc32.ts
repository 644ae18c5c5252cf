const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/**
 * Goes on with a CRC-32 (ISO 3309, as in zlib), which tells every change of up to 32 bits in a row.
 *
 * @param bytes What to add.
 * @param crc Checksum of what came before, 0 at the start.
 * @returns Checksum of all so far, in `[0, 2^32)`.
 */
export function crc32(bytes: Uint8Array, crc = 0): number {
  let state = ~crc;
  for (let index = 0; index < bytes.length; index += 1) {
    state = (TABLE[(state ^ (bytes[index] ?? 0)) & 0xff] ?? 0) ^ (state >>> 8);
  }
  return ~state >>> 0;
}
