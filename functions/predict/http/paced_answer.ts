import { CUT_OFF } from "@mlops/closing";
import type { BodyReader } from "./body_reader.ts";
import type { Exchange } from "./exchange.ts";
import { jsonResponse } from "./route.ts";

/** Shorter answers are handed over whole. */
const LARGE_CHARACTERS = 512 * 1024;

/** Bytes that are handed over at a time. */
const PIECE_BYTES = 64 * 1024;

/** Whoever takes an answer piece by piece has as long for each as whoever sends a body. */
export class ReaderWatch {
  readonly #bodies: BodyReader;
  readonly #giveUp: () => void;
  #taken: (() => void) | null = null;

  /**
   * Begins with nothing handed over.
   *
   * @param bodies Limits the time.
   * @param giveUp Told once that the time is over.
   */
  constructor(bodies: BodyReader, giveUp: () => void) {
    this.#bodies = bodies;
    this.#giveUp = giveUp;
  }

  /** A piece was handed over: the next one must be asked for in time. */
  handedOver(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#taken = resolve;
    this.#bodies.within(promise).catch(this.#giveUp);
  }

  /** The next piece is asked for, or there is none. */
  asked(): void {
    this.#taken?.();
    this.#taken = null;
  }
}

/**
 * Answers with a JSON text; a large one piece by piece, so that a client that does not read holds what it
 * takes no longer than any request may.
 *
 * @param exchange The request; it keeps what it holds until the answer is gone.
 * @param json The text.
 * @param bodies Limits the time.
 * @returns The answer.
 */
export function jsonAnswer(exchange: Exchange, json: string, bodies: BodyReader): Response {
  if (json.length < LARGE_CHARACTERS) return jsonResponse(json);
  const bytes = new TextEncoder().encode(json);
  const { promise, resolve } = Promise.withResolvers<void>();
  // The place among those that score is given back at once.
  exchange.leave();
  exchange.streamed = promise;
  let at = 0;
  let fail = () => {};
  const watch = new ReaderWatch(bodies, () => fail());
  const end = () => {
    watch.asked();
    resolve();
  };
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      fail = () => {
        controller.error(CUT_OFF);
        resolve();
      };
    },
    pull(controller) {
      watch.asked();
      if (at >= bytes.length) {
        controller.close();
        end();
        return;
      }
      const piece = bytes.slice(at, at + PIECE_BYTES);
      at += piece.length;
      controller.enqueue(piece);
      watch.handedOver();
    },
    cancel: end,
  }, { highWaterMark: 0 });
  // With its length, a client sees whether it has all of it.
  const headers = { "content-type": "application/json", "content-length": `${bytes.length}` };
  return new Response(stream, { headers });
}
