import type { BegunBody } from "@mlops/closing";
import { decodedBody, encodingOf } from "./content_encoding.ts";
import { notJson, parseJson } from "./media_type.ts";
import { Problem } from "./problem.ts";

/** Most bytes of a body that holds one object. */
export const ONE_OBJECT_BYTES = 16 * 1024;

/** Most bytes of a body that holds many rows. */
export const MANY_ROWS_BYTES = 4 * 1024 * 1024;

/**
 * A body that is not there so long after the sweep before it is given up by the next one: with half a
 * second between sweeps, after 9 to 10 s.
 */
const TIME_LIMIT_MS = 9_500;

/** A request whose body is wanted. */
export interface Asked {
  /** The request. */
  readonly request: Request;
  /**
   * Holds memory for a large body.
   *
   * @throws {Problem} 503 if there is none left.
   */
  hold?(bytes: number): void;
  /** Its body, while it is read and can be given up. */
  begun?: BegunBody | null;
}

/**
 * Bodies that are read in Deno's fast way, which cannot be given up: the connection of one that never ends
 * stays open. So they are few.
 */
const MAX_FAST = 32;

/**
 * Memory that a byte of a large body takes: the byte, its text, the values that it becomes, and the rows
 * of those.
 */
const MEMORY_PER_BYTE = 4;

/** Large bodies without a length hold memory in steps. */
const STEP_BYTES = 256 * 1024;

/** A body that someone waits for. */
interface Pending {
  /** Where it is in the list of all that are pending. */
  position: number;
  readonly deadlineMs: number;
  readonly giveUp: (problem: Problem) => void;
}

/**
 * Reads bodies within limits of size and time; compressed ones are measured as they come out.
 *
 * One sweep over the few that are pending, by a timer of the caller's, stands in for a timer for each:
 * setting and clearing one would cost a tenth of a small prediction.
 */
export class BodyReader {
  // No Set: V8 keeps the tables that one has outgrown alive until the next full collection, and with so
  // many additions and removals that came to 120 bytes of memory a request.
  readonly #pending: Pending[] = [];
  readonly #now: () => number;
  #nFast = 0;
  // Time of the last sweep; reading the clock for each body would cost a hundredth of a prediction.
  #sweptAtMs: number;

  /**
   * Makes a reader.
   *
   * @param now Time in ms on any steady clock.
   */
  constructor(now: () => number) {
    this.#now = now;
    this.#sweptAtMs = now();
  }

  /** Gives up the bodies whose time is over; to be called every half second. */
  sweep(): void {
    const nowMs = this.#now();
    this.#sweptAtMs = nowMs;
    for (const pending of this.#pending.filter(({ deadlineMs }) => deadlineMs <= nowMs)) {
      this.#remove(pending);
      // What is left of the body cannot be told from the next request: the connection ends.
      const headers = { "connection": "close" };
      const detail = `Cannot read body as it must arrive within 10 s`;
      pending.giveUp(new Problem(408, detail, { headers }));
    }
  }

  /**
   * Reads a body as JSON.
   *
   * @param limitBytes Most bytes to take.
   * @returns The value.
   * @throws {Problem} 413 beyond the limit, 408 if it takes too long, 400 if it breaks off or is no JSON.
   */
  json(asked: Asked, limitBytes: number): Promise<unknown> {
    return this.useJson(asked, limitBytes, (value) => value);
  }

  /**
   * Reads a body as JSON and goes on with it at once: a promise less than with {@linkcode json}.
   *
   * Deno 2.9.6 hands a small body that has arrived over as one string only to `Request.json()`;
   * `text()` and a parser of our own made a prediction take a tenth more.
   *
   * @param limitBytes Most bytes to take.
   * @param use Makes something of the value and of the size of its text in bytes.
   * @returns What it made.
   * @throws {Problem} As {@linkcode json} does.
   */
  useJson<T>(
    asked: Asked,
    limitBytes: number,
    use: (value: unknown, sizeBytes: number) => T | Promise<T>,
  ): Promise<T> {
    const sizeBytes = wholeBytes(asked, limitBytes);
    if (sizeBytes !== null && this.#nFast < MAX_FAST) {
      const reading = asked.request.json();
      return this.#within<unknown, T>(reading, (value) => use(value, sizeBytes), 1);
    }
    return this.#within<Uint8Array, T>(
      readChunks(asked, limitBytes),
      (bytes) => use(parseJson(jsonDecoder.decode(bytes)), bytes.length),
    );
  }

  /**
   * Reads a body as text.
   *
   * @param limitBytes Most bytes to take.
   * @returns The text; what is not UTF-8 becomes U+FFFD.
   * @throws {Problem} 413 beyond the limit, 408 if it takes too long, 400 if it breaks off.
   */
  text(asked: Asked, limitBytes: number): Promise<string> {
    return this.bytes(asked, limitBytes).then((bytes) => decoder.decode(bytes));
  }

  /**
   * Reads a body as bytes.
   *
   * @param limitBytes Most bytes to take.
   * @returns The bytes.
   * @throws {Problem} 413 beyond the limit, 408 if it takes too long, 400 if it breaks off.
   */
  bytes(asked: Asked, limitBytes: number): Promise<Uint8Array> {
    const isFast = wholeBytes(asked, limitBytes) !== null && this.#nFast < MAX_FAST;
    if (isFast) return this.#within(asked.request.bytes(), undefined, 1);
    return this.#within(readChunks(asked, limitBytes));
  }

  /**
   * Waits for something that the client has still to send, no longer than the limit.
   *
   * @param work Begins to wait for it.
   * @returns What it brought.
   * @throws {Problem} 408 if it takes too long, 400 if it breaks off.
   */
  within<T>(work: Promise<T>): Promise<T> {
    return this.#within(work);
  }

  /** `fast` is 1 for what counts against {@linkcode MAX_FAST}. */
  #within<T, U = T>(
    work: Promise<T>,
    use?: (value: T) => U | Promise<U>,
    fast: 0 | 1 = 0,
  ): Promise<U> {
    this.#nFast += fast;
    return new Promise((resolve, reject) => {
      const pending = {
        position: this.#pending.length,
        deadlineMs: this.#sweptAtMs + TIME_LIMIT_MS,
        giveUp: reject,
      };
      this.#pending.push(pending);
      work.then((value) => {
        this.#nFast -= fast;
        this.#remove(pending);
        try {
          resolve(use === undefined ? value as unknown as U : use(value));
        } catch (error) {
          reject(error);
        }
      }, (cause) => {
        this.#nFast -= fast;
        this.#remove(pending);
        reject(toBodyProblem(cause));
      });
    });
  }

  /** Takes one out, if it is still there; the last one moves into its place. */
  #remove(pending: Pending): void {
    if (this.#pending[pending.position] !== pending) return;
    const last = this.#pending.pop() as Pending;
    if (last === pending) return;
    last.position = pending.position;
    this.#pending[last.position] = last;
  }
}

/**
 * Reads the size that a request announces for its body.
 *
 * @returns The size in bytes, or `null` if it announces none, or that of the compressed body.
 * @throws {Problem} 413 beyond the limit.
 */
function wholeBytes(asked: Asked, limitBytes: number): number | null {
  const { request } = asked;
  const announced = request.headers.get("content-length");
  if (announced === null) return null;
  const sizeBytes = Number(announced);
  if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
  if (encodingOf(request) !== null) return null;
  if (sizeBytes > ONE_OBJECT_BYTES) asked.hold?.(MEMORY_PER_BYTE * sizeBytes);
  return sizeBytes;
}

function toBodyProblem(cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  if (cause instanceof SyntaxError) return notJson(cause);
  return new Problem(400, "Cannot read body as it must arrive whole", { cause });
}

/**
 * Refuses a body for its size.
 *
 * @param limitBytes Most bytes that it may have.
 * @returns A 413.
 */
export function tooLarge(limitBytes: number): Problem {
  const detail = `The body must have at most ${limitBytes} bytes`;
  return new Problem(413, detail, { headers: { "connection": "close" } });
}

async function readChunks(asked: Asked, limitBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  let paidBytes = ONE_OBJECT_BYTES;
  const reader = decodedBody(asked.request)?.getReader() ?? null;
  asked.begun = reader;
  for (;;) {
    const read = await reader?.read();
    // Whoever answers before the end takes the rest: two readers would never let go of the connection.
    if (asked.begun !== reader) throw new Error("Cannot read body as it was given up");
    if (read === undefined || read.done) break;
    const chunk = read.value;
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
    while (sizeBytes > paidBytes) {
      asked.hold?.(MEMORY_PER_BYTE * STEP_BYTES);
      paidBytes += STEP_BYTES;
    }
    chunks.push(chunk);
  }
  asked.begun = null;
  const bytes = new Uint8Array(sizeBytes);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

const decoder = new TextDecoder();

/**
 * Keeps a byte order mark, so that it is refused as `Request.json()` of Deno 2.9.6 refuses it in a body
 * that has arrived whole; from a large one that comes in pieces it takes the mark off.
 */
const jsonDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
