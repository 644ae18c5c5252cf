import { createHash } from "node:crypto";

/** What was transferred. */
export interface Transfer {
  /** Size in bytes. */
  readonly sizeBytes: number;
  /** Lower-case hex SHA-256 of the bytes. */
  readonly sha256: string;
}

/** What can be uploaded: bytes, a text, or a function that opens a stream anew for each try. */
export type UploadBody =
  | Uint8Array<ArrayBuffer>
  | string
  | (() => ReadableStream<Uint8Array>);

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

/**
 * Measures bytes.
 *
 * @param bytes The bytes.
 * @returns Their size and SHA-256.
 */
export function transferOf(bytes: Uint8Array): Transfer {
  return { sizeBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/**
 * Prepares an upload that is measured on its way.
 *
 * @param body What to upload.
 * @returns `open` makes the request's body for one try, `transfer` measures the last try's.
 */
export function hashedUpload(
  body: UploadBody,
): { open: () => BodyInit; transfer: () => Transfer } {
  if (typeof body !== "function") {
    const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
    return { open: () => bytes, transfer: () => transferOf(bytes) };
  }
  let meter = new TransferMeter();
  return {
    open: () => {
      meter = new TransferMeter();
      return body().pipeThrough(meter.stream);
    },
    transfer: () => meter.transfer(),
  };
}
