import { deepEqual, equal } from "node:assert/strict";
import { freePort } from "@mlops/processes/free_port";
import { request, RequestFailure, requestJson, requestKept } from "./request_failure.ts";

function serve(handler: (request: Request) => Response | Promise<Response>) {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, handler);
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function failureOf(promise: Promise<unknown>): Promise<RequestFailure> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof RequestFailure) return error;
    throw error;
  }
  throw new TypeError("no failure");
}

Deno.test("request() tells what a status means to the reader", async () => {
  await using server = serve(({ url }) =>
    Response.json({ detail: "because" }, {
      status: Number(new URL(url).searchParams.get("status")),
    })
  );
  const reasons: string[] = [];
  for (const status of [422, 429, 500, 502, 503, 504]) {
    const failure = await failureOf(request(`${server.url}?status=${status}`));
    equal(failure.detail, "because");
    reasons.push(failure.reason);
  }
  deepEqual(reasons, ["invalid", "unavailable", "broken", "unreachable", "unavailable", "slow"]);
});

Deno.test("request() shows nothing of an answer that is no problem", async () => {
  await using server = serve(() => new Response("<pre>stack</pre>", { status: 500 }));
  equal((await failureOf(request(server.url))).detail, "");
});

Deno.test("requestJson() takes an answer without sense for a failure of the service", async () => {
  await using server = serve(({ url }) => new Response(url.endsWith("/html") ? "<html>" : "{}"));
  const read = (content: unknown) => (content as { readonly a: readonly number[] }).a.length;
  equal((await failureOf(requestJson(`${server.url}html`, {}, read))).reason, "broken");
  equal((await failureOf(requestJson(server.url, {}, read))).reason, "broken");
});

Deno.test("requestKept() finds none where a service keeps none, and takes nothing else for that", async () => {
  await using server = serve(({ url }) =>
    url.endsWith("/none") ? new Response(null, { status: 204 }) : new Response("7", { status: 200 })
  );
  equal(await requestKept(`${server.url}none`, {}, String), null);
  equal(await requestKept(server.url, {}, String), "7");
  equal((await failureOf(requestJson(`${server.url}none`, {}, String))).reason, "broken");
});

Deno.test("requestJson() waits no longer for the rest of an answer than for its head", async () => {
  const rest = Promise.withResolvers<void>();
  const begun = () =>
    new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode("{")),
      pull: () => rest.promise,
    });
  await using server = serve(() => new Response(begun()));
  const failure = await failureOf(
    requestJson(server.url, { timeoutMs: 200 }, (content) => content),
  );
  rest.resolve();
  equal(failure.reason, "slow");
});

Deno.test("requestJson() reads an answer of the status that is no failure", async () => {
  await using server = serve(() => Response.json({ refused: [] }, { status: 503 }));
  const ask = (options: { readonly alsoTakes?: number }) =>
    requestJson(server.url, options, (content) => content);
  deepEqual(await ask({ alsoTakes: 503 }), { refused: [] });
  equal((await failureOf(ask({}))).reason, "unavailable");
});

Deno.test("request() tells a slow server from one that is not there", async () => {
  const late = Promise.withResolvers<Response>();
  await using server = serve(() => late.promise);
  equal((await failureOf(request(server.url, { timeoutMs: 20 }))).reason, "slow");
  late.resolve(new Response());
  const nowhere = `http://127.0.0.1:${freePort()}/`;
  equal((await failureOf(request(nowhere))).reason, "unreachable");
});
