import type { BitWriter } from "./bit_writer.ts";
import { canonicalCodes, codeLengths } from "./huffman.ts";

/** Order in which the lengths of the code-length code are written (RFC 1951, section 3.2.7). */
const LENGTH_CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/**
 * Codes the two codes' lengths as the header of a block carries them (RFC 1951, section 3.2.7).
 *
 * @param literals Bits of each literal's and length's code, shape `[286]`.
 * @param distances Bits of each distance's code, shape `[30]`.
 * @returns The header's size in bits, and what writes it behind the block's type.
 */
export function blockHeader(
  literals: Uint8Array,
  distances: Uint8Array,
): { bits: number; writeTo(writer: BitWriter): void } {
  const nLiterals = Math.max(257, usedSymbols(literals));
  const nDistances = Math.max(1, usedSymbols(distances));
  const symbols = [...literals.subarray(0, nLiterals), ...distances.subarray(0, nDistances)];
  const runs = runLengths(symbols);
  const counts = new Uint32Array(19);
  for (const { symbol } of runs) counts[symbol]! += 1;
  const lengths = codeLengths(counts, 7);
  const codes = canonicalCodes(lengths);
  let nLengths = LENGTH_CODE_ORDER.length;
  while (nLengths > 4 && lengths[LENGTH_CODE_ORDER[nLengths - 1]!] === 0) nLengths--;
  const runBits = runs.reduce((bits, run) => bits + lengths[run.symbol]! + run.extraBits, 0);
  return {
    bits: 3 + 14 + 3 * nLengths + runBits,
    writeTo(writer) {
      writer.write(nLiterals - 257, 5);
      writer.write(nDistances - 1, 5);
      writer.write(nLengths - 4, 4);
      for (const symbol of LENGTH_CODE_ORDER.slice(0, nLengths)) writer.write(lengths[symbol]!, 3);
      for (const { symbol, extra, extraBits } of runs) {
        writer.write(codes[symbol]!, lengths[symbol]!);
        writer.write(extra, extraBits);
      }
    },
  };
}

function usedSymbols(lengths: Uint8Array): number {
  let used = lengths.length;
  while (used > 0 && lengths[used - 1] === 0) used--;
  return used;
}

interface Run {
  readonly symbol: number;
  readonly extra: number;
  readonly extraBits: number;
}

function runLengths(symbols: readonly number[]): Run[] {
  const runs: Run[] = [];
  let i = 0;
  while (i < symbols.length) {
    const symbol = symbols[i]!;
    let length = 1;
    while (symbols[i + length] === symbol) length++;
    if (symbol === 0 && length >= 3) {
      length = Math.min(length, 138);
      runs.push(
        length <= 10
          ? { symbol: 17, extra: length - 3, extraBits: 3 }
          : { symbol: 18, extra: length - 11, extraBits: 7 },
      );
    } else if (symbol !== 0 && length >= 4) {
      length = Math.min(length, 7);
      runs.push({ symbol, extra: 0, extraBits: 0 });
      runs.push({ symbol: 16, extra: length - 4, extraBits: 2 });
    } else {
      length = 1;
      runs.push({ symbol, extra: 0, extraBits: 0 });
    }
    i += length;
  }
  return runs;
}
