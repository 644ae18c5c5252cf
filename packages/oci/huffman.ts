/**
 * Prefix codes of limited length, for the compressor in `deflate.ts`.
 *
 * @module
 */

/** A leaf or a pair in the package-merge algorithm. */
interface Package {
  readonly weight: number;
  readonly symbol: number;
  readonly pair: readonly [Package, Package] | null;
}

/**
 * Finds the code lengths that code the symbols in the fewest bits, none longer than a limit.
 *
 * Package-merge: Larmore and Hirschberg, "A fast algorithm for optimal length-limited Huffman
 * codes" (1990). Equal weights are taken in the order of the symbols, so the result is unique.
 *
 * @param frequencies How often each symbol occurs, shape `[nSymbols]`.
 * @param maxBits Longest code allowed; `2 ** maxBits` must be at least the number of used symbols.
 * @returns Bits of each symbol's code, 0 for symbols that do not occur; a lone symbol has 1.
 */
export function codeLengths(frequencies: Uint32Array, maxBits: number): Uint8Array {
  const lengths = new Uint8Array(frequencies.length);
  const leaves: Package[] = [];
  frequencies.forEach((weight, symbol) => {
    if (weight > 0) leaves.push({ weight, symbol, pair: null });
  });
  if (leaves.length <= 1) {
    for (const { symbol } of leaves) lengths[symbol] = 1;
    return lengths;
  }
  leaves.sort((a, b) => a.weight - b.weight || a.symbol - b.symbol);
  let level = leaves;
  for (let bit = 1; bit < maxBits; bit++) level = merge(leaves, pairs(level));
  for (const chosen of level.slice(0, 2 * leaves.length - 2)) count(chosen, lengths);
  return lengths;
}

function pairs(level: readonly Package[]): Package[] {
  return Array.from({ length: level.length >> 1 }, (_, i) => {
    const pair = [level[2 * i]!, level[2 * i + 1]!] as const;
    return { weight: pair[0].weight + pair[1].weight, symbol: -1, pair };
  });
}

function merge(leaves: readonly Package[], packages: readonly Package[]): Package[] {
  const merged: Package[] = [];
  let next = 0;
  for (const leaf of leaves) {
    while (next < packages.length && packages[next]!.weight < leaf.weight) {
      merged.push(packages[next++]!);
    }
    merged.push(leaf);
  }
  merged.push(...packages.slice(next));
  return merged;
}

function count(chosen: Package, lengths: Uint8Array): void {
  if (chosen.pair === null) {
    lengths[chosen.symbol]! += 1;
  } else {
    count(chosen.pair[0], lengths);
    count(chosen.pair[1], lengths);
  }
}

/**
 * Gives each symbol its canonical code (RFC 1951, section 3.2.2).
 *
 * @param lengths Bits of each symbol's code, shape `[nSymbols]`.
 * @returns The codes with their bits reversed, as DEFLATE writes codes from the highest bit.
 */
export function canonicalCodes(lengths: Uint8Array): Uint16Array {
  const codes = new Uint16Array(lengths.length);
  let code = 0;
  for (let bits = 1; bits <= 15; bits++) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] === bits) codes[symbol] = reversed(code++, bits);
    }
    code <<= 1;
  }
  return codes;
}

function reversed(code: number, bits: number): number {
  let result = 0;
  for (let bit = 0; bit < bits; bit++) result |= (code >> bit & 1) << bits - 1 - bit;
  return result;
}
