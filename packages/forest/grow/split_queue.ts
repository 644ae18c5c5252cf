/** What waits in a {@linkcode SplitQueue}. */
export interface Queued {
  /** The larger, the sooner. */
  readonly improvement: number;
}

/**
 * A queue with the greatest improvement first, in the order of C++'s `std::push_heap` and
 * `std::pop_heap` (libstdc++), which decides among equals and where an improvement is NaN.
 */
export class SplitQueue<Item extends Queued> {
  readonly #heap: Item[] = [];

  /**
   * Puts an item into the queue.
   */
  push(item: Item): void {
    this.#heap.push(item);
    this.#siftUp(this.#heap.length - 1, item);
  }

  /**
   * Takes the first item.
   *
   * @returns The item, or `undefined` if there is none.
   */
  pop(): Item | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    const length = heap.length;
    let hole = 0;
    let child = 0;
    while (child < (length - 1) >> 1) {
      child = 2 * (child + 1);
      if (heap[child]!.improvement < heap[child - 1]!.improvement) child--;
      heap[hole] = heap[child]!;
      hole = child;
    }
    if (length % 2 === 0 && child === (length - 2) >> 1) {
      child = 2 * (child + 1);
      heap[hole] = heap[child - 1]!;
      hole = child - 1;
    }
    this.#siftUp(hole, last);
    return first;
  }

  #siftUp(hole: number, item: Item): void {
    const heap = this.#heap;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!(heap[parent]!.improvement < item.improvement)) break;
      heap[hole] = heap[parent]!;
      hole = parent;
    }
    heap[hole] = item;
  }
}
