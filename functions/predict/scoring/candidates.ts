/** Another value of a feature, with its distance from the row's as a share of the slider's length. */
export interface Candidate {
  /** The feature, as a position in the model's features. */
  readonly column: number;
  /** The value. */
  readonly value: number | string;
  /** Its distance. */
  readonly distance: number;
}

/** Values of a feature, ascending in their distance. */
export interface Lane {
  /** The feature, as a position in the model's features. */
  readonly column: number;
  /** The values. */
  readonly values: ArrayLike<number | string>;
  /** Tells a value's distance. */
  distanceOf(value: number | string): number;
}

/** The next candidate of a lane. */
interface Head extends Candidate {
  readonly lane: Lane;
  readonly index: number;
}

/**
 * Merges lanes by distance; of equal distances the first feature comes first, then the lower number. A
 * candidate takes some comparisons, however many values there are.
 *
 * @param lanes The lanes, in any order.
 * @returns All candidates, one after the other.
 */
export function* inOrder(lanes: readonly Lane[]): Generator<Candidate, undefined, void> {
  // A binary heap: each head comes before those at 2 i + 1 and 2 i + 2.
  const heap: Head[] = lanes.flatMap((lane) => headOf(lane, 0) ?? []);
  for (let i = heap.length >> 1; i >= 0; i--) sink(heap, i);
  while (heap.length > 0) {
    const first = heap[0]!;
    yield first;
    const next = headOf(first.lane, first.index + 1);
    if (next !== null) heap[0] = next;
    else {
      const last = heap.pop()!;
      if (heap.length > 0) heap[0] = last;
    }
    sink(heap, 0);
  }
}

function headOf(lane: Lane, index: number): Head | null {
  if (index >= lane.values.length) return null;
  const value = lane.values[index]!;
  return { lane, index, column: lane.column, value, distance: lane.distanceOf(value) };
}

function sink(heap: Head[], from: number): void {
  for (let i = from;;) {
    let least = i;
    for (let child = 2 * i + 1; child <= 2 * i + 2; child++) {
      if (child < heap.length && isBefore(heap[child]!, heap[least]!)) least = child;
    }
    if (least === i) return;
    [heap[i], heap[least]] = [heap[least]!, heap[i]!];
    i = least;
  }
}

function isBefore(a: Head, b: Head): boolean {
  if (a.distance !== b.distance) return a.distance < b.distance;
  if (a.column !== b.column) return a.column < b.column;
  return typeof a.value === "number" && typeof b.value === "number" && a.value < b.value;
}
