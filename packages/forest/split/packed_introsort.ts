import { PACK } from "./packed_keys.ts";

const UNPACK = 1 / PACK;

/**
 * The sort of {@linkcode introsort}, swap by swap, on keys packed with their rows: half the moves, and
 * comparisons without loads. Only the keys are compared.
 *
 * @param packed `key * PACK + row`, sorted in place by key.
 * @param n How many.
 */
export function packedIntrosort(packed: Float64Array, n: number): void {
  if (n > 0) sortPart(packed, 0, n, 2 * (31 - Math.clz32(n)));
}

function sortPart(packed: Float64Array, start: number, n: number, maxDepth: number): void {
  while (n > 1) {
    if (maxDepth <= 0) return heapSort(packed, start, n);
    maxDepth--;
    const low = medianKey(packed[start]!, packed[start + (n >> 1)]!, packed[start + n - 1]!);
    const high = low + PACK;
    let i = start;
    let left = start;
    let right = start + n;
    while (i < right) {
      const value = packed[i]!;
      if (value < low) {
        packed[i++] = packed[left]!;
        packed[left++] = value;
      } else if (value >= high) {
        packed[i] = packed[--right]!;
        packed[right] = value;
      } else {
        i++;
      }
    }
    if (left - start > 1) sortPart(packed, start, left - start, maxDepth);
    n -= right - start;
    start = right;
  }
}

/** Least packed number of the middle key of three. */
function medianKey(first: number, second: number, third: number): number {
  const a = Math.floor(first * UNPACK);
  const b = Math.floor(second * UNPACK);
  const c = Math.floor(third * UNPACK);
  const middle = a < b ? (b < c ? b : a < c ? c : a) : b < c ? (a < c ? a : c) : b;
  return middle * PACK;
}

function heapSort(packed: Float64Array, start: number, n: number): void {
  for (let root = (n - 2) >> 1; root >= 0; root--) sift(packed, start, root, n);
  for (let end = n - 1; end > 0; end--) {
    const last = packed[start + end]!;
    packed[start + end] = packed[start]!;
    packed[start] = last;
    sift(packed, start, 0, end);
  }
}

function sift(packed: Float64Array, start: number, root: number, end: number): void {
  const isLess = (a: number, b: number) =>
    Math.floor(packed[start + a]! * UNPACK) < Math.floor(packed[start + b]! * UNPACK);
  for (;;) {
    const child = 2 * root + 1;
    let largest = root;
    if (child < end && isLess(largest, child)) largest = child;
    if (child + 1 < end && isLess(largest, child + 1)) largest = child + 1;
    if (largest === root) return;
    const value = packed[start + root]!;
    packed[start + root] = packed[start + largest]!;
    packed[start + largest] = value;
    root = largest;
  }
}
