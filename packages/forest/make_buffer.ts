/** Makes memory of so many bytes: a thread's own, or shared with others. */
export type MakeBuffer = (nBytes: number) => ArrayBuffer | SharedArrayBuffer;

/**
 * Makes memory of this thread.
 *
 * @param nBytes How much.
 * @returns The memory.
 */
export function ownBuffer(nBytes: number): ArrayBuffer {
  return new ArrayBuffer(nBytes);
}

/**
 * Makes memory that Workers share: what is posted to them is not copied.
 *
 * @param nBytes How much.
 * @returns The memory.
 */
export function sharedBuffer(nBytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(nBytes);
}
