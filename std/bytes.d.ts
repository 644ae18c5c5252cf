/**
 * Joins bytes.
 *
 * @param buffers The pieces.
 * @returns A copy of all of them in order.
 */
export function concat(buffers: readonly Uint8Array[]): Uint8Array<ArrayBuffer>;
