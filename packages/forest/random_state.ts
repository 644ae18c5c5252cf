/**
 * NumPy's legacy generator, `numpy.random.RandomState(seed)`: MT19937 with the simple integer seeding.
 * NumPy's policy freezes its stream (NEP 19).
 */
export class RandomState {
  readonly #state = new Uint32Array(624);
  #index = 0;

  /**
   * Seeds the generator.
   *
   * @param seed Integer in `[0, 2^32)`.
   */
  constructor(seed: number) {
    const mt = this.#state;
    mt[0] = seed;
    for (let i = 1; i < 624; i++) {
      const before = mt[i - 1]! ^ (mt[i - 1]! >>> 30);
      mt[i] = Math.imul(1812433253, before) + i;
    }
  }

  /**
   * Draws 32 random bits.
   *
   * @returns Integer in `[0, 2^32)`.
   */
  uint32(): number {
    // Each word of the next state is computed when it is drawn: many generators draw only a few.
    const mt = this.#state;
    const k = this.#index;
    const next = k === 623 ? 0 : k + 1;
    this.#index = next;
    const mixed = (mt[k]! & 0x80000000) | (mt[next]! & 0x7fffffff);
    let y = mt[k < 227 ? k + 397 : k - 227]! ^ (mixed >>> 1) ^ ((mixed & 1) === 0 ? 0 : 0x9908b0df);
    mt[k] = y;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  /**
   * Draws a uniform integer by masking and rejection, as `RandomState.randint` does.
   *
   * @param low Lowest value.
   * @param high First value above the highest; `high - low <= 2^32`.
   * @returns Integer in `[low, high)`.
   */
  randint(low: number, high: number): number {
    return low + this.#bounded(high - 1 - low);
  }

  /**
   * Shuffles in place (Fisher-Yates from the end).
   *
   * @param values What to shuffle.
   */
  shuffle(values: Int32Array | number[]): void {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.#bounded(i);
      const swapped = values[i]!;
      values[i] = values[j]!;
      values[j] = swapped;
    }
  }

  /**
   * Draws a permutation.
   *
   * @param n How many numbers.
   * @returns 0 to n - 1 in random order.
   */
  permutation(n: number): Int32Array {
    const values = Int32Array.from({ length: n }, (_, i) => i);
    this.shuffle(values);
    return values;
  }

  #bounded(max: number): number {
    if (max === 0) return 0;
    const mask = max >= 0x80000000 ? 0xffffffff : (2 ** (32 - Math.clz32(max))) - 1;
    for (;;) {
      const value = (this.uint32() & mask) >>> 0;
      if (value <= max) return value;
    }
  }
}

/**
 * Refuses what is no seed.
 *
 * @param action What it is for, as the message says it.
 * @throws {RangeError} If it is no integer in `[0, 2^32)`.
 */
export function checkSeed(seed: number, action: string): void {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RangeError(
      `Cannot ${action} as randomState must be an integer in [0, 4294967295]: is ${seed}`,
    );
  }
}
