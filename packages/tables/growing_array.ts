/** Values that a part holds, so that a long column grows without being copied. */
const PART = 64 * 1024;

type Numbers = Float64Array | Int32Array;

/** A column that grows: parts of 64 Ki values, joined once when it is whole. */
export class GrowingArray<A extends Numbers> {
  readonly #make: (length: number) => A;
  #parts: A[] = [];
  #last: A;
  #used = 0;
  #length = 0;

  /**
   * Makes an empty column.
   *
   * @param make Makes an array of the column's type with that many zeros.
   */
  constructor(make: (length: number) => A) {
    this.#make = make;
    this.#last = make(0);
  }

  /** Number of values. */
  get length(): number {
    return this.#length;
  }

  /**
   * Appends a value.
   *
   * @param value The value.
   */
  push(value: number): void {
    if (this.#used === this.#last.length) {
      // Small tables are the many: the first part grows with them.
      this.#last = this.#make(this.#length === 0 ? 256 : Math.min(PART, this.#length));
      this.#parts.push(this.#last);
      this.#used = 0;
    }
    this.#last[this.#used++] = value;
    this.#length++;
  }

  /**
   * Joins the column, which is empty afterwards: no more than one column is there twice.
   *
   * @returns Its values.
   */
  take(): A {
    const whole = this.#make(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      const isLast = part === this.#last;
      whole.set(isLast ? part.subarray(0, this.#used) : part, at);
      at += part.length;
    }
    this.#parts = [];
    this.#last = this.#make(0);
    this.#used = 0;
    this.#length = 0;
    return whole;
  }
}
