import { deepEqual, ok } from "node:assert/strict";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { untilLogged } from "../testing/until_logged.ts";
import { testedApp } from "../testing/tested_app.ts";
import { fuzzService } from "./fuzz_service.ts";
import { typedModel } from "../testing/typed_model.ts";
import { typedRequest } from "./typed_request.ts";

Deno.test("every route holds to the OpenAPI document over 2 000 random requests", async () => {
  const { app } = await testedApp();
  const counts = await fuzzService((url, init) => app.request(url, init), {
    requests: 2_000,
    seed: 4,
  });
  for (const path of ["/predict", "/explain", "/predict/csv", "/invocations"]) {
    ok((counts.get(`POST ${path} 200`) ?? 0) > 10, `too few answers of ${path}`);
  }
  for (const status of [403, 415, 421]) {
    ok((counts.get(`POST /predict ${status}`) ?? 0) > 2, `too few of ${status}`);
  }
});

Deno.test("the routes over the prediction log hold to it, too, over 1 000 random requests", async () => {
  await using postgres = await TestedPostgres.start();
  const service = await testedApp({ env: { DATABASE_URL: postgres.url.href } });
  const counts = await fuzzService((url, init) => service.app.request(url, init), {
    requests: 1_000,
    seed: 6,
    untilLogged: () => untilLogged(service),
  });
  await service.predictionLog.close(10_000);
  await service.audit.trail.close(10_000);
  for (
    const operation of [
      "POST /feedback",
      "GET /quality",
      "GET /drift",
      "GET /traffic",
      "GET /audit",
      "POST /audit",
    ]
  ) {
    ok((counts.get(`${operation} 200`) ?? 0) > 2, `too few answers of ${operation}`);
  }
  deepEqual(service.log.filter(({ level }) => level === "error"), []);
});

Deno.test("the same holds over a socket", async () => {
  const { app } = await testedApp();
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  await using server = Deno.serve(options, app.fetch);
  const base = `http://127.0.0.1:${server.addr.port}`;
  // Under another name a socket of this machine cannot be asked by \`fetch\`.
  await fuzzService(
    (url, init) => url.startsWith("/") ? fetch(`${base}${url}`, init) : app.request(url, init),
    { requests: 300, seed: 5 },
  );
});

Deno.test("a model with columns of every type holds to it over 2 000 random requests", async () => {
  const { app } = await testedApp({ model: await typedModel() });
  const counts = await fuzzService((url, init) => app.request(url, init), {
    requests: 2_000,
    seed: 7,
    anyRequest: typedRequest,
  });
  for (const path of ["/predict", "/predict/csv", "/invocations", "/v2/models/{name}/infer"]) {
    ok((counts.get(`POST ${path} 200`) ?? 0) > 10, `too few answers of ${path}`);
  }
});
