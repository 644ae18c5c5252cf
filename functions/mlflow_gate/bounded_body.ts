import { leave, PieceReader } from "@mlops/closing";
import { Refused } from "./mlflow_answer.ts";

/** Bounds of a body. */
export interface BodyBounds {
  /** Most bytes. */
  readonly maxBytes: number;
  /** Longest wait for the next bytes, in ms. */
  readonly maxStallMs: number;
  /** Called where a bound is passed, before the stream breaks: `fetch` does not tell why it did. */
  readonly onRefused?: (refused: Refused) => void;
}

/**
 * Passes a body on while it keeps its bounds.
 *
 * @param body The body.
 * @param bounds Its bounds.
 * @returns The same bytes.
 * @throws {Refused} While it is read: 413, 408, or 400 if it breaks off.
 */
export function boundedBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  { maxBytes, maxStallMs, onRefused = () => {} }: BodyBounds,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = new PieceReader(body);
  let nBytes = 0;
  let hasEnded = false;
  // Cancelled before its answer, its connection would stay for as long as its client likes.
  const giveUp = () => {
    if (!hasEnded) leave(reader);
    hasEnded = true;
  };
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const stall = Promise.withResolvers<never>();
      const timer = setTimeout(() => stall.reject(stalled(maxStallMs)), maxStallMs);
      try {
        const { done, value } = await Promise.race([
          reader.read().catch(() => {
            hasEnded = true;
            return Promise.reject(brokenOff());
          }),
          stall.promise,
        ]);
        if (done || value === undefined) {
          hasEnded = true;
          return controller.close();
        }
        nBytes += value.length;
        if (nBytes > maxBytes) throw tooLarge(maxBytes);
        controller.enqueue(value.slice());
      } catch (error) {
        if (error instanceof Refused) onRefused(error);
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
 * @throws {Refused} 413.
 */
export function requireLength(headers: Headers, maxBytes: number): void {
  if (Number(headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
}

function tooLarge(maxBytes: number): Refused {
  const message = `The body must be at most ${maxBytes} bytes: is larger`;
  return new Refused({ status: 413, code: "INVALID_PARAMETER_VALUE", message });
}

function brokenOff(): Refused {
  const message = "The body must arrive whole: it broke off";
  return new Refused({ status: 400, code: "BAD_REQUEST", message });
}

function stalled(maxStallMs: number): Refused {
  const message = `The body must arrive with less than ${maxStallMs} ms between its parts`;
  return new Refused({ status: 408, code: "REQUEST_LIMIT_EXCEEDED", message });
}
