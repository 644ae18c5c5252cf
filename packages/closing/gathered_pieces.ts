import { FIRST_BYTES, type Piece, PieceReader } from "./piece_reader.ts";

/** Bytes that are handed on at most. */
const GATHERED_BYTES = 64 * 1024;

/**
 * Reads a body whose answer may have begun. In Deno 2.9.6 all that a client sends meanwhile goes to memory
 * as it comes, in each turn of the event loop as much as the largest read so far has asked for: a table
 * that came faster than it was answered took as much as it was large. With reads of a kilobyte, of which
 * those that are there within a turn are handed on together, no more comes than is taken.
 */
export class GatheredPieces {
  readonly #source: PieceReader;
  #reading: Promise<Piece> | null = null;
  #gathered: Uint8Array<ArrayBuffer> | null = null;

  /**
   * Takes a body; nothing is read yet.
   *
   * @param body The body; nobody else reads it.
   */
  constructor(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#source = new PieceReader(body, FIRST_BYTES);
  }

  /**
   * Reads what has come, or waits for more.
   *
   * @returns A piece of at most 64 KiB, which is the caller's, or the end.
   */
  async read(): Promise<Piece> {
    const first = await (this.#reading ?? this.#source.read());
    this.#reading = null;
    const { value } = first;
    if (value === undefined || value.length !== FIRST_BYTES) {
      return value === undefined ? first : { done: first.done, value: value.slice() };
    }
    const gathered = this.#gathered ??= new Uint8Array(GATHERED_BYTES);
    gathered.set(value);
    let size = value.length;
    const turn = new Promise<null>((resolve) => setImmediate(() => resolve(null)));
    while (size + FIRST_BYTES <= GATHERED_BYTES) {
      this.#reading = this.#source.read();
      this.#reading.catch(() => {}); // Told to the next who reads.
      const piece = await Promise.race([this.#reading, turn]).catch(() => null);
      if (piece === null || piece.value === undefined || piece.value.length > FIRST_BYTES) break;
      this.#reading = null;
      gathered.set(piece.value, size);
      size += piece.value.length;
      // Less than it asked for: nothing more is there.
      if (piece.done || piece.value.length < FIRST_BYTES) break;
    }
    return { done: false, value: gathered.slice(0, size) };
  }

  /** Reads no more. */
  async cancel(): Promise<void> {
    await this.#source.cancel();
  }
}
