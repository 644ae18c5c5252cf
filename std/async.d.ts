/** How to wait. */
export interface DelayOptions {
  /** Ends the wait at once. */
  signal?: AbortSignal;
  /** Whether the process lives on for the wait; default `true`. */
  persistent?: boolean;
}

/**
 * Waits.
 *
 * @param ms How long, in ms.
 * @param options What ends it early.
 * @throws The reason of the signal, if it was or is given.
 */
export function delay(ms: number, options?: DelayOptions): Promise<void>;

/**
 * Limits how long something is waited for.
 *
 * @param p What is waited for; it is not ended.
 * @param ms How long at most, in ms.
 * @returns What it brings.
 * @throws {DOMException} `TimeoutError` if it takes longer.
 */
export function deadline<T>(p: Promise<T>, ms: number): Promise<T>;

/**
 * Runs an action for each item, a few at a time.
 *
 * @param poolLimit How many at most.
 * @param array The items.
 * @param iteratorFn The action.
 * @returns What the actions bring, in the order of the items.
 * @throws {AggregateError} If actions fail; no further ones are started, and those under way end first.
 */
export function pooledMap<T, R>(
  poolLimit: number,
  array: Iterable<T> | AsyncIterable<T>,
  iteratorFn: (data: T) => Promise<R>,
): AsyncIterableIterator<R>;
