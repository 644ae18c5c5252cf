import { delay } from "@std/async";
import { CUT_OFF } from "./cut_off.ts";

/** How long a refused client may go on sending before its connection is closed, in ms. */
const LINGER_MS = 2_000;

/** How much of a refused body is read to its end, so that a client reads its refusal, in bytes. */
const LINGER_BYTES = 16 * 1024 * 1024;

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

/**
 * Lets an answer end with the request's body, or with the connection. In Deno 2.9.6 the connection of a
 * request that is refused before its body is there stays open for as long as the client sends a byte now
 * and then, whatever `Connection` says; only an answer that breaks off closes it, and only where nothing
 * of the body was read. So a body that announces more than is read to its end is not begun: its
 * connection is closed after two seconds. Of all others the answer's end waits for the body's as long.
 *
 * @param response Its answer.
 * @returns The same answer, as a stream.
 */
export function closing(request: Request, response: Response): Response {
  const { status, headers, body } = response;
  const source = body?.getReader();
  const leaving = new AbortController();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const read = await source?.read();
      if (read !== undefined && !read.done) return controller.enqueue(read.value);
      if (await mayEnd(request, leaving.signal)) controller.close();
      else controller.error(CUT_OFF);
    },
    cancel() {
      leaving.abort();
    },
  }, { highWaterMark: 0 });
  return new Response(stream, { status, headers });
}

/** Reads a body to its end, or for a while; tells `false` if it is so large that it was not begun. */
async function mayEnd(request: Request, signal: AbortSignal): Promise<boolean> {
  if (request.body === null) return true;
  const announced = Number(request.headers.get("content-length") ?? Infinity);
  const isSmall = announced <= SMALL_BYTES;
  if (announced > LINGER_BYTES || !isSmall && lingering >= MAX_LINGERING) {
    // In a crowd, the sooner the better: what has arrived lies in memory until then.
    const lingerMs = lingering < MAX_LINGERING ? LINGER_MS : CROWDED_LINGER_MS;
    await delay(lingerMs, { signal }).catch(() => {});
    return false;
  }
  lingering++;
  const source = request.body.getReader();
  const over = new AbortController();
  const isOver = delay(LINGER_MS, { signal: AbortSignal.any([signal, over.signal]) })
    .then(() => null, () => null);
  try {
    for (;;) {
      const read = await Promise.race([source.read(), isOver]);
      if (read === null || read.done) return true;
    }
  } catch {
    return true;
  } finally {
    lingering--;
    over.abort();
    source.cancel().catch(() => {});
  }
}
