import { Problem } from "./problem.ts";

/** Encodings that bodies may have, as `DecompressionStream` calls them. */
const ENCODINGS: Readonly<Record<string, "gzip" | "deflate">> = {
  gzip: "gzip",
  "x-gzip": "gzip",
  deflate: "deflate",
};

/**
 * Tells how a request's body is compressed (RFC 9110, section 8.4).
 *
 * @returns The encoding, or `null` if there is none.
 * @throws {Problem} 415 with `Accept-Encoding` if it is another one, or more than one.
 */
export function encodingOf(request: Request): "gzip" | "deflate" | null {
  const given = request.headers.get("content-encoding");
  if (given === null) return null;
  const name = given.trim().toLowerCase();
  if (name === "" || name === "identity") return null;
  const encoding = Object.hasOwn(ENCODINGS, name) ? ENCODINGS[name] : undefined;
  if (encoding !== undefined) return encoding;
  throw new Problem(415, "The body must have the Content-Encoding gzip or deflate, or none", {
    headers: { "accept-encoding": "gzip, deflate", "connection": "close" },
  });
}

/**
 * Gives a request's body as it was before it was compressed, piece by piece: whoever reads it counts
 * what comes out, so that a few bytes cannot fill the memory.
 *
 * @returns The body, or `null` if there is none; reading it fails with a 400 where it is damaged.
 * @throws {Problem} 415 if its encoding is not known.
 */
export function decodedBody(request: Request): ReadableStream<Uint8Array<ArrayBuffer>> | null {
  const encoding = encodingOf(request);
  if (encoding === null || request.body === null) return request.body;
  const reader = request.body.pipeThrough(new DecompressionStream(encoding)).getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (cause) {
        controller.error(
          new Problem(
            400,
            `Cannot read body as it must be ${encoding}, as its Content-Encoding says`,
            {
              cause,
            },
          ),
        );
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
