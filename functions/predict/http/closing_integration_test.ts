import { deepEqual, equal, match } from "node:assert/strict";
import { PATIENT, testedApp } from "../testing/tested_app.ts";

const encoder = new TextEncoder();

/** Sends a head and a part of a body, then a byte now and then, until the server closes the connection. */
async function trickle(
  port: number,
  { head, part }: { head: string; part: string },
): Promise<{ answer: string; wasClosed: boolean }> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(encoder.encode(`${head}host: x\r\n\r\n${part}`));
  let isOver = false;
  const sending = (async () => {
    while (!isOver) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      await connection.write(encoder.encode("x")).catch(() => isOver = true);
    }
  })();
  const deadline = setTimeout(() => connection.close(), 8_000);
  let answer = "";
  let wasClosed = true;
  try {
    const bytes = new Uint8Array(4096);
    for (;;) {
      const count = await connection.read(bytes);
      if (count === null) break;
      answer += new TextDecoder().decode(bytes.subarray(0, count));
    }
  } catch (error) {
    wasClosed = error instanceof Deno.errors.ConnectionReset;
  }
  clearTimeout(deadline);
  isOver = true;
  await sending;
  try {
    connection.close();
  } catch { /* It is closed. */ }
  return { answer, wasClosed };
}

const post = (path: string, type: string, length: number) =>
  `POST ${path} HTTP/1.1\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n`;

const REFUSED: Readonly<Record<string, { head: string; part: string }>> = {
  413: { head: post("/predict", "application/json", 1e9), part: "[" },
  415: { head: post("/predict", "text/plain", 1e9), part: "[" },
  404: { head: post("/nope", "application/json", 1e9), part: "[" },
  405: { head: post("/health", "application/json", 1e9), part: "[" },
};

Deno.test("the connection of a refused request is closed whatever the client goes on sending", async () => {
  const { app } = await testedApp();
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, app.fetch);
  const { port } = server.addr;
  const answers = await Promise.all(
    Object.entries(REFUSED).map(async ([status, sent]) => ({
      status,
      ...await trickle(port, sent),
    })),
  );
  for (const { status, answer, wasClosed } of answers) {
    match(answer, new RegExp(`^HTTP/1.1 ${status} `));
    match(answer, /"status":/);
    equal(wasClosed, true, `${status} stays open`);
  }
  await server.shutdown();
});

Deno.test("a client that sends its whole body reads its refusal whole, and goes on", async () => {
  const { app } = await testedApp();
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  await using server = Deno.serve(options, app.fetch);
  const url = `http://127.0.0.1:${server.addr.port}`;
  const statuses: number[] = [];
  for (const [path, body] of [["/predict", " ".repeat(5_000_000)], ["/nope", "{}"]] as const) {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${url}${path}`, { method: "POST", headers, body });
    statuses.push(response.status, (await response.json()).status);
    const next = await fetch(`${url}/predict`, {
      method: "POST",
      headers,
      body: JSON.stringify(PATIENT),
    });
    statuses.push(next.status);
    await next.body?.cancel();
  }
  deepEqual(statuses, [413, 413, 200, 404, 404, 200]);
});
