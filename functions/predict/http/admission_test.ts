import { equal, throws } from "node:assert/strict";
import { Series } from "../metrics/prometheus.ts";
import { Admission } from "./admission.ts";
import { ByteBudget } from "./byte_budget.ts";
import { Exchange } from "./exchange.ts";

Deno.test("one who is known takes no more than half of the queue, and others find the rest", async () => {
  const admission = new Admission(1, new Series());
  const [hog, other] = [{ who: "key:hog" }, { who: "key:other" }];
  equal(admission.enter(hog), null);
  const waiting = Array.from({ length: 8 }, () => admission.enter(hog));
  throws(() => admission.enter(hog), { status: 503, message: /^As many of your requests wait/ });
  waiting.push(admission.enter(other));
  // Whoever got a place no longer waits.
  admission.leave();
  await waiting[0];
  waiting.push(admission.enter(hog));
  throws(() => admission.enter(hog), { status: 503 });
  for (const turn of waiting.slice(1)) {
    admission.leave();
    await turn;
  }
  admission.leave();
  equal(admission.enter(other), null);
});

Deno.test("where nobody is known the whole queue is for everyone", () => {
  const admission = new Admission(1, new Series());
  equal(admission.enter(), null);
  for (let i = 0; i < 16; i++) admission.enter();
  throws(() => admission.enter(), { status: 503, message: /^The service has as many requests/ });
});

Deno.test("bytes are held by who asks, whatever the address, and by the address of who is unknown", () => {
  const shared = { admission: new Admission(1, new Series()), budget: new ByteBudget(100) };
  const exchangeFrom = (hostname: string, name?: string) => {
    const connection = { remoteAddr: { hostname } };
    const within = { clientId: null, shared, connection };
    const exchange = new Exchange(new Request("http://x/"), "1", 0, {}, within);
    if (name !== undefined) exchange.identity = { name, rights: new Set(), by: "key", via: "page" };
    return exchange;
  };
  exchangeFrom("10.0.0.1", "alice").hold(40);
  throws(() => exchangeFrom("10.0.0.2", "alice").hold(20), { status: 503 });
  exchangeFrom("10.0.0.1", "bob").hold(20);
  exchangeFrom("10.0.0.1").hold(20);
});
