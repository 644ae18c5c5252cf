import { deepEqual } from "node:assert/strict";
import { signal } from "@preact/signals";
import { createServiceScorer } from "./service_scorer.ts";

Deno.test("a case is logged as it is predicted, and neither as it is explained nor as a curve is drawn", async () => {
  const asked: [string, string | null][] = [];
  const real = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    asked.push([`${input}`, headers.get("x-prediction-log")]);
    return Promise.resolve(new Response("{}", { status: 422 }));
  };
  try {
    const scorer = createServiceScorer(signal(null));
    const { signal: abort } = new AbortController();
    await scorer.predict({ a: 1 }, abort).catch(() => {});
    await scorer.explain({ a: 1 }, abort).catch(() => {});
    await scorer.predictMany([{ a: 1 }], { signal: abort, classIndex: undefined }).catch(() => {});
  } finally {
    globalThis.fetch = real;
  }
  deepEqual(asked, [["/api/predict", null], ["/api/explain", "off"], ["/api/predict", "off"]]);
});
