import { notJson, parseJson } from "./media_type.ts";
import { Problem } from "./problem.ts";
import { announcedBytes, type Asked, free, ONE_OBJECT_BYTES, readWhole } from "./whole_body.ts";

/**
 * A body that is not there so long after the sweep before it is given up by the next one: with half a
 * second between sweeps, after 9 to 10 s.
 */
const TIME_LIMIT_MS = 9_500;

/**
 * Bodies that are read in Deno's fast way, which cannot be given up: the connection of one that never ends
 * stays open. So they are few.
 */
const MAX_FAST = 32;

/** Most bodies that one sweep gives up: 3000 answers in one turn kept others for 0.1 s. */
const MAX_GIVEN_UP = 500;

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
    const late = this.#pending.filter(({ deadlineMs }) => deadlineMs <= nowMs);
    for (const pending of late.slice(0, MAX_GIVEN_UP)) {
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
    const announced = announcedBytes(asked, limitBytes);
    if (announced !== null && this.#isFast(announced)) {
      const reading = asked.request.json();
      return this.#within<unknown, T>(reading, (value) => use(value, announced), 1);
    }
    return this.#within(readWhole(asked, { announced, limitBytes }), (bytes) => {
      const text = jsonDecoder.decode(bytes);
      const sizeBytes = bytes.length;
      free(bytes);
      return use(parseJson(text), sizeBytes);
    });
  }

  /**
   * Reads a body as text.
   *
   * @param limitBytes Most bytes to take.
   * @returns The text; what is not UTF-8 becomes U+FFFD.
   * @throws {Problem} 413 beyond the limit, 408 if it takes too long, 400 if it breaks off.
   */
  text(asked: Asked, limitBytes: number): Promise<string> {
    return this.bytes(asked, limitBytes).then((bytes) => {
      const text = decoder.decode(bytes);
      free(bytes);
      return text;
    });
  }

  /**
   * Reads a body as bytes.
   *
   * @param limitBytes Most bytes to take.
   * @returns The bytes.
   * @throws {Problem} 413 beyond the limit, 408 if it takes too long, 400 if it breaks off.
   */
  bytes(asked: Asked, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const announced = announcedBytes(asked, limitBytes);
    const isFast = announced !== null && this.#isFast(announced);
    if (isFast) return this.#within(asked.request.bytes(), undefined, 1);
    return this.#within(readWhole(asked, { announced, limitBytes }));
  }

  /** Large bodies have not arrived with their heads, and leave Deno's own buffers to the garbage collector. */
  #isFast(announced: number): boolean {
    return announced <= ONE_OBJECT_BYTES && this.#nFast < MAX_FAST;
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

function toBodyProblem(cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  if (cause instanceof SyntaxError) return notJson(cause);
  return new Problem(400, "Cannot read body as it must arrive whole", { cause });
}

const decoder = new TextDecoder();

/**
 * Keeps a byte order mark, so that it is refused as `Request.json()` of Deno 2.9.6 refuses it in a body
 * that has arrived whole; from a large one that comes in pieces it takes the mark off.
 */
const jsonDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
