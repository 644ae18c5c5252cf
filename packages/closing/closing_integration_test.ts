import { match, ok } from "node:assert/strict";
import { delay } from "@std/async";
import { closeRefused } from "./closing.ts";

const encoder = new TextEncoder();

/** What a client goes on sending: nothing, a byte now and then, or as much as is taken. */
type Manner = "nothing" | "drops" | "floods";

const CHUNK = encoder.encode(`10000\r\n${"x".repeat(64 * 1024)}\r\n`);

/** Most bytes that may leave a client: what is read, and what the kernel keeps on both sides. */
const MOST_BYTES = 64 * 2 ** 20;

async function* pieces(manner: Manner): AsyncGenerator<Uint8Array> {
  while (manner !== "nothing") {
    yield manner === "drops" ? encoder.encode("1") : CHUNK;
    if (manner === "drops") await delay(50);
  }
}

/** A connection that is open then is not closed, in ms. */
const NEVER_MS = 60_000;

/** Sends a head and goes on; the answer, and how many bytes were sent, once the server has closed. */
async function ask(
  port: number,
  { head, manner }: { head: string; manner: Manner },
): Promise<{ answer: string; sent: number }> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  let isOpen = false;
  const never = setTimeout(() => {
    isOpen = true;
    connection.close();
  }, NEVER_MS);
  await connection.write(encoder.encode(`POST / HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n`));
  let isOver = false;
  let sent = 0;
  const sending = (async () => {
    for await (const piece of pieces(manner)) {
      if (isOver) return;
      for (let done = 0; done < piece.length;) done += await connection.write(piece.subarray(done));
      sent += piece.length;
    }
  })().catch(() => {});
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(4096);
  let answer = "";
  for (;;) {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) break;
    answer += decoder.decode(buffer.subarray(0, count));
  }
  isOver = true;
  await sending;
  if (isOpen) throw new Error(`${head}, ${manner}: the connection stays open`);
  clearTimeout(never);
  connection.close();
  return { answer, sent };
}

const HUGE = "Content-Length: 1000000000";
const LARGE = "Content-Length: 10000000";
const SMALL = "Content-Length: 50000";
const CHUNKED = "Transfer-Encoding: chunked";

const CASES: readonly { head: string; manner: Manner }[] = [
  { head: HUGE, manner: "nothing" },
  { head: HUGE, manner: "drops" },
  { head: HUGE, manner: "floods" },
  { head: LARGE, manner: "drops" },
  { head: LARGE, manner: "floods" },
  { head: SMALL, manner: "drops" },
  { head: CHUNKED, manner: "floods" },
];

Deno.test("a refused client reads why, and its connection ends whatever it sends, of which little is taken", async () => {
  const refuse = closeRefused(() => Promise.resolve(new Response("why", { status: 413 })));
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, refuse);
  const asked = CASES.map(async (sent) => ({ ...sent, ...await ask(server.addr.port, sent) }));
  for (const { head, manner, answer, sent } of await Promise.all(asked)) {
    match(answer, /^HTTP\/1.1 413 [^]*why$/, `${head}, ${manner}`);
    ok(sent < MOST_BYTES, `${head}, ${manner}: ${sent} bytes`);
  }
  await server.shutdown();
});

/** Reads that wait hold their connections, and so there are few. */
const MAX_READ = 16;

Deno.test("of clients that send nothing, all but the few that are read lose their connections", async () => {
  const refuse = closeRefused(() => Promise.resolve(new Response("why", { status: 413 })));
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, refuse);
  let nClosed = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const silent = Array.from({ length: 48 }, async () => {
    await ask(server.addr.port, { head: SMALL, manner: "nothing" });
    if (++nClosed === 48 - MAX_READ) resolve();
  });
  await promise;
  await server.shutdown();
  await Promise.all(silent);
});
