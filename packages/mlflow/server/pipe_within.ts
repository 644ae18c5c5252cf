import { RefusedRequest } from "./refused_request.ts";

/** Bounds of a body that is on its way here. */
export interface BodyLimits {
  /** Most bytes. */
  readonly maxBytes: number;
  /** Longest wait for the next bytes, in ms. */
  readonly maxStallMs: number;
  /** Longest time of the whole, in ms. */
  readonly maxMs: number;
}

/**
 * Passes a body on, unless it is too large, stands still or takes too long.
 *
 * @param body The body, or `null` if there is none.
 * @param sink Where its bytes go; closed at the end, aborted on failure.
 * @param limits Its bounds, what it is called in messages, and who is told of its bytes, and may refuse.
 * @throws {RefusedRequest} `REQUEST_TOO_LARGE` or `REQUEST_TIMEOUT`, as soon as a bound is passed, and
 * `BAD_REQUEST` if it breaks off.
 */
export async function pipeWithin(
  body: ReadableStream<Uint8Array> | null,
  sink: WritableStream<Uint8Array>,
  limits: BodyLimits & { readonly what: string; readonly onBytes?: (count: number) => void },
): Promise<void> {
  const { maxBytes, maxStallMs, maxMs, what } = limits;
  const watch = new AbortController();
  const giveUp = (bound: string) => {
    watch.abort(new RefusedRequest("REQUEST_TIMEOUT", `${what} must arrive ${bound}`));
  };
  const stalled = () => giveUp(`with less than ${maxStallMs} ms between its parts`);
  const total = setTimeout(() => giveUp(`within ${maxMs} ms`), maxMs);
  let stall = setTimeout(stalled, maxStallMs);
  let sizeBytes = 0;
  const meter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      clearTimeout(stall);
      stall = setTimeout(stalled, maxStallMs);
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) {
        throw new RefusedRequest("REQUEST_TOO_LARGE", `${what} must be at most ${maxBytes} bytes`);
      }
      limits.onBytes?.(chunk.length);
      controller.enqueue(chunk);
    },
  });
  try {
    await wholeOf(body ?? new Blob().stream(), what).pipeThrough(meter, { signal: watch.signal })
      .pipeTo(sink);
  } finally {
    clearTimeout(total);
    clearTimeout(stall);
  }
}

/** The same bytes; a client that breaks off fails otherwise than a disk that takes no more. */
function wholeOf(body: ReadableStream<Uint8Array>, what: string): ReadableStream<Uint8Array> {
  const source = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      const read = await source.read().catch((cause) => {
        const message = `${what} must arrive whole: it broke off`;
        throw new RefusedRequest("BAD_REQUEST", message, { cause });
      });
      if (read.done) controller.close();
      else controller.enqueue(read.value);
    },
    cancel: (reason) => source.cancel(reason),
  }, { highWaterMark: 0 });
}
