import { deepEqual, equal } from "node:assert/strict";
import { closing } from "@mlops/closing";
import { freePort } from "@mlops/processes/free_port";
import { SlowRequest } from "@mlops/testing/slow_request";
import { createApiForwarder } from "./api_forwarder.ts";

/** Serves on a free port of the loopback address until the block ends. */
function upstream(handler: (request: Request) => Response | Promise<Response>) {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, handler);
  return {
    url: new URL(`http://127.0.0.1:${server.addr.port}/base/`),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("forward() passes path, query and body on, and no cookie", async () => {
  const seen: unknown[] = [];
  await using service = upstream(async (request) => {
    const { pathname, search } = new URL(request.url);
    seen.push(request.method, pathname, search, await request.text());
    seen.push(request.headers.get("cookie"), request.headers.get("content-type"));
    seen.push(request.headers.get("x-prediction-log"));
    return Response.json({ ok: true }, {
      headers: { "x-model-version": "3", "set-cookie": "a=b" },
    });
  });
  const forward = createApiForwarder(service.url);
  const answer = await forward(
    new Request("http://page/api/predict?explain=true", {
      method: "POST",
      body: "[1]",
      headers: {
        cookie: "lang=fr",
        "content-type": "application/json",
        "x-prediction-log": "off",
      },
    }),
    "/predict",
  );
  deepEqual(seen, [
    "POST",
    "/base/predict",
    "?explain=true",
    "[1]",
    null,
    "application/json",
    "off",
  ]);
  equal(answer.headers.get("x-model-version"), "3");
  equal(answer.headers.get("set-cookie"), null);
  deepEqual(await answer.json(), { ok: true });
});

Deno.test("forward() tells that a body broke off, and that it is not the service", async () => {
  await using service = upstream(async (request) => {
    await request.text().catch(() => {});
    return new Response("whole");
  });
  const body = ReadableStream.from(async function* () {
    yield new TextEncoder().encode("[");
    await Promise.reject(new TypeError("broken"));
  }());
  const request = new Request("http://page/api/predict", { method: "POST", body });
  const answer = await createApiForwarder(service.url)(request, "/predict");
  equal(answer.status, 400);
  equal((await answer.json()).detail, "Cannot read the body as it must arrive whole: it broke off");
});

Deno.test("forward() cannot be led to another host by the path", async () => {
  await using service = upstream((request) => new Response(new URL(request.url).pathname));
  const forward = createApiForwarder(service.url);
  const answer = await forward(
    new Request("http://page/api//other.example/x"),
    "//other.example/x",
  );
  equal(await answer.text(), "/base//other.example/x");
});

Deno.test("forward() compresses JSON for a client that accepts gzip", async () => {
  await using service = upstream(() => Response.json({ a: 1 }));
  const forward = createApiForwarder(service.url);
  const answer = await forward(
    new Request("http://page/api/model", { headers: { "accept-encoding": "gzip, br" } }),
    "/model",
  );
  equal(answer.headers.get("content-encoding"), "gzip");
  const plain = answer.body!.pipeThrough(new DecompressionStream("gzip"));
  deepEqual(await new Response(plain).json(), { a: 1 });
});

Deno.test("forward() answers 502 with a problem if nobody listens", async () => {
  const url = new URL(`http://127.0.0.1:${freePort()}/`);
  const answer = await createApiForwarder(url)(new Request("http://page/api/health"), "/health");
  equal(answer.status, 502);
  equal(answer.headers.get("retry-after"), "2");
  equal((await answer.json()).detail, "The prediction service cannot be reached");
});

Deno.test("forward() answers 504 if the service says nothing", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  await using service = upstream(() => promise);
  const forward = createApiForwarder(service.url, { timeoutMs: 20 });
  const answer = await forward(new Request("http://page/api/health"), "/health");
  equal(answer.status, 504);
  await answer.body?.cancel();
  resolve(new Response());
});

Deno.test("forward() streams, and ends the service's answer with the reader's", async () => {
  const cancelled = Promise.withResolvers<void>();
  await using service = upstream(() =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode("first\n")),
        cancel: () => cancelled.resolve(),
      }),
      { headers: { "content-type": "text/csv" } },
    )
  );
  const answer = await createApiForwarder(service.url)(
    new Request("http://page/api/predict/csv", { headers: { "accept-encoding": "gzip" } }),
    "/predict/csv",
  );
  const reader = answer.body!.getReader();
  const { value } = await reader.read();
  equal(new TextDecoder().decode(value), "first\n");
  await reader.cancel();
  await cancelled.promise;
});

Deno.test("forward() cannot be led out of the service's own path", async () => {
  await using service = upstream((request) => new Response(new URL(request.url).pathname));
  const forward = createApiForwarder(new URL("/base", service.url));
  for (const path of ["/..\\..\\metrics", "/\\", "/../metrics", "/a/..", "/a\nb", "/./x"]) {
    const answer = await forward(new Request("http://page/api"), path);
    equal(answer.status, 404, path);
    await answer.body?.cancel();
  }
  const sound = await forward(new Request("http://page/api"), "/v2/models/a..b");
  equal(await sound.text(), "/base/v2/models/a..b");
});

Deno.test("forward() passes few large bodies at once, and small ones beside them", async () => {
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  await using service = upstream(async (request) => {
    if (request.headers.get("content-type") === "text/csv") await held;
    await request.body?.cancel();
    return new Response("done");
  });
  const forward = createApiForwarder(service.url);
  const large = () =>
    forward(
      new Request("http://page/api/predict/csv", {
        method: "POST",
        body: "x".repeat(100_000),
        headers: { "content-type": "text/csv", "content-length": "100000" },
      }),
      "/predict/csv",
    );
  const answers = Array.from({ length: 40 }, large);
  const turnedAway = await Promise.all(answers.slice(24));
  equal(turnedAway.every(({ status }) => status === 503), true);
  equal(turnedAway[0]!.headers.get("retry-after"), "2");
  const small = new Request("http://page/api/predict", {
    method: "POST",
    body: "{}",
    headers: { "content-type": "application/json", "content-length": "2" },
  });
  equal(await (await forward(small, "/predict")).text(), "done");
  letGo();
  for (const answer of answers.slice(0, 24)) equal(await (await answer).text(), "done");
  // Their places are free again.
  equal(await (await large()).text(), "done");
});

Deno.test("forward() lets no client keep the connection of a request that the service refuses", async () => {
  // As the service does it: the refusal is told at once, and breaks off later.
  await using service = upstream((request) =>
    closing(request, Response.json({ status: 415 }, { status: 415 }))
  );
  const forward = createApiForwarder(service.url);
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    (request) => forward(request, "/predict"),
  );
  using client = await SlowRequest.connect(`http://127.0.0.1:${server.addr.port}`);
  await client.send("POST / HTTP/1.1\r\nhost: page\r\ncontent-length: 50000\r\n\r\nx");
  const dripping = setInterval(() => void client.send("x").catch(() => {}), 50);
  // Ends with the connection.
  const { status, body } = await client.answer();
  clearInterval(dripping);
  equal(status, 415);
  equal(body.includes('{"status":415}'), true);
  await server.shutdown();
});
