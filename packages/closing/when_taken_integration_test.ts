import { deepEqual, equal, rejects } from "node:assert/strict";
import { CUT_OFF } from "./cut_off.ts";
import { whenTaken } from "./when_taken.ts";

/** An answer without end, and what tells that its source was given up. */
function endless(): { answer: Response; isLeft: Promise<void> } {
  const { promise: isLeft, resolve } = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)),
    cancel: () => resolve(),
  }, { highWaterMark: 0 });
  return { answer: new Response(body, { status: 201, headers: { "x-kept": "1" } }), isLeft };
}

Deno.test("whenTaken() tells once that an answer was taken whole, broke off or was given up", async () => {
  let nEnded = 0;
  const onEnd = () => void nEnded++;
  equal(await whenTaken(new Response("all"), { onEnd }).text(), "all");
  equal(nEnded, 1);
  whenTaken(new Response(null), { onEnd });
  equal(nEnded, 2);
  const broken = new ReadableStream({ pull: () => Promise.reject(new Error("broken")) });
  await rejects(whenTaken(new Response(broken), { onEnd }).text(), /broken/);
  equal(nEnded, 3);
  const { answer, isLeft } = endless();
  const taken = whenTaken(answer, { onEnd });
  deepEqual([taken.status, taken.headers.get("x-kept")], [201, "1"]);
  const reader = taken.body!.getReader();
  await reader.read();
  await reader.cancel();
  await isLeft;
  equal(nEnded, 4);
});

Deno.test("whenTaken() waits for a slow source, and cuts a reader off who takes nothing", async () => {
  const { promise: comes, resolve: come } = Promise.withResolvers<void>();
  const slow = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await comes;
      controller.enqueue(new Uint8Array(1));
      controller.close();
    },
  }, { highWaterMark: 0 });
  const waiting = whenTaken(new Response(slow), { maxStallMs: 1 }).bytes();
  const { promise: hasEnded, resolve: onEnd } = Promise.withResolvers<void>();
  const { answer, isLeft } = endless();
  const reader = whenTaken(answer, { onEnd, maxStallMs: 1 }).body!.getReader();
  await reader.read();
  await Promise.all([hasEnded, isLeft]);
  await rejects(reader.read(), (error) => error === CUT_OFF);
  // The other's reader has waited as long as this one did not.
  come();
  equal((await waiting).length, 1);
});

Deno.test("the connection of a reader who takes nothing ends, and with it what the answer holds", async () => {
  const { answer, isLeft } = endless();
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, () => whenTaken(answer, { maxStallMs: 100 }));
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
  await connection.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
  await isLeft;
  // What the kernel has kept comes, and then the end.
  const buffer = new Uint8Array(1024 * 1024);
  while (await connection.read(buffer).catch(() => null) !== null);
  connection.close();
  await server.shutdown();
});
