/**
 * Messages between the service and a process that scores apart: a head of JSON, and parts of bytes. On
 * the wire: the head's length (32 bits, little-endian), the head, each part.
 *
 * @module
 */

/** One message. */
export interface Frame<Head = Readonly<Record<string, unknown>>> {
  /** What is said. */
  readonly head: Head;
  /** The bytes that belong to it; each lies at the beginning of a buffer of its own. */
  readonly parts: readonly Uint8Array<ArrayBuffer>[];
}

/** How large a message may be. */
export interface FrameLimits {
  /** Most bytes of its head: it is parsed in one piece. */
  readonly headBytes: number;
  /** Most bytes of its parts together. */
  readonly partBytes: number;
}

/** Thrown where what arrives is no message. */
export class FrameError extends Error {
  /**
   * Says what is wrong.
   *
   * @param message As "Cannot read message as …".
   */
  constructor(message: string) {
    super(message);
    this.name = "FrameError";
  }
}

/**
 * Writes a message.
 *
 * @param sink Where to.
 * @param frame The message.
 */
export async function writeFrame(
  sink: WritableStreamDefaultWriter<Uint8Array>,
  { head, parts }: Frame<object>,
): Promise<void> {
  const json = new TextEncoder().encode(
    JSON.stringify({ ...head, parts: parts.map(({ length }) => length) }),
  );
  const first = new Uint8Array(4 + json.length);
  new DataView(first.buffer).setUint32(0, json.length, true);
  first.set(json, 4);
  await sink.write(first);
  for (const part of parts) await sink.write(part);
}

/** Reads messages from a stream. */
export class FrameReader {
  readonly #source: ReadableStreamDefaultReader<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  /**
   * Makes a reader.
   *
   * @param source Where the messages come from; nobody else reads it.
   */
  constructor(source: ReadableStream<Uint8Array>) {
    this.#source = source.getReader();
  }

  /**
   * Reads the next message.
   *
   * @param limits How large it may be.
   * @returns The message; `null` if the stream ends before it begins.
   * @throws {FrameError} If it breaks off, is no message, or is too large.
   */
  async read({ headBytes, partBytes }: FrameLimits): Promise<Frame | null> {
    if (this.#rest.length === 0 && !await this.#pull()) return null;
    const length = new DataView((await this.#take(4)).buffer).getUint32(0, true);
    if (length > headBytes) {
      throw new FrameError("Cannot read message as its head is too long");
    }
    const head = parseHead(new TextDecoder().decode(await this.#take(length)));
    const lengths = partsOf(head);
    const sizeBytes = lengths.reduce((sum, part) => sum + part, 0);
    if (sizeBytes > partBytes) {
      throw new FrameError(
        `Cannot read message as it may have ${partBytes} bytes: has ${sizeBytes}`,
      );
    }
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for (const part of lengths) parts.push(await this.#take(part));
    return { head, parts };
  }

  /** Ends the reading. */
  async cancel(): Promise<void> {
    await this.#source.cancel();
  }

  async #pull(): Promise<boolean> {
    const { value, done } = await this.#source.read();
    if (done) return false;
    this.#rest = value;
    return value.length > 0 || await this.#pull();
  }

  async #take(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(length);
    for (let offset = 0; offset < length;) {
      if (this.#rest.length === 0 && !await this.#pull()) {
        throw new FrameError("Cannot read message as it must arrive whole");
      }
      const piece = this.#rest.subarray(0, length - offset);
      bytes.set(piece, offset);
      offset += piece.length;
      this.#rest = this.#rest.subarray(piece.length);
    }
    return bytes;
  }
}

function parseHead(json: string): Readonly<Record<string, unknown>> {
  let head: unknown;
  try {
    head = JSON.parse(json);
  } catch {
    head = null;
  }
  if (typeof head === "object" && head !== null) return { ...head };
  throw new FrameError("Cannot read message as its head must be an object");
}

function partsOf({ parts }: Readonly<Record<string, unknown>>): readonly number[] {
  const isSize = (size: unknown) => Number.isInteger(size) && size as number >= 0;
  if (Array.isArray(parts) && parts.every(isSize)) return parts;
  throw new FrameError("Cannot read message as its parts must have lengths");
}
