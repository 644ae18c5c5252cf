import { deepEqual, equal, match } from "node:assert/strict";
import { SiteGuard } from "@mlops/site_guard";
import { PATIENT, postJson, testedApp } from "./testing/tested_app.ts";
import { jsonResponse } from "./http/route.ts";
import { createApp } from "./app.ts";
import { Admission } from "./http/admission.ts";
import { ByteBudget } from "./http/byte_budget.ts";
import { createLogger } from "./logger.ts";
import { Lifecycle } from "./http/lifecycle.ts";
import { Metrics } from "./metrics/metrics.ts";
import type { Route } from "./http/route.ts";

function appOf(routes: Route[], maxConcurrency = 1) {
  const metrics = new Metrics();
  const log: string[] = [];
  const app = createApp({
    routes,
    guard: new SiteGuard({ names: [], serviceName: null }),
    admission: new Admission(maxConcurrency, metrics.waiting),
    budget: new ByteBudget(2 ** 20),
    metrics,
    logger: createLogger((line) => log.push(line), () => 0),
    lifecycle: new Lifecycle(),
    now: () => 0,
    gate: null,
    audit: { refused: () => {} },
    tracer: null,
  });
  return { app, metrics, log };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

Deno.test("a path that there is not is a 404 problem", async () => {
  const { app } = await testedApp();
  const response = await app.request("/nope");
  equal(response.status, 404);
  equal(response.headers.get("content-type"), "application/problem+json");
  equal((await response.json()).title, "Not Found");
});

Deno.test("a wrong method is a 405 problem with Allow", async () => {
  const { app } = await testedApp();
  for (
    const [method, path, allow] of [
      ["GET", "/predict", "POST"],
      ["DELETE", "/predict", "POST"],
      ["POST", "/health", "GET, HEAD"],
      ["OPTIONS", "/", "GET, HEAD"],
      ["PUT", "/docs/start.js", "GET, HEAD"],
    ] as const
  ) {
    const response = await app.request(path, { method });
    equal(response.status, 405, path);
    equal(response.headers.get("allow"), allow);
    equal((await response.json()).status, 405);
  }
});

Deno.test("HEAD answers as GET without a body", async () => {
  const { app } = await testedApp();
  const response = await app.request("/health", { method: "HEAD" });
  equal(response.status, 200);
  equal(await response.text(), "");
});

Deno.test("every answer carries an id made here, the client's beside it, and its timing", async () => {
  const { app } = await testedApp();
  const response = await app.request("/health", { headers: { "x-request-id": "order-17" } });
  match(response.headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
  equal(response.headers.get("x-client-request-id"), "order-17");
  match(response.headers.get("server-timing") ?? "", /^total;dur=\d+\.\d{3}$/);
  await response.body?.cancel();
  const scored = await postJson(app, "/predict", PATIENT);
  match(scored.headers.get("server-timing") ?? "", /^score;dur=[\d.]+, total;dur=[\d.]+$/);
  match(scored.headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
  equal(scored.headers.get("x-client-request-id"), null);
  await scored.body?.cancel();
});

Deno.test("a fault of the service is a 500 that tells nothing, and a log line that does", async () => {
  const { app, log } = appOf([{
    method: "GET",
    path: "/fails",
    handle: () => {
      throw new Error("secret");
    },
  }]);
  const response = await app.request("/fails", { headers: { "x-request-id": "r1" } });
  equal(response.status, 500);
  equal((await response.text()).includes("secret"), false);
  const line = JSON.parse(log[0]!);
  deepEqual([line.level, line.message, line.clientId], ["error", "request failed", "r1"]);
  equal(line.requestId, response.headers.get("x-request-id"));
  match(line.reason, /secret/);
});

Deno.test("scoring beyond MAX_CONCURRENCY waits its turn, beyond the queue it is a 503 at once", async () => {
  const started: (() => void)[] = [];
  const { app, metrics } = appOf([{
    method: "POST",
    path: "/slow",
    isScoring: true,
    async handle(exchange) {
      await exchange.enter();
      return await new Promise((resolve) => started.push(() => resolve(jsonResponse("1"))));
    },
  }]);
  const ask = () => app.request("/slow", { method: "POST" });
  const accepted = Array.from({ length: 17 }, ask);
  await nextTurn();
  const refused = await ask();
  equal(refused.status, 503);
  equal(refused.headers.get("retry-after"), "1");
  await refused.body?.cancel();
  equal(started.length, 1);
  equal(metrics.waiting.value, 16);
  for (const answer of accepted) {
    started.shift()?.();
    equal((await answer).status, 200);
    // Whoever waited longest begins.
    await nextTurn();
  }
  equal(metrics.waiting.value, 0);
  equal(metrics.inFlight.value, 0);
});

Deno.test("a route that goes past Hono's routing answers its own path and method only", async () => {
  const { app } = appOf([{
    method: "POST",
    path: "/hot",
    isHot: true,
    handle: () => jsonResponse("1"),
  }]);
  const statusOf = async (method: string, path: string) => {
    const response = await app.request(path, { method });
    await response.body?.cancel();
    return response.status;
  };
  equal(await statusOf("POST", "/hot"), 200);
  equal(await statusOf("POST", "/hot?a=1"), 200);
  equal(await statusOf("GET", "/hot"), 405);
  for (const path of ["/cold/hot", "/hot/", "/hot/hot", "//hot", "/?/hot"]) {
    equal(await statusOf("POST", path), 404, path);
  }
});

Deno.test("no other site reaches any route, those that go past Hono's routing either", async () => {
  const { app, metrics } = await testedApp({ env: { K_SERVICE: "predict" } });
  const headers = { "content-type": "application/json" };
  const ask = (path: string, more: Record<string, string> = {}) =>
    app.request(path, {
      method: "POST",
      headers: { ...headers, ...more },
      body: JSON.stringify(PATIENT),
    });
  for (const path of ["/predict", "/feedback", "/v2/models/m/infer", "/nope"]) {
    const rebound = await ask(`http://evil.example:8000${path}`);
    equal(rebound.status, 421, path);
    const { title, detail } = await rebound.json();
    equal(title, "Misdirected Request");
    match(detail, /is "evil\.example:8000"; ALLOWED_HOSTS/);
    equal(rebound.headers.has("x-request-id"), true);
    for (const site of [{ origin: "http://evil.example" }, { "sec-fetch-site": "same-site" }]) {
      equal((await ask(path, site as Record<string, string>)).status, 403, path);
    }
  }
  equal((await app.request("http://evil.example/livez")).status, 421);
  equal((await ask("http://predict.ns.172.18.0.2.sslip.io/predict")).status, 200);
  equal(
    (await ask("http://10.0.0.7:8012/predict", { origin: "http://10.0.0.7:8012" })).status,
    200,
  );
  match(metrics.exposition.text(), /route="none",[^\n]*status="421"\} 5/);
});
