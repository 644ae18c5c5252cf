import { deepEqual, equal, rejects } from "node:assert/strict";
import { readBody } from "./response_body.ts";

const MEGABYTE = 1024 * 1024;

/** Bytes that differ from place to place. */
function pattern(sizeBytes: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: sizeBytes }, (_, at) => (at * 31 + (at >> 8)) & 255);
}

/** A body in pieces, as a test or a transformation makes one. */
function inPieces(bytes: Uint8Array<ArrayBuffer>, pieceBytes: number): Response {
  let at = 0;
  return new Response(
    new ReadableStream({
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.slice(at, at + pieceBytes));
        at += pieceBytes;
      },
    }),
  );
}

/** A body that is read into the reader's own buffer, as `fetch` gives one. */
function asBytes(bytes: Uint8Array<ArrayBuffer>, pieceBytes: number): Response {
  let at = 0;
  return new Response(
    new ReadableStream({
      type: "bytes",
      pull(controller) {
        const piece = bytes.slice(at, at + pieceBytes);
        at += pieceBytes;
        if (piece.length > 0) controller.enqueue(piece);
        if (at >= bytes.length) {
          controller.close();
          controller.byobRequest?.respond(0);
        }
      },
    }),
  );
}

for (const [name, make] of [["pieces", inPieces], ["a byte stream", asBytes]] as const) {
  Deno.test(`readBody() reads ${name} whole, whatever its size`, async () => {
    for (const sizeBytes of [0, 1, 16_384, 16_385, 100_000]) {
      const bytes = pattern(sizeBytes);
      deepEqual(await readBody(make(bytes, 777), { maxBytes: MEGABYTE }), bytes);
    }
  });

  Deno.test(`readBody() takes ${name} of exactly the limit and refuses one byte more`, async () => {
    equal((await readBody(make(pattern(5_000), 777), { maxBytes: 5_000 })).length, 5_000);
    await rejects(readBody(make(pattern(5_001), 777), { maxBytes: 5_000 }), {
      name: "MlflowError",
      code: "RESPONSE_TOO_LARGE",
    });
  });

  Deno.test(`readBody() cuts ${name} at the limit if told to`, async () => {
    const cut = await readBody(make(pattern(9_000), 777), { maxBytes: 5_000, isTruncated: true });
    deepEqual(cut, pattern(5_000));
  });
}

Deno.test("readBody() reads an answer without a body", async () => {
  deepEqual(await readBody(new Response(null), { maxBytes: 10 }), new Uint8Array(0));
});

/** An answer that announces its size, in pieces of a kilobyte. */
function announcing(bytes: Uint8Array<ArrayBuffer>, sizeBytes: number): Response {
  const { body } = asBytes(bytes, 1024);
  return new Response(body, { headers: { "content-length": `${sizeBytes}` } });
}

Deno.test("readBody() makes room for an announced size once", async () => {
  const bytes = pattern(MEGABYTE + 7);
  const read = await readBody(announcing(bytes, bytes.length), { maxBytes: 4 * MEGABYTE });
  deepEqual(read, bytes);
  equal(read.buffer.byteLength, bytes.length);
});

Deno.test("readBody() refuses more than what was announced, and takes less", async () => {
  const bytes = pattern(MEGABYTE);
  await rejects(
    readBody(announcing(bytes, MEGABYTE / 2), { maxBytes: 4 * MEGABYTE }),
    /must have the size that its Content-Length says/,
  );
  deepEqual(await readBody(announcing(bytes, MEGABYTE + 9), { maxBytes: 4 * MEGABYTE }), bytes);
});
