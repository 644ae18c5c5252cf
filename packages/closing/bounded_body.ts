import { leave } from "./closing.ts";
import { PieceReader } from "./piece_reader.ts";

/** Bounds of a body that is on its way. */
export interface BodyBounds {
  /** Most bytes. */
  readonly maxBytes: number;
  /** Longest wait for the next bytes, in ms. */
  readonly maxStallMs: number;
  /** Longest time of the whole, in ms: bytes that come one by one never make a long wait. */
  readonly maxMs: number;
}

/** A body that does not keep its bounds. */
export class BodyRefused extends Error {
  /** HTTP status of the answer: 413 too large, 408 too slow, 400 if it broke off. */
  readonly status: 400 | 408 | 413;

  /**
   * Tells why.
   *
   * @param status HTTP status of the answer.
   * @param message One sentence for the client.
   * @param options Carries the `cause`, if any.
   */
  constructor(status: 400 | 408 | 413, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BodyRefused";
    this.status = status;
  }
}

/**
 * Passes a body on while it keeps its bounds; beyond them its connection is closed soon after the answer.
 *
 * @param body The body.
 * @param bounds Its bounds, and who is told where one is passed before the stream breaks: `fetch` does not
 * tell why it did.
 * @returns The same bytes.
 * @throws {BodyRefused} While it is read.
 */
export function boundedBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  { maxBytes, maxStallMs, maxMs, onRefused = () => {} }: BodyBounds & {
    readonly onRefused?: (refused: BodyRefused) => void;
  },
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = new PieceReader(body);
  const untilMs = performance.now() + maxMs;
  let nBytes = 0;
  let hasEnded = false;
  let isReading = false;
  // Cancelled before its answer, its connection would stay for as long as its client likes.
  const giveUp = () => {
    if (!hasEnded) void leave(reader, { isReading });
    hasEnded = true;
  };
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const late = Promise.withResolvers<never>();
      const leftMs = untilMs - performance.now();
      const bound = leftMs < maxStallMs
        ? `within ${maxMs} ms`
        : `with less than ${maxStallMs} ms between its parts`;
      const timer = setTimeout(
        () => late.reject(tooSlow(bound)),
        Math.max(0, Math.min(leftMs, maxStallMs)),
      );
      try {
        // What is there already would be told before it.
        if (leftMs <= 0) throw tooSlow(bound);
        isReading = true;
        const { done, value } = await Promise.race([
          reader.read().catch((cause) => {
            hasEnded = true;
            return Promise.reject(brokenOff(cause));
          }),
          late.promise,
        ]);
        isReading = false;
        if (done || value === undefined) {
          hasEnded = true;
          return controller.close();
        }
        nBytes += value.length;
        if (nBytes > maxBytes) throw tooLarge(maxBytes);
        controller.enqueue(value.slice());
      } catch (error) {
        if (error instanceof BodyRefused) onRefused(error);
        giveUp();
        controller.error(error);
      } finally {
        clearTimeout(timer);
      }
    },
    cancel: giveUp,
  }, { highWaterMark: 0 });
}

/**
 * Refuses a body that is larger than its bounds by its own account.
 *
 * @param headers Headers of the request.
 * @throws {BodyRefused} 413.
 */
export function requireLength(headers: Headers, maxBytes: number): void {
  if (Number(headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
}

/**
 * Reads the whole body of a request within its bounds.
 *
 * @param request The request.
 * @param bounds The bounds.
 * @returns Its bytes; none where it has no body.
 * @throws {BodyRefused} Beyond them.
 */
export async function readBounded(
  { headers, body }: Request,
  bounds: BodyBounds,
): Promise<Uint8Array> {
  requireLength(headers, bounds.maxBytes);
  return await new Response(body && boundedBody(body, bounds)).bytes();
}

function tooLarge(maxBytes: number): BodyRefused {
  return new BodyRefused(413, `The body must be at most ${maxBytes} bytes: is larger`);
}

function brokenOff(cause: unknown): BodyRefused {
  return new BodyRefused(400, "The body must arrive whole: it broke off", { cause });
}

function tooSlow(bound: string): BodyRefused {
  return new BodyRefused(408, `The body must arrive ${bound}`);
}
