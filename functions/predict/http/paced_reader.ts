import { type BegunBody, GatheredPieces, type Piece } from "@mlops/closing";
import type { BodyReader } from "./body_reader.ts";
import { Problem } from "./problem.ts";

/** Bytes that a stream must bring in each window, on average. */
const WINDOW_BYTES = 1024;

/** A window, in ms. */
const WINDOW_MS = 10_000;

/** A stream that takes longer in all is ended, in ms. */
const TOTAL_MS = 60 * 60 * 1000;

/**
 * Reads a body of any length piece by piece, which must not come too slowly: each piece within the limit
 * of {@linkcode BodyReader.within}, a kilobyte in each ten seconds, and all in an hour.
 */
export class PacedReader {
  readonly #source: GatheredPieces;
  readonly #bodies: BodyReader;
  readonly #now: () => number;
  /** Time spent waiting for the client, and what that brought. */
  #waitedMs = 0;
  #totalMs = 0;
  #windowBytes = 0;

  /**
   * Makes a reader.
   *
   * @param bodies Limits the time of each piece.
   * @param now Steady clock, in ms.
   */
  constructor(
    body: ReadableStream<Uint8Array<ArrayBuffer>>,
    bodies: BodyReader,
    now: () => number,
  ) {
    this.#source = new GatheredPieces(body);
    this.#bodies = bodies;
    this.#now = now;
  }

  /**
   * Reads the next piece.
   *
   * @returns It, or the end.
   * @throws {Problem} 408 if it comes too slowly, 400 if the body breaks off.
   */
  async read(): Promise<Piece> {
    const beganMs = this.#now();
    const result = await this.#bodies.within(this.#source.read());
    if (result.done || result.value === undefined) return result;
    const tookMs = this.#now() - beganMs;
    this.#waitedMs += tookMs;
    this.#totalMs += tookMs;
    this.#windowBytes += result.value.length;
    if (this.#waitedMs >= WINDOW_MS) {
      if (this.#windowBytes < WINDOW_BYTES) throw tooSlow(`${WINDOW_BYTES} bytes each 10 s`);
      this.#waitedMs = 0;
      this.#windowBytes = 0;
    }
    if (this.#totalMs > TOTAL_MS) throw tooSlow("an hour in all");
    return result;
  }

  /** The body, for whoever refuses the rest of it. */
  get body(): BegunBody {
    return this.#source;
  }

  /** Reads no more. */
  async cancel(): Promise<void> {
    await this.#source.cancel();
  }
}

function tooSlow(limit: string): Problem {
  const headers = { "connection": "close" };
  return new Problem(408, `Cannot read body as it must arrive within ${limit}`, { headers });
}
