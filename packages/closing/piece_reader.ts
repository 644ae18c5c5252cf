/** Bytes that a body may bring at first: a client that says nothing should cost little. */
export const FIRST_BYTES = 1024;

/** Bytes that it may bring from then on. */
const PIECE_BYTES = 64 * 1024;

/** The next piece of a body, or its end. */
export interface Piece {
  /** Whether there is nothing more. */
  readonly done: boolean;
  /** The piece, until the next one is asked for. */
  readonly value?: Uint8Array<ArrayBuffer> | undefined;
}

/**
 * Reads a body piece by piece, all into the same buffer: a stream's default reader makes one of 64 KiB for
 * each, which waits for the garbage collector, and in Deno 2.9.6 a client whose body does not come takes 155 KiB
 * with it, and 42 with this.
 */
export class PieceReader {
  readonly #bytes: ReadableStreamBYOBReader | null;
  readonly #plain: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | null;
  readonly #mostBytes: number;
  #buffer = new ArrayBuffer(FIRST_BYTES);

  /**
   * Takes a body; nothing is read yet.
   *
   * @param body The body; nobody else reads it.
   * @param mostBytes Most bytes of a piece, after the first.
   */
  constructor(body: ReadableStream<Uint8Array<ArrayBuffer>>, mostBytes: number = PIECE_BYTES) {
    this.#mostBytes = mostBytes;
    this.#bytes = byteReader(body);
    this.#plain = this.#bytes === null ? body.getReader() : null;
  }

  /**
   * Reads the next piece.
   *
   * @returns It, or the end.
   */
  async read(): Promise<Piece> {
    if (this.#bytes === null) return await this.#plain!.read();
    const piece = await this.#bytes.read(new Uint8Array(this.#buffer));
    const { value } = piece;
    if (value === undefined) return piece;
    const { buffer } = value;
    const isFull = value.length === buffer.byteLength && value.length < this.#mostBytes;
    this.#buffer = isFull ? new ArrayBuffer(this.#mostBytes) : buffer;
    return piece;
  }

  /** Reads no more. */
  async cancel(): Promise<void> {
    await (this.#bytes ?? this.#plain!).cancel();
  }
}

/** A reader into buffers of ours; `null` for a stream that has none, as one made in JavaScript. */
function byteReader(body: ReadableStream): ReadableStreamBYOBReader | null {
  try {
    return body.getReader({ mode: "byob" });
  } catch (error) {
    if (!(error instanceof TypeError) || body.locked) throw error;
    return null;
  }
}
