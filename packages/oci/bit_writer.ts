/** Bytes that are written bit by bit, the lowest first, as DEFLATE does. */
export class BitWriter {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;
  #pending = 0;
  #pendingBits = 0;

  /**
   * Appends the lowest bits of a number.
   *
   * @param value The bits.
   * @param bits How many, 0 to 16.
   */
  write(value: number, bits: number): void {
    this.#pending |= value << this.#pendingBits;
    this.#pendingBits += bits;
    while (this.#pendingBits >= 8) {
      this.#push(this.#pending & 0xff);
      this.#pending >>>= 8;
      this.#pendingBits -= 8;
    }
  }

  /** Fills the current byte with zeros. */
  align(): void {
    if (this.#pendingBits > 0) this.write(0, 8 - this.#pendingBits);
  }

  /**
   * Appends whole bytes; the current byte must be complete.
   *
   * @param bytes The bytes.
   */
  append(bytes: Uint8Array): void {
    for (const byte of bytes) this.#push(byte);
  }

  /**
   * Completes the last byte.
   *
   * @returns All that was written.
   */
  finish(): Uint8Array<ArrayBuffer> {
    this.align();
    return this.#bytes.slice(0, this.#length);
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const grown = new Uint8Array(2 * this.#bytes.length);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[this.#length++] = byte;
  }
}
