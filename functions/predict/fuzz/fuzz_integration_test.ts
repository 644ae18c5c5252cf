import { ok } from "node:assert/strict";
import { testedApp } from "../tested_app.ts";
import { fuzzService } from "./fuzz_service.ts";

Deno.test("every route holds to the OpenAPI document over 2 000 random requests", async () => {
  const { app } = await testedApp();
  const counts = await fuzzService((url, init) => app.request(url, init), {
    requests: 2_000,
    seed: 4,
  });
  for (const path of ["/predict", "/explain", "/predict/csv", "/invocations"]) {
    ok((counts.get(`POST ${path} 200`) ?? 0) > 10, `too few answers of ${path}`);
  }
});

Deno.test("the same holds over a socket", async () => {
  const { app } = await testedApp();
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  await using server = Deno.serve(options, app.fetch);
  await fuzzService((url, init) => fetch(`http://127.0.0.1:${server.addr.port}${url}`, init), {
    requests: 300,
    seed: 5,
  });
});
