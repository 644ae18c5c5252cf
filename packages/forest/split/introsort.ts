/**
 * scikit-learn 1.6's sort of a node's values with their rows, comparison by comparison
 * (`sklearn/tree/_partitioner.pyx`, `sort`): introsort with the median of three and a threefold
 * partition. The order of rows with equal values, and of NaN, follows from it and is part of the result.
 *
 * @param values Values of the rows, sorted in place.
 * @param rows The rows, moved along.
 * @param start Position of the first.
 * @param n How many.
 */
export function introsort(
  values: Float32Array,
  rows: Int32Array,
  start: number,
  n: number,
): void {
  if (n > 0) sortPart(values, rows, start, n, 2 * (31 - Math.clz32(n)));
}

function sortPart(
  values: Float32Array,
  rows: Int32Array,
  start: number,
  n: number,
  maxDepth: number,
): void {
  while (n > 1) {
    if (maxDepth <= 0) return heapSort(values, rows, start, n);
    maxDepth--;
    const pivot = medianOfThree(
      values[start]!,
      values[start + (n >> 1)]!,
      values[start + n - 1]!,
    );
    let i = start;
    let left = start;
    let right = start + n;
    while (i < right) {
      const value = values[i]!;
      if (value < pivot) swap(values, rows, i++, left++);
      else if (value > pivot) swap(values, rows, i, --right);
      else i++;
    }
    sortPart(values, rows, start, left - start, maxDepth);
    n -= right - start;
    start = right;
  }
}

/** The middle one of three, as scikit-learn compares them: with NaN the order of comparisons counts. */
function medianOfThree(a: number, b: number, c: number): number {
  if (a < b) return b < c ? b : a < c ? c : a;
  return b < c ? a < c ? a : c : b;
}

function heapSort(values: Float32Array, rows: Int32Array, start: number, n: number): void {
  for (let root = (n - 2) >> 1; root >= 0; root--) sift(values, rows, start, root, n);
  for (let end = n - 1; end > 0; end--) {
    swap(values, rows, start, start + end);
    sift(values, rows, start, 0, end);
  }
}

function sift(
  values: Float32Array,
  rows: Int32Array,
  start: number,
  root: number,
  end: number,
): void {
  for (;;) {
    const child = 2 * root + 1;
    let largest = root;
    if (child < end && values[start + largest]! < values[start + child]!) largest = child;
    if (child + 1 < end && values[start + largest]! < values[start + child + 1]!) {
      largest = child + 1;
    }
    if (largest === root) return;
    swap(values, rows, start + root, start + largest);
    root = largest;
  }
}

function swap(values: Float32Array, rows: Int32Array, a: number, b: number): void {
  const value = values[a]!;
  values[a] = values[b]!;
  values[b] = value;
  const row = rows[a]!;
  rows[a] = rows[b]!;
  rows[b] = row;
}
