/** Events in the order of their time; those of the same time in the order they were added. */
export class EventQueue<T> {
  readonly #heap: { time: number; order: number; event: T }[] = [];
  #order = 0;

  /** Number of events that are still to come. */
  get size(): number {
    return this.#heap.length;
  }

  /**
   * Adds an event.
   *
   * @param time When it happens, in s.
   * @param event What happens.
   */
  add(time: number, event: T): void {
    const heap = this.#heap;
    heap.push({ time, order: this.#order++, event });
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#isBefore(child, parent)) return;
      [heap[child], heap[parent]] = [heap[parent]!, heap[child]!];
      child = parent;
    }
  }

  /**
   * Takes the next event.
   *
   * @returns The event and its time in s, or `undefined` if there is none.
   */
  next(): { time: number; event: T } | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= heap.length) return first;
      if (child + 1 < heap.length && this.#isBefore(child + 1, child)) child++;
      if (!this.#isBefore(child, parent)) return first;
      [heap[child], heap[parent]] = [heap[parent]!, heap[child]!];
      parent = child;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [left, right] = [this.#heap[a]!, this.#heap[b]!];
    return left.time < right.time || (left.time === right.time && left.order < right.order);
  }
}
