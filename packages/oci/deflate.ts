/**
 * A compressor whose output depends on its input alone.
 *
 * `CompressionStream` and `node:zlib` promise a valid stream, not a certain one: another version of
 * the library, or another processor, may choose other matches, and the digest of a layer would
 * change with them. This one is a part of the repository, so a layer keeps its digest.
 *
 * @module
 */
import { BitWriter } from "./bit_writer.ts";
import { blockHeader } from "./block_header.ts";
import { canonicalCodes, codeLengths } from "./huffman.ts";
import { findMatches } from "./match_finder.ts";

/** Parts in a block; each block has codes of its own. */
const BLOCK_PARTS = 1 << 15;
const END_OF_BLOCK = 256;
const MAX_STORED = 0xffff;

const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4]
  .concat([5, 5, 5, 5, 0]);
const DISTANCE_EXTRA = Array.from({ length: 30 }, (_, code) => code < 4 ? 0 : (code >> 1) - 1);
const LENGTH_BASE = starts(3, LENGTH_EXTRA);
// The longest match has a code of its own, although code 27 would reach it.
LENGTH_BASE[28] = 258;
const DISTANCE_BASE = starts(1, DISTANCE_EXTRA);
const LENGTH_CODE = codeTable(LENGTH_BASE, 258);
const DISTANCE_CODE = codeTable(DISTANCE_BASE, 32768);

function starts(first: number, extra: readonly number[]): number[] {
  let next = first;
  return extra.map((bits) => (next += 1 << bits) - (1 << bits));
}

function codeTable(bases: readonly number[], last: number): Uint8Array {
  const table = new Uint8Array(last + 1);
  bases.forEach((base, code) => table.fill(code, base));
  return table;
}

/**
 * Compresses bytes (RFC 1951), about as tightly as zlib's default level.
 *
 * @param input The bytes.
 * @returns A raw DEFLATE stream; the same for the same input, on every machine.
 */
export function deflate(input: Uint8Array): Uint8Array<ArrayBuffer> {
  const writer = new BitWriter();
  const values = new Uint16Array(BLOCK_PARTS);
  const distances = new Uint16Array(BLOCK_PARTS);
  let parts = 0;
  let blockStart = 0;
  let blockEnd = 0;
  const flush = (isLast: boolean): void => {
    const raw = input.subarray(blockStart, blockEnd);
    writeBlock(writer, { values, distances, parts, raw, isLast });
    blockStart = blockEnd;
    parts = 0;
  };
  findMatches(input, (value, distance) => {
    if (parts === BLOCK_PARTS) flush(false);
    values[parts] = value;
    // A distance of 32768 does not fit in 16 bits; the finder goes one less far.
    distances[parts++] = distance;
    blockEnd += distance === 0 ? 1 : value;
  });
  flush(true);
  return writer.finish();
}

interface Block {
  readonly values: Uint16Array;
  readonly distances: Uint16Array;
  readonly parts: number;
  readonly raw: Uint8Array;
  readonly isLast: boolean;
}

function writeBlock(writer: BitWriter, block: Block): void {
  const literalCounts = new Uint32Array(286);
  const distanceCounts = new Uint32Array(30);
  literalCounts[END_OF_BLOCK] = 1;
  let extraBits = 0;
  for (let i = 0; i < block.parts; i++) {
    const distance = block.distances[i]!;
    if (distance === 0) {
      literalCounts[block.values[i]!]! += 1;
    } else {
      const lengthCode = LENGTH_CODE[block.values[i]!]!;
      const distanceCode = DISTANCE_CODE[distance]!;
      literalCounts[257 + lengthCode]! += 1;
      distanceCounts[distanceCode]! += 1;
      extraBits += LENGTH_EXTRA[lengthCode]! + DISTANCE_EXTRA[distanceCode]!;
    }
  }
  const literals = codeLengths(literalCounts, 15);
  const distances = codeLengths(distanceCounts, 15);
  const header = blockHeader(literals, distances);
  const codedBits = header.bits + extraBits + bitsOf(literalCounts, literals) +
    bitsOf(distanceCounts, distances);
  if (codedBits >= 8 * block.raw.length + 40 * Math.ceil(block.raw.length / MAX_STORED)) {
    writeStored(writer, block.raw, block.isLast);
    return;
  }
  writer.write(block.isLast ? 0b101 : 0b100, 3);
  header.writeTo(writer);
  writeParts(writer, block, { literals, distances });
}

function bitsOf(counts: Uint32Array, lengths: Uint8Array): number {
  return counts.reduce((bits, count, symbol) => bits + count * lengths[symbol]!, 0);
}

function writeStored(writer: BitWriter, raw: Uint8Array, isLast: boolean): void {
  let start = 0;
  do {
    const piece = raw.subarray(start, start + MAX_STORED);
    start += piece.length;
    writer.write(isLast && start === raw.length ? 1 : 0, 3);
    writer.align();
    writer.write(piece.length, 16);
    writer.write(piece.length ^ 0xffff, 16);
    writer.append(piece);
  } while (start < raw.length);
}

function writeParts(
  writer: BitWriter,
  block: Block,
  lengths: { literals: Uint8Array; distances: Uint8Array },
): void {
  const { literals, distances } = lengths;
  const literalCodes = canonicalCodes(literals);
  const distanceCodes = canonicalCodes(distances);
  for (let i = 0; i < block.parts; i++) {
    const value = block.values[i]!;
    const distance = block.distances[i]!;
    if (distance === 0) {
      writer.write(literalCodes[value]!, literals[value]!);
      continue;
    }
    const lengthCode = LENGTH_CODE[value]!;
    writer.write(literalCodes[257 + lengthCode]!, literals[257 + lengthCode]!);
    writer.write(value - LENGTH_BASE[lengthCode]!, LENGTH_EXTRA[lengthCode]!);
    const distanceCode = DISTANCE_CODE[distance]!;
    writer.write(distanceCodes[distanceCode]!, distances[distanceCode]!);
    writer.write(distance - DISTANCE_BASE[distanceCode]!, DISTANCE_EXTRA[distanceCode]!);
  }
  writer.write(literalCodes[END_OF_BLOCK]!, literals[END_OF_BLOCK]!);
}
