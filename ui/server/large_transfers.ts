/** What is larger, or of unknown length, passes through in pieces, each with buffers on both sides. */
const LARGE_BYTES = 64 * 1024;

/**
 * Large bodies that pass through at once: one takes up to 3 MiB of buffers, with its answer, of the 256
 * that the pod has.
 */
const MAX_TRANSFERS = 24;

/** Counts the large bodies that are on their way through this server. */
export class LargeTransfers {
  #count = 0;

  /**
   * Lets a request pass.
   *
   * @returns What tells that it and its answer are through, or `null`: there are too many.
   */
  begin(request: Request): (() => void) | null {
    if (!isLarge(request)) return () => {};
    if (this.#count >= MAX_TRANSFERS) return null;
    this.#count++;
    let isOver = false;
    return () => {
      if (!isOver) this.#count--;
      isOver = true;
    };
  }
}

function isLarge({ headers }: Request): boolean {
  return headers.has("transfer-encoding") ||
    Number(headers.get("content-length") ?? 0) > LARGE_BYTES;
}
