import { deepEqual, equal, ok } from "node:assert/strict";
import { GatheredPieces } from "./gathered_pieces.ts";

const END = { done: true, value: undefined };

const PIECE = new Uint8Array(64 * 1024);

/** Answers each piece that it reads with a byte, and works for it. */
function serveSlowly(onRead: (nBytes: number) => void) {
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  return Deno.serve(options, (request) => {
    const pieces = new GatheredPieces(request.body!);
    return new Response(
      new ReadableStream({
        async pull(controller) {
          // The test goes in the midst of it, and its server with it.
          const { done, value } = await pieces.read().catch(() => END);
          if (done) return controller.close();
          onRead(value!.length);
          for (const untilMs = performance.now() + 5; performance.now() < untilMs;);
          controller.enqueue(new Uint8Array(1));
        },
        cancel: () => pieces.cancel().catch(() => {}),
      }, { highWaterMark: 0 }),
    );
  });
}

Deno.test("GatheredPieces takes no more from a client than it is asked for, while its answer is under way", async () => {
  let read = 0;
  const { promise: isEnough, resolve } = Promise.withResolvers<void>();
  await using server = serveSlowly((nBytes) => {
    read += nBytes;
    if (read > 16 * 2 ** 20) resolve();
  });
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
  const head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000000\r\n\r\n";
  await connection.write(new TextEncoder().encode(head));
  let sent = 0;
  const sending = (async () => {
    for (;;) sent += await connection.write(PIECE);
  })().catch(() => {});
  const taking = connection.readable.pipeTo(new WritableStream()).catch(() => {});
  await isEnough;
  // The kernel keeps some megabytes on both sides.
  ok(sent - read < 16 * 2 ** 20, `${sent - read} of ${sent} bytes`);
  connection.close();
  await Promise.all([sending, taking]);
});

Deno.test("GatheredPieces hands on what has come, whole and in order", async () => {
  const whole = new Uint8Array(1_000_003).map((_, index) => index * 31);
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const sizes: number[] = [];
  await using server = Deno.serve(options, async (request) => {
    const pieces = new GatheredPieces(request.body!);
    const seen: Uint8Array<ArrayBuffer>[] = [];
    for (;;) {
      const { done, value } = await pieces.read();
      if (done) break;
      seen.push(value!);
      sizes.push(value!.length);
    }
    return new Response(new Blob(seen));
  });
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const chunked = () => new Response(whole).body as ReadableStream<Uint8Array>;
  for (const body of [whole, chunked(), whole.slice(0, 1024), whole.slice(0, 2048)]) {
    const response = await fetch(url, { method: "POST", body });
    const answered = await response.bytes();
    deepEqual(answered, whole.subarray(0, answered.length));
    if (body instanceof Uint8Array) equal(answered.length, body.length);
    else equal(answered.length, whole.length);
  }
  ok(Math.max(...sizes) <= 64 * 1024);
});

Deno.test("GatheredPieces does not wait for more than has come", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      controller.enqueue(new Uint8Array(1024));
      await promise;
    },
  }, { highWaterMark: 0 });
  const pieces = new GatheredPieces(body);
  equal((await pieces.read()).value?.length, 1024);
  resolve();
  equal((await pieces.read()).value?.length! % 1024, 0);
  await pieces.cancel();
});
