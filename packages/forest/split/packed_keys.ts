/**
 * Keys of 32 bits, each with a number below this, packed into one double without loss: they sort as one
 * number, and no row is moved apart from its key.
 */
export const PACK = 2 ** 21;

/** Below this number of keys, insertion is the quickest way to sort. */
const FEW = 32;

/** Room for packed keys, and a sort in about linear time. */
export class PackedKeys {
  /** The keys, `key * PACK + number`; another array after {@linkcode sort}. */
  keys: Float64Array;
  #others: Float64Array;
  readonly #ends: Int32Array;

  /**
   * Makes room.
   *
   * @param capacity Most keys at a time.
   */
  constructor(capacity: number) {
    this.keys = new Float64Array(capacity);
    this.#others = new Float64Array(capacity);
    this.#ends = new Int32Array(capacity + 2);
  }

  /** Room for as many numbers as keys that is free until the next {@linkcode sort}. */
  get spare(): Float64Array {
    return this.#others;
  }

  /**
   * Sorts the first keys.
   *
   * @param n How many.
   */
  sort(n: number): void {
    if (n > FEW) this.#distribute(n);
    insertionSort(this.keys, n);
  }

  /** Puts the keys into as many buckets of equal width as there are keys, so that few are out of order. */
  #distribute(n: number): void {
    const { keys } = this;
    let low = keys[0]!;
    let high = low;
    for (let i = 1; i < n; i++) {
      const key = keys[i]!;
      if (key < low) low = key;
      else if (key > high) high = key;
    }
    const scale = n / (high - low + 1);
    const ends = this.#ends;
    ends.fill(0, 0, n + 2);
    for (let i = 0; i < n; i++) ends[((keys[i]! - low) * scale | 0) + 1]!++;
    let largest = 0;
    for (let bucket = 1; bucket <= n + 1; bucket++) {
      const size = ends[bucket]!;
      if (size > largest) largest = size;
      ends[bucket] = ends[bucket - 1]! + size;
    }
    const others = this.#others;
    for (let i = 0; i < n; i++) {
      const key = keys[i]!;
      others[ends[(key - low) * scale | 0]!++] = key;
    }
    this.keys = others;
    this.#others = keys;
    // Values that lie close together, and others far away: their bucket is sorted by itself.
    if (largest > FEW) sortLarge(others, ends, n);
  }
}

function sortLarge(keys: Float64Array, ends: Int32Array, n: number): void {
  let start = 0;
  for (let bucket = 0; bucket <= n; bucket++) {
    const end = ends[bucket]!;
    if (end - start > FEW) keys.subarray(start, end).sort();
    start = end;
  }
}

function insertionSort(keys: Float64Array, n: number): void {
  for (let i = 1; i < n; i++) {
    const key = keys[i]!;
    let at = i - 1;
    while (at >= 0 && keys[at]! > key) {
      keys[at + 1] = keys[at]!;
      at--;
    }
    keys[at + 1] = key;
  }
}
