/**
 * Measures streams. Web Crypto hashes no streams, and Node's `crypto` takes 14 ms to load, a sixth of a
 * service's cold start: import this module when there is a stream.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** What was transferred. */
export interface Transfer {
  /** Size in bytes. */
  readonly sizeBytes: number;
  /** Lower-case hex SHA-256 of the bytes. */
  readonly sha256: string;
}

/** Counts and hashes the chunks that pass through its stream. */
export class TransferMeter {
  /** Passes every chunk on unchanged. */
  readonly stream: TransformStream<Uint8Array, Uint8Array>;
  readonly #hash = createHash("sha256");
  #sizeBytes = 0;

  /**
   * Makes a meter for one transfer.
   *
   * @param check Called with the size so far, in bytes, before a chunk is passed on; may throw.
   */
  constructor(check: (sizeBytes: number) => void = () => {}) {
    this.stream = new TransformStream({
      transform: (chunk, controller) => {
        this.#sizeBytes += chunk.length;
        check(this.#sizeBytes);
        this.#hash.update(chunk);
        controller.enqueue(chunk);
      },
    });
  }

  /**
   * Ends the count; call it once, after the stream has ended.
   *
   * @returns Size and SHA-256 of what passed.
   */
  transfer(): Transfer {
    return { sizeBytes: this.#sizeBytes, sha256: this.#hash.digest("hex") };
  }
}
