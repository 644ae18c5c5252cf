/** Numbers of a chunk from which many small arrays are taken. */
const CHUNK = 65_536;

/**
 * Gives the many small arrays that the plans of trees consist of, from few large ones: each buffer of its
 * own would cost the garbage collector time, and that time is a pause.
 */
export class PlanMemory {
  #ints = new Int32Array(0);
  #doubles = new Float64Array(0);

  /**
   * Takes an array of zeros.
   *
   * @param length Its length.
   */
  ints(length: number): Int32Array {
    if (length > this.#ints.length) this.#ints = new Int32Array(Math.max(length, CHUNK));
    const taken = this.#ints.subarray(0, length);
    this.#ints = this.#ints.subarray(length);
    return taken;
  }

  /**
   * Takes an array of zeros.
   *
   * @param length Its length.
   */
  doubles(length: number): Float64Array {
    if (length > this.#doubles.length) this.#doubles = new Float64Array(Math.max(length, CHUNK));
    const taken = this.#doubles.subarray(0, length);
    this.#doubles = this.#doubles.subarray(length);
    return taken;
  }
}
