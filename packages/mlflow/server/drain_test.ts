import { deepEqual, equal } from "node:assert/strict";
import { drainable } from "./drain.ts";

Deno.test("drainable() answers what is in flight, and refuses what comes later", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const { fetch, drain } = drainable(() => promise);
  const events: string[] = [];
  const answer = fetch(new Request("http://localhost/1")).then(() => events.push("answered"));
  const drained = drain(60_000).then(() => events.push("drained"));
  const late = await fetch(new Request("http://localhost/2"));
  deepEqual([late.status, late.headers.get("retry-after")], [503, "1"]);
  resolve(new Response("1"));
  await Promise.all([answer, drained]);
  deepEqual(events.sort(), ["answered", "drained"]);
});

Deno.test("drainable() drains at once if nothing is in flight, after a failure too", async () => {
  const { fetch, drain } = drainable(() => Promise.reject(new Error("broken")));
  equal(await fetch(new Request("http://localhost/")).catch(() => "failed"), "failed");
  await drain(60_000);
});

Deno.test("drainable() does not wait for ever", async () => {
  const { fetch, drain } = drainable(() => new Promise(() => {}));
  void fetch(new Request("http://localhost/"));
  await drain(1);
});
