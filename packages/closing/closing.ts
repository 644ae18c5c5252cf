import { delay } from "@std/async";
import { PieceReader } from "./piece_reader.ts";

/** How long a refused client may go on sending after its refusal before its connection is closed, in ms. */
const LINGER_MS = 2_000;

/** How long where many were refused, in ms: what they have sent fills the kernel's buffers until then. */
const CROWDED_LINGER_MS = 250;

/** So many are many. */
const CROWD = 32;

/** How long a refusal waits for the rest of a body that is nearly there, in ms. */
const NEARLY_MS = 100;

/** A body of so many bytes is nearly there. */
const SMALL_BYTES = 64 * 1024;

/** How much of a refused body is read, so that a client that sends all of it first reads why, in bytes. */
const LINGER_BYTES = 16 * 1024 * 1024;

/** Most refused bodies that are read at once: a read that waits cannot be given up, nor its connection closed. */
const MAX_READ = 16;

let nRead = 0;
let nLeft = 0;

/**
 * Tells whether a request has a body that nobody began to read.
 *
 * @returns Whether it may still be on its way.
 */
export function mayStillSend(request: Request): boolean {
  const { headers } = request;
  if (!headers.has("content-length") && !headers.has("transfer-encoding")) return false;
  if (headers.get("content-length") === "0") return false;
  return !request.bodyUsed && request.body?.locked === false;
}

/** A body that somebody began to read and did not read to its end. */
export interface BegunBody {
  /** Reads the next piece. */
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  /** Reads no more. */
  cancel(): Promise<void>;
}

/**
 * Closes the connections of all requests that a server refuses before their bodies were begun.
 *
 * @param handle Answers requests.
 * @returns The same, with answers that close where they have to.
 */
export function closeRefused<Rest extends readonly unknown[]>(
  handle: (request: Request, ...rest: Rest) => Promise<Response>,
): (request: Request, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    const response = await handle(request, ...rest);
    return response.status >= 400 && mayStillSend(request) ? closing(request, response) : response;
  };
}

/**
 * Waits a moment for the end of a body that is nearly there, after which its connection is of use again;
 * the connection of any other is closed two seconds after the answer.
 *
 * @param response Its answer.
 * @param begun Its body, if the reading of it was begun.
 * @returns The same answer, to be sent now.
 */
export async function closing(
  request: Request,
  response: Response,
  begun: BegunBody | null = null,
): Promise<Response> {
  if (request.body === null) return response;
  const announced = Number(request.headers.get("content-length") ?? 0);
  const rest = new Rest(begun ?? new PieceReader(request.body));
  // Of a body that took too long nothing more is expected.
  const isLate = response.status === 408;
  if (!isLate && (begun !== null || announced <= SMALL_BYTES)) await rest.readFor(NEARLY_MS);
  void rest.close({ isRead: !isLate && announced <= LINGER_BYTES });
  return response;
}

/**
 * Closes the connection of a body that is read no further, two seconds after this, unless its end comes
 * at once.
 *
 * @param begun The body; nobody else reads or cancels it.
 * @param options `isReading`: a read of it waits.
 */
export async function leave(
  begun: BegunBody,
  { isReading }: { readonly isReading: boolean },
): Promise<void> {
  const rest = new Rest(begun);
  if (!isReading) await rest.readFor(NEARLY_MS);
  await rest.close({ isRead: false });
}

/** What is left of a body. */
class Rest {
  readonly #source: BegunBody;
  #waiting: Promise<void> | null = null;
  #hasEnded = false;
  #nBytes = 0;

  constructor(source: BegunBody) {
    this.#source = source;
  }

  /** Throws away what comes, for a while; tells whether all of that time went by. */
  async readFor(limitMs: number): Promise<boolean> {
    const over = new AbortController();
    const isOver = delay(limitMs, { signal: over.signal }).then(() => true, () => true);
    let isTimeUp = false;
    while (!isTimeUp && !this.#hasEnded && this.#nBytes < LINGER_BYTES) {
      if (this.#waiting === null && nRead >= MAX_READ) break;
      isTimeUp = await Promise.race([this.#waiting ?? this.#read(), isOver]) === true;
    }
    over.abort();
    return isTimeUp;
  }

  /**
   * Closes the connection after a while. In Deno 2.9.6 the connection of an answered request is its body's,
   * and ends where that is cancelled.
   */
  async close({ isRead }: { isRead: boolean }): Promise<void> {
    if (this.#hasEnded) return;
    const limitMs = nLeft >= CROWD ? CROWDED_LINGER_MS : LINGER_MS;
    const untilMs = performance.now() + limitMs;
    nLeft++;
    const isTimeUp = isRead && await this.readFor(limitMs);
    if (!isTimeUp && !this.#hasEnded) await delay(Math.max(0, untilMs - performance.now()));
    nLeft--;
    // A read that waits would keep it: it is closed with the next byte.
    await this.#waiting;
    await this.#source.cancel().catch(() => {});
  }

  #read(): Promise<void> {
    nRead++;
    this.#waiting = this.#source.read()
      .then(({ done, value }) => {
        this.#hasEnded = done;
        this.#nBytes += value?.length ?? 0;
      }, () => void (this.#hasEnded = true))
      .finally(() => {
        nRead--;
        this.#waiting = null;
      });
    return this.#waiting;
  }
}
