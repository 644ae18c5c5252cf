/**
 * A list of weighted values in ascending order with a median that is carried along, as scikit-learn 1.6
 * and 1.7 do it (`sklearn/utils/_weight_vector`'s `WeightedMedianCalculator`, in `sklearn/tree/_utils.pyx`).
 *
 * What it tells is not always the weighted median: taking a value away that equals it leaves the border
 * where it was, and a border at the end reads what lies behind it from before. Trees depend on both.
 */
export class RunningMedian {
  /** Number of values. */
  size = 0;

  readonly #values: Float64Array;
  readonly #weights: Float64Array;
  #total = 0;
  // The first #border values weigh #below.
  #border = 0;
  #below = 0;

  /**
   * Makes an empty list.
   *
   * @param capacity Most values at a time.
   */
  constructor(capacity: number) {
    this.#values = new Float64Array(capacity + 1);
    this.#weights = new Float64Array(capacity + 1);
  }

  /** The median; 0 of an empty list. */
  get median(): number {
    if (this.size === 0) return 0;
    const half = this.#total / 2;
    const values = this.#values;
    if (this.#below === half) return (values[this.#border]! + values[this.#border - 1]!) / 2;
    return this.#below > half ? values[this.#border - 1]! : 0;
  }

  /** Empties the list; what lay in it stays behind. */
  clear(): void {
    this.size = 0;
    this.#border = 0;
    this.#total = 0;
    this.#below = 0;
  }

  /**
   * Adds a value, after those that equal it.
   */
  push(value: number, weight: number): void {
    const before = this.median;
    const [values, weights] = [this.#values, this.#weights];
    let at = this.size++;
    for (; at > 0 && value < values[at - 1]!; at--) {
      values[at] = values[at - 1]!;
      weights[at] = weights[at - 1]!;
    }
    values[at] = value;
    weights[at] = weight;
    if (this.size === 1) {
      this.#border = 1;
      this.#total = weight;
      this.#below = weight;
      return;
    }
    this.#total += weight;
    if (value < before) {
      this.#border++;
      this.#below += weight;
      this.#moveDown();
    } else {
      this.#moveUp();
    }
  }

  /**
   * Takes the first value away.
   *
   * @param into Gets the value and its weight.
   */
  pop(into: { value: number; weight: number }): void {
    into.value = this.#values[0]!;
    into.weight = this.#weights[0]!;
    this.#removeAt(0);
  }

  /**
   * Takes a value away.
   *
   * @param weight Its weight; of equal values the first of this weight goes.
   */
  remove(value: number, weight: number): void {
    for (let at = 0; at < this.size; at++) {
      if (this.#values[at] === value && this.#weights[at] === weight) return this.#removeAt(at);
    }
  }

  #removeAt(at: number): void {
    const before = this.median;
    const [values, weights] = [this.#values, this.#weights];
    const [value, weight] = [values[at]!, weights[at]!];
    this.size--;
    // The slot behind the new end keeps what it held.
    for (let i = at; i < this.size; i++) {
      values[i] = values[i + 1]!;
      weights[i] = weights[i + 1]!;
    }
    if (this.size === 0) {
      this.#border = 0;
      this.#total = 0;
      this.#below = 0;
    } else if (this.size === 1) {
      this.#border = 1;
      this.#total -= weight;
      this.#below = this.#total;
    } else {
      this.#total -= weight;
      if (value < before) {
        this.#border--;
        this.#below -= weight;
        this.#moveUp();
      } else {
        this.#moveDown();
      }
    }
  }

  #moveUp(): void {
    while (this.#border < this.size && this.#below < this.#total / 2) {
      this.#border++;
      this.#below += this.#weights[this.#border - 1]!;
    }
  }

  #moveDown(): void {
    while (this.#border > 1 && this.#below - this.#weights[this.#border - 1]! >= this.#total / 2) {
      this.#border--;
      this.#below -= this.#weights[this.#border]!;
    }
  }
}
