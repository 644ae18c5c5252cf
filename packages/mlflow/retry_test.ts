import { deepEqual, equal, rejects } from "node:assert/strict";
import type { Exchange, MlflowRequest } from "./http_exchange.ts";
import { MlflowError } from "./mlflow_error.ts";
import { type RetryPolicy, withRetries } from "./retry.ts";

const REQUEST: MlflowRequest = {
  method: "GET",
  url: "http://localhost/x",
  headers: {},
  body: undefined,
  isIdempotent: true,
  timeoutMs: 1_000,
  signal: undefined,
};

/** Fails with each error in turn, then answers. */
function failing(...errors: unknown[]): { exchange: Exchange; count: () => number } {
  let count = 0;
  return {
    exchange: async (_request, read) => {
      const error = errors[count++];
      if (error !== undefined) throw error;
      return await read(new Response("ok"));
    },
    count: () => count,
  };
}

function recordedDelays(policy: RetryPolicy = {}): { policy: RetryPolicy; delays: number[] } {
  const delays: number[] = [];
  const sleep = (delayMs: number) => {
    delays.push(delayMs);
    return Promise.resolve();
  };
  return { policy: { random: () => 0.5, sleep, ...policy }, delays };
}

const text = (response: Response) => response.text();
const unavailable = new MlflowError(503, "HTTP_503", "try later");
const unreachable = new MlflowError(0, "UNREACHABLE", "broken");
const refused = new MlflowError(0, "UNREACHABLE", "no connection", {
  cause: new Error("client error (Connect): tcp connect error"),
});
const busy = new MlflowError(429, "REQUEST_LIMIT_EXCEEDED", "busy", { retryAfterMs: 2_000 });

Deno.test("withRetries() tries an idempotent request again, waiting longer each time", async () => {
  const { exchange, count } = failing(unavailable, unreachable, unavailable);
  const { policy, delays } = recordedDelays();
  equal(await withRetries(exchange, policy)(REQUEST, text), "ok");
  equal(count(), 4);
  deepEqual(delays, [50, 100, 200]);
});

Deno.test("withRetries() gives up after the last try with the last error", async () => {
  const { exchange, count } = failing(unreachable, unreachable, unavailable, unavailable);
  const { policy } = recordedDelays({ maxAttempts: 3 });
  await rejects(withRetries(exchange, policy)(REQUEST, text), unavailable);
  equal(count(), 3);
});

Deno.test("withRetries() waits as long as it is asked to, up to its limit", async () => {
  const { policy, delays } = recordedDelays();
  await withRetries(failing(busy).exchange, policy)(REQUEST, text);
  await withRetries(failing(busy).exchange, { ...policy, maxDelayMs: 10 })(REQUEST, text);
  deepEqual(delays, [2_000, 10]);
});

Deno.test("withRetries() repeats a create only if the server cannot have acted on it", async () => {
  const create = { ...REQUEST, method: "POST", isIdempotent: false } as const;
  for (
    const [error, tries] of [[unavailable, 1], [unreachable, 1], [refused, 2], [busy, 2]] as const
  ) {
    const { exchange, count } = failing(error);
    const { policy } = recordedDelays();
    await withRetries(exchange, policy)(create, text).catch(() => {});
    equal(count(), tries, error.message);
  }
});

Deno.test("withRetries() never repeats a refusal, a nonsense answer or a bug", async () => {
  const errors = [
    new MlflowError(404, "RESOURCE_DOES_NOT_EXIST", "none"),
    new MlflowError(200, "INVALID_RESPONSE", "HTML"),
    new TypeError("bug"),
  ];
  for (const error of errors) {
    const { exchange, count } = failing(error);
    const { policy } = recordedDelays();
    await rejects(withRetries(exchange, policy)(REQUEST, text), error);
    equal(count(), 1);
  }
});

Deno.test("withRetries() stops waiting when the signal aborts", async () => {
  const controller = new AbortController();
  const request = { ...REQUEST, signal: controller.signal };
  const attempt = withRetries(failing(unavailable).exchange, {
    baseDelayMs: 3_600_000,
    maxDelayMs: 3_600_000,
    random: () => 1,
  })(request, text);
  controller.abort(new Error("enough"));
  await rejects(attempt, { message: "enough" });
});
