/** scikit-learn's own small generator for the order of features (`sklearn/utils/_random.pxd`, `our_rand_r`). */
export class Xorshift {
  #state: number;

  /**
   * Seeds the generator.
   *
   * @param seed Integer in `[0, 2^32)`; 0 counts as 1.
   */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /**
   * Draws an integer, with the modulo bias that scikit-learn has.
   *
   * @param low Lowest value.
   * @param high First value above the highest.
   * @returns Integer in `[low, high)`.
   */
  integer(low: number, high: number): number {
    return low + this.bits() % (high - low);
  }

  /**
   * Draws 31 random bits.
   *
   * @returns Integer in `[0, 2^31)`.
   */
  bits(): number {
    let state = this.#state === 0 ? 1 : this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state >>> 0;
    return state & 0x7fffffff;
  }
}
