import { deepEqual, equal, match } from "node:assert/strict";
import { closing } from "@mlops/closing";
import { PATIENT, testedApp } from "../testing/tested_app.ts";
import { BodyReader } from "./body_reader.ts";
import { type Asked } from "./whole_body.ts";
import { problemResponse, toProblem } from "./problem.ts";

const encoder = new TextEncoder();

/** A connection that is open then is not closed, in ms. */
const NEVER_MS = 60_000;

/** Sends a head and a part of a body, then a byte now and then, until the server closes the connection. */
async function trickle(
  port: number,
  { head, part, isEnough }: { head: string; part: string; isEnough?: Promise<void> },
): Promise<{ answer: string; wasClosed: boolean }> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const bytes = encoder.encode(`${head}host: x\r\n\r\n${part}`);
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
  let isOver = false;
  const sending = (async () => {
    while (!isOver) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      await connection.write(encoder.encode("x")).catch(() => isOver = true);
    }
  })();
  const leave = () => {
    if (!isOver) connection.close();
  };
  const never = setTimeout(leave, NEVER_MS);
  isEnough?.then(leave);
  let answer = "";
  let wasClosed = true;
  try {
    const piece = new Uint8Array(4096);
    for (;;) {
      const count = await connection.read(piece);
      if (count === null) break;
      answer += new TextDecoder().decode(piece.subarray(0, count));
    }
  } catch (error) {
    wasClosed = error instanceof Deno.errors.ConnectionReset;
  }
  clearTimeout(never);
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

const CHUNKED = (path: string, type: string) =>
  `POST ${path} HTTP/1.1\r\ncontent-type: ${type}\r\ntransfer-encoding: chunked\r\n`;

/** The same with bodies that are begun before they are refused, or are small enough to be read. */
const BEGUN: Readonly<Record<string, { head: string; part: string }>> = {
  ...Object.fromEntries(
    Object.entries(REFUSED).filter(([status]) => status !== "413").map((
      [status, { head, part }],
    ) => [status, { head: head.replace("1000000000", "50000"), part }]),
  ),
  413: {
    head: CHUNKED("/predict", "application/json"),
    part: `432380\r\n${"[".repeat(4_400_000)}`,
  },
  421: { head: post("http://evil.example/predict", "application/json", 50_000), part: "[" },
  422: { head: post("/predict/csv", "text/csv", 50_000), part: `a,b\n1,2\n` },
};

Deno.test("the connection of a refused request is closed whatever the client goes on sending", async () => {
  const { app } = await testedApp();
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, app.fetch);
  const { port } = server.addr;
  const cases = [...Object.entries(REFUSED), ...Object.entries(BEGUN)];
  const answers = await Promise.all(
    cases.map(async ([status, sent]) => ({
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

/** Bodies that are read in a way that cannot be given up, and so there are few. */
const MAX_FAST = 32;

Deno.test("of bodies that never end, all but a few lose their connections", async () => {
  let nowMs = 0;
  const bodies = new BodyReader(() => nowMs);
  let nBegun = 0;
  const reading = Promise.withResolvers<void>();
  const nClients = 40;
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, async (request) => {
    const asked: Asked = { request };
    if (++nBegun === nClients) setTimeout(reading.resolve);
    try {
      return new Response(`${await bodies.useJson(asked, 1e6, () => 1)}`);
    } catch (error) {
      const response = problemResponse(toProblem(error));
      const { begun = null } = asked;
      asked.begun = null;
      return begun === null ? response : closing(request, response, begun);
    }
  });
  const { promise: isEnough, resolve } = Promise.withResolvers<void>();
  const sent = { head: post("/", "application/json", 10_000), part: "[", isEnough };
  let nClosed = 0;
  const answers = Array.from({ length: nClients }, async () => {
    const answer = await trickle(server.addr.port, sent);
    if (++nClosed === nClients - MAX_FAST) resolve();
    return answer;
  });
  await reading.promise;
  nowMs = 10_000;
  bodies.sweep();
  const statuses = await Promise.all(answers);
  equal(statuses.every(({ answer }) => answer.startsWith("HTTP/1.1 408 ")), true);
  equal(statuses.filter(({ wasClosed }) => !wasClosed).length, MAX_FAST);
  await server.shutdown();
});
