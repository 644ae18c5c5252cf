import { delay } from "@std/async";
import { CUT_OFF } from "./cut_off.ts";

/** How long a refused client may go on sending before its connection is closed, in ms. */
const LINGER_MS = 2_000;

/** How much of a refused body is read to its end, so that a client reads its refusal, in bytes. */
const LINGER_BYTES = 16 * 1024 * 1024;

/** Who sends no byte for so long is as good as idle, and idle connections stay open. */
const SILENT_MS = 10_000;

/** Who sends no byte at all for so long after his refusal waits for its end, in ms. */
const QUIET_MS = 1_500;

/** How long where many were refused. */
const CROWDED_LINGER_MS = 100;

/** Smaller bodies are read to their end whatever else is: they have most likely arrived. */
const SMALL_BYTES = 64 * 1024;

/** Most refused bodies that are read at once: each takes a megabyte of buffers on its way. */
const MAX_LINGERING = 16;

let lingering = 0;

/**
 * Tells whether a request has a body that nobody began to read.
 *
 * @returns Whether it may still be on its way.
 */
export function mayStillSend(request: Request): boolean {
  const { headers } = request;
  if (!headers.has("content-length") && !headers.has("transfer-encoding")) return false;
  if (headers.get("content-length") === "0") return false;
  return !request.bodyUsed;
}

/** A body that somebody began to read and did not read to its end. */
export type BegunBody = Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel">;

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
 * Lets an answer end with the request's body, or with the connection: a body that announces more than is
 * read to its end is not begun, and its connection is closed after two seconds. Of all others the answer's
 * end waits for the body's as long, if anything of it comes.
 *
 * @param response Its answer.
 * @param begun Its body, if the reading of it was begun.
 * @returns The same answer, as a stream.
 */
export function closing(
  request: Request,
  response: Response,
  begun: BegunBody | null = null,
): Response {
  const { status, headers, body } = response;
  const source = body?.getReader();
  const leaving = new AbortController();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const read = await source?.read();
      if (read !== undefined && !read.done) return controller.enqueue(read.value);
      if (await mayEnd(request, begun, leaving.signal)) controller.close();
      else controller.error(CUT_OFF);
    },
    cancel() {
      leaving.abort();
    },
  }, { highWaterMark: 0 });
  return new Response(stream, { status, headers });
}

/** Reads a body to its end, or for a while; tells `false` if there was no end. */
async function mayEnd(
  request: Request,
  begun: BegunBody | null,
  signal: AbortSignal,
): Promise<boolean> {
  if (request.body === null) return true;
  const announced = Number(request.headers.get("content-length") ?? Infinity);
  const isCrowded = lingering >= MAX_LINGERING && announced > SMALL_BYTES;
  // In a crowd, the sooner the better: what has arrived lies in memory until then.
  const lingerMs = isCrowded ? CROWDED_LINGER_MS : LINGER_MS;
  if (begun === null && (isCrowded || announced > LINGER_BYTES)) {
    await delay(lingerMs, { signal }).catch(() => {});
    return false;
  }
  const source = begun ?? request.body.getReader();
  const pending = await readFor(lingerMs, source, signal);
  if (pending === null || !pending.hasSent) {
    if (pending !== null) source.cancel().catch(() => {});
    return true;
  }
  // The answer may break off once nothing is read: with the next byte.
  const isRead = await settles(pending.reading, SILENT_MS, signal);
  source.cancel().catch(() => {});
  return !isRead;
}

/** Throws away what comes for a while; the reading that nothing came of, or `null` at the end. */
async function readFor(
  lingerMs: number,
  source: BegunBody,
  signal: AbortSignal,
): Promise<{ reading: Promise<unknown>; hasSent: boolean } | null> {
  lingering++;
  const untilMs = performance.now() + lingerMs;
  let hasSent = false;
  try {
    for (;;) {
      const reading = source.read();
      const leftMs = untilMs - performance.now();
      const isThere = await settles(reading, hasSent ? leftMs : Math.min(leftMs, QUIET_MS), signal);
      if (!isThere) return { reading, hasSent };
      if ((await reading).done) return null;
      hasSent = true;
      if (performance.now() >= untilMs) return { reading, hasSent };
    }
  } catch {
    return null;
  } finally {
    lingering--;
  }
}

/** Tells whether something settles within a time. */
async function settles(
  work: Promise<unknown>,
  limitMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const over = new AbortController();
  const isOver = delay(Math.max(0, limitMs), { signal: AbortSignal.any([signal, over.signal]) })
    .then(() => false, () => false);
  try {
    return await Promise.race([work.then(() => true, () => true), isOver]);
  } finally {
    over.abort();
  }
}
