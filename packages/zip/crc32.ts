// What a byte does to the sum when it is the last, and when one, two or three follow ("slicing by 4",
// Kounavis and Berry, 2005).
const [LAST, THIRD, SECOND, FIRST] = makeTables();

function makeTables(): [Uint32Array, Uint32Array, Uint32Array, Uint32Array] {
  const last = Uint32Array.from({ length: 256 }, (_, byte) => {
    let sum = byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    return sum;
  });
  const oneLater = (table: Uint32Array) => table.map((sum) => (sum >>> 8) ^ last[sum & 0xff]!);
  const third = oneLater(last);
  const second = oneLater(third);
  return [last, third, second, oneLater(second)];
}

/**
 * Goes on with a CRC-32 (ISO 3309, as in zlib), which tells every change of up to 32 bits in a row.
 *
 * @param bytes What to add; read in words, little-endian on every platform that Deno runs on.
 * @param crc Checksum of what came before, 0 at the start.
 * @returns Checksum of all so far, in `[0, 2^32)`.
 */
export function crc32(bytes: Uint8Array, crc = 0): number {
  let sum = ~crc;
  const nWords = bytes.byteOffset % 4 === 0 ? bytes.length >>> 2 : 0;
  const words = new Uint32Array(
    nWords > 0 ? bytes.buffer : new ArrayBuffer(0),
    nWords > 0 ? bytes.byteOffset : 0,
    nWords,
  );
  for (let index = 0; index < nWords; index += 1) {
    sum ^= words[index]!;
    sum = FIRST[sum & 0xff]! ^ SECOND[(sum >>> 8) & 0xff]! ^
      THIRD[(sum >>> 16) & 0xff]! ^ LAST[sum >>> 24]!;
  }
  for (let index = nWords * 4; index < bytes.length; index += 1) {
    sum = LAST[(sum ^ bytes[index]!) & 0xff]! ^ (sum >>> 8);
  }
  return ~sum >>> 0;
}
