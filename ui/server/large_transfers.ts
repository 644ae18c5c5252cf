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

/**
 * Tells when an answer is through.
 *
 * @param onEnd Called once its last piece was taken, or it was given up.
 * @returns The same answer.
 */
export function whenThrough(answer: Response, onEnd: () => void): Response {
  const source = answer.body?.getReader();
  if (source === undefined) {
    onEnd();
    return answer;
  }
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await source.read();
        if (!done) return controller.enqueue(value);
        onEnd();
        controller.close();
      } catch (error) {
        onEnd();
        controller.error(error);
      }
    },
    cancel(reason) {
      onEnd();
      return source.cancel(reason);
    },
  }, { highWaterMark: 0 });
  return new Response(body, { status: answer.status, headers: answer.headers });
}
