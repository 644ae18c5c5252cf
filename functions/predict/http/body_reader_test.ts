import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { BodyReader } from "./body_reader.ts";
import { Problem } from "./problem.ts";

/** A request whose body is a stream, so that its length is not known. */
function streamed(pull: UnderlyingDefaultSource<Uint8Array>["pull"]): Request {
  return new Request("http://localhost/", {
    method: "POST",
    body: new ReadableStream(pull === undefined ? {} : { pull }, { highWaterMark: 0 }),
  });
}

function isProblem(status: number) {
  return (error: unknown) => error instanceof Problem && error.status === status;
}

Deno.test("text() reads a body of known and of unknown length", async () => {
  const reader = new BodyReader(() => 0);
  const known = new Request("http://localhost/", {
    method: "POST",
    headers: { "content-length": "5" },
    body: "Élev",
  });
  equal(await reader.text({ request: known }, 5), "Élev");
  let pieces = ["a", "b"];
  const unknown = streamed((controller) => {
    const [piece, ...rest] = pieces;
    pieces = rest;
    if (piece === undefined) controller.close();
    else controller.enqueue(new TextEncoder().encode(piece));
  });
  equal(await reader.text({ request: unknown }, 2), "ab");
});

Deno.test("useJson() gives value and size of a body of known and of unknown length", async () => {
  const text = '{"a":"É"}';
  const headers = { "content-length": "10" };
  const known = new Request("http://localhost/", { method: "POST", headers, body: text });
  const unknown = streamed((controller) => {
    controller.enqueue(new TextEncoder().encode(text));
    controller.close();
  });
  for (const request of [known, unknown]) {
    const reader = new BodyReader(() => 0);
    const used = await reader.useJson(
      { request: request },
      10,
      (value, sizeBytes) => ({ value, sizeBytes }),
    );
    deepEqual(used, { value: { a: "É" }, sizeBytes: 10 });
  }
});

Deno.test("json() says where a body of known or of unknown length is no JSON", async () => {
  const headers = { "content-length": "8" };
  const known = new Request("http://localhost/", { method: "POST", headers, body: '{"a":1,}' });
  const unknown = streamed((controller) => {
    controller.enqueue(new TextEncoder().encode('{"a":1,}'));
    controller.close();
  });
  for (const request of [known, unknown]) {
    await rejects(new BodyReader(() => 0).json({ request: request }, 10), (error) => {
      return error instanceof Problem && error.status === 400 &&
        error.message === "The body must be JSON; it cannot be read at position 7";
    });
  }
});

Deno.test("json() refuses a byte order mark by its name", async () => {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      const read = new BodyReader(() => 0).json({ request: request }, 100);
      return new Response(await read.then(() => "taken", (error) => error.message));
    },
  );
  const whole = new TextEncoder().encode("\uFEFF{}");
  const pieces = () => new Response(whole).body as ReadableStream<Uint8Array>;
  for (const body of [whole, pieces()]) {
    const response = await fetch(`http://127.0.0.1:${server.addr.port}/`, { method: "POST", body });
    equal(await response.text(), "The body must be JSON without a byte order mark before it");
  }
});

Deno.test("json() hands on what its user throws", async () => {
  const headers = { "content-length": "1" };
  const request = new Request("http://localhost/", { method: "POST", headers, body: "1" });
  const used = new BodyReader(() => 0).useJson({ request: request }, 10, () => {
    throw new SyntaxError("of the user");
  });
  await rejects(used, new SyntaxError("of the user"));
});

Deno.test("text() and bytes() refuse what announces too much with 413, closing the connection", () => {
  const reader = new BodyReader(() => 0);
  const request = new Request("http://localhost/", {
    method: "POST",
    headers: { "content-length": "6" },
    body: "abcdef",
  });
  throws(() => reader.text({ request: request }, 5), (error) => {
    return error instanceof Problem && error.status === 413 &&
      error.headers["connection"] === "close";
  });
  throws(() => reader.bytes({ request: request }, 5), isProblem(413));
});

Deno.test("text() refuses a body without end as soon as the limit is passed", async () => {
  const reader = new BodyReader(() => 0);
  let made = 0;
  const endless = streamed((controller) => {
    made++;
    controller.enqueue(new Uint8Array(1000));
  });
  await rejects(reader.text({ request: endless }, 5000), isProblem(413));
  equal(made, 6);
});

Deno.test("text() reads a body that comes byte by byte", async () => {
  const text = "a".repeat(40_000);
  let at = 0;
  const drops = streamed((controller) => {
    if (at === text.length) controller.close();
    else controller.enqueue(new TextEncoder().encode(text[at++]));
  });
  equal(await new BodyReader(() => 0).text({ request: drops }, text.length), text);
});

Deno.test("bytes() reads a large body of known and of unknown length from a connection", async () => {
  const read = (request: Request) => new BodyReader(() => 0).bytes({ request }, 4_000_000);
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => new Response((await read(request)).slice()),
  );
  const whole = new Uint8Array(3_000_001).map((_, index) => index * 7);
  const pieces = () => new Response(whole).body as ReadableStream<Uint8Array>;
  for (const body of [whole, pieces()]) {
    const response = await fetch(`http://127.0.0.1:${server.addr.port}/`, { method: "POST", body });
    deepEqual(await response.bytes(), whole);
  }
});

Deno.test("sweep() gives up a body that is not there after 9 to 10 s with 408, and no other", async () => {
  let nowMs = 0;
  const reader = new BodyReader(() => nowMs);
  // The first arrives just after a sweep, the second just after the next.
  const slow = reader.text({ request: streamed(() => new Promise(() => {})) }, 10);
  nowMs = 500;
  reader.sweep();
  const { promise, resolve } = Promise.withResolvers<string>();
  const later = reader.within(promise);
  nowMs = 9_499;
  reader.sweep();
  nowMs = 9_500;
  reader.sweep();
  await rejects(slow, isProblem(408));
  nowMs = 9_999;
  reader.sweep();
  resolve("here");
  equal(await later, "here");
  nowMs = 20_000;
  reader.sweep();
});

Deno.test("sweep() gives thousands up in several turns", async () => {
  let nowMs = 0;
  const reader = new BodyReader(() => nowMs);
  let nGivenUp = 0;
  for (let body = 0; body < 1_200; body++) {
    reader.within(new Promise(() => {})).catch(() => nGivenUp++);
  }
  const counts: number[] = [];
  for (nowMs = 9_500; nowMs < 11_500; nowMs += 500) {
    reader.sweep();
    await new Promise((resolve) => setImmediate(resolve));
    counts.push(nGivenUp);
  }
  deepEqual(counts, [500, 1_000, 1_200, 1_200]);
});

Deno.test("within() turns a broken body into a 400 and lets problems through", async () => {
  const reader = new BodyReader(() => 0);
  await rejects(reader.within(Promise.reject(new TypeError("broken"))), isProblem(400));
  await rejects(reader.within(Promise.reject(new Problem(413, "large"))), isProblem(413));
});

Deno.test("bytes() reads a body as it is", async () => {
  const reader = new BodyReader(() => 0);
  const request = new Request("http://localhost/", {
    method: "POST",
    headers: { "content-length": "3" },
    body: Uint8Array.of(0, 255, 1),
  });
  deepEqual(await reader.bytes({ request: request }, 3), Uint8Array.of(0, 255, 1));
});
