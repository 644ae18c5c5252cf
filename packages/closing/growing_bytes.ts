/**
 * Bytes that become more, in one piece: a list of pieces takes hundreds of bytes for each of one byte, which
 * is as small as a client may send them.
 */
export class GrowingBytes {
  readonly #limitBytes: number;
  #into: Uint8Array<ArrayBuffer>;
  #size = 0;

  /**
   * Begins without any.
   *
   * @param capacity Room at first, in bytes.
   * @param limitBytes Most bytes that will come.
   */
  constructor(capacity: number, limitBytes: number) {
    this.#limitBytes = limitBytes;
    this.#into = new Uint8Array(Math.min(capacity, limitBytes));
  }

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** All of them; they are the same memory until more come. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#into.subarray(0, this.#size);
  }

  /**
   * Takes more.
   *
   * @param piece The bytes; they are copied.
   */
  add(piece: Uint8Array): void {
    const wanted = this.#size + piece.length;
    if (wanted > this.#into.length) {
      const capacity = Math.min(this.#limitBytes, Math.max(wanted, 2 * this.#into.length));
      this.#into = new Uint8Array(this.#into.buffer.transfer(capacity));
    }
    this.#into.set(piece, this.#size);
    this.#size = wanted;
  }
}
