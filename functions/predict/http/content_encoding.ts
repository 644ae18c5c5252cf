import { PieceReader } from "@mlops/closing";
import { Problem } from "./problem.ts";
import { Turns } from "./turns.ts";

/** Encodings that bodies may have, as `DecompressionStream` calls them. */
const ENCODINGS: Readonly<Record<string, "gzip" | "deflate">> = {
  gzip: "gzip",
  "x-gzip": "gzip",
  deflate: "deflate",
};

/** Bytes that are decompressed at once at most, and at least: a thousand times as many may come out. */
const SLICE_BYTES = { most: 1024, least: 64 } as const;

/** Bytes that are handed on at once, and so many should come out at once. */
const PIECE_BYTES = 64 * 1024;

/** All bodies are decompressed on one thread, which others need as well. */
const turns = new Turns();

/**
 * Tells how a request's body is compressed (RFC 9110, section 8.4).
 *
 * @returns The encoding, or `null` if there is none.
 * @throws {Problem} 415 with `Accept-Encoding` if it is another one, or more than one.
 */
export function encodingOf(request: Request): "gzip" | "deflate" | null {
  const given = request.headers.get("content-encoding");
  if (given === null) return null;
  const name = given.trim().toLowerCase();
  if (name === "" || name === "identity") return null;
  const encoding = Object.hasOwn(ENCODINGS, name) ? ENCODINGS[name] : undefined;
  if (encoding !== undefined) return encoding;
  throw new Problem(415, "The body must have the Content-Encoding gzip or deflate, or none", {
    headers: { "accept-encoding": "gzip, deflate", "connection": "close" },
  });
}

/**
 * Gives a request's body as it was before it was compressed, piece by piece: whoever reads it counts
 * what comes out, so that a few bytes cannot fill the memory, nor take the thread from others.
 *
 * @returns The body, or `null` if there is none; reading it fails with a 400 where it is damaged.
 * @throws {Problem} 415 if its encoding is not known.
 */
export function decodedBody(request: Request): ReadableStream<Uint8Array<ArrayBuffer>> | null {
  const encoding = encodingOf(request);
  if (encoding === null || request.body === null) return request.body;
  const decoding = new Decoding(request.body, encoding);
  return new ReadableStream({
    async pull(controller) {
      const piece = await decoding.next().catch((cause) => {
        const detail = `Cannot read body as it must be ${encoding}, as its Content-Encoding says`;
        throw new Problem(400, detail, { cause });
      });
      if (piece === null) controller.close();
      else controller.enqueue(piece);
    },
    cancel: () => decoding.cancel(),
  }, { highWaterMark: 0 });
}

/** A body that is decompressed as far as somebody reads it. */
class Decoding {
  readonly #source: PieceReader;
  readonly #writer: WritableStreamDefaultWriter<BufferSource>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  #arrived = new Uint8Array(0);
  #decoded = new Uint8Array(0);
  #isWhole = false;
  #sliceBytes: number = SLICE_BYTES.least;

  constructor(body: ReadableStream<Uint8Array<ArrayBuffer>>, encoding: "gzip" | "deflate") {
    const { readable, writable } = new DecompressionStream(encoding);
    this.#source = new PieceReader(body, SLICE_BYTES.most);
    this.#writer = writable.getWriter();
    // Told to whoever reads.
    this.#writer.closed.catch(() => {});
    this.#reader = readable.getReader();
  }

  /** The next piece, or `null` at the end. */
  async next(): Promise<Uint8Array<ArrayBuffer> | null> {
    if (this.#decoded.length === 0) {
      const decoded = await this.#decode();
      if (decoded === null) return null;
      this.#decoded = decoded;
    }
    const piece = this.#decoded.subarray(0, PIECE_BYTES);
    this.#decoded = this.#decoded.subarray(PIECE_BYTES);
    return piece;
  }

  async #decode(): Promise<Uint8Array<ArrayBuffer> | null> {
    const reading = this.#reader.read();
    let isThere = false;
    const read = reading.finally(() => isThere = true);
    read.catch(() => {});
    while (!isThere && !this.#isWhole) {
      const slice = await this.#nextSlice();
      this.#isWhole = slice === null;
      // What is written after something came out waits until more is asked for.
      await turns.take(() =>
        Promise.race([read, slice === null ? this.#writer.close() : this.#writer.write(slice)])
      );
    }
    const { done, value } = await reading;
    if (done) return null;
    const { most, least } = SLICE_BYTES;
    const isMuch = value.length > PIECE_BYTES;
    this.#sliceBytes = isMuch ? least : Math.min(most, 2 * this.#sliceBytes);
    return value;
  }

  async #nextSlice(): Promise<Uint8Array<ArrayBuffer> | null> {
    if (this.#arrived.length === 0) {
      const { done, value } = await this.#source.read();
      if (done || value === undefined) return null;
      this.#arrived = value;
    }
    const slice = this.#arrived.slice(0, this.#sliceBytes);
    this.#arrived = this.#arrived.subarray(slice.length);
    return slice;
  }

  async cancel(): Promise<void> {
    this.#reader.cancel().catch(() => {});
    await this.#source.cancel();
  }
}
