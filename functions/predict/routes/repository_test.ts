import { deepEqual, equal, match } from "node:assert/strict";
import { postJson, testedApp } from "../testing/tested_app.ts";

const NAME = "diabetes-model";

const REFUSED = {
  name: NAME,
  version: "2",
  role: "champion",
  reason: "digest_mismatch",
  detail: "Cannot serve it",
} as const;

const READY = { name: NAME, version: "1", state: "READY", reason: "" };

Deno.test("POST /v2/repository/index lists versions in memory and those refused", async () => {
  const { app, store } = await testedApp();
  store.refusals = [REFUSED];
  const refused = { name: NAME, version: "2", state: "UNAVAILABLE", reason: "Cannot serve it" };
  const whole = await app.request("/v2/repository/index", { method: "POST" });
  deepEqual(await whole.json(), [READY, refused]);
  deepEqual(await (await postJson(app, "/v2/repository/index", { ready: true })).json(), [READY]);
  equal((await postJson(app, "/v2/repository/index", { ready: 1 })).status, 400);
});

Deno.test("POST /v2/repository/models/NAME/load tells whether it is, or why not", async () => {
  const { app, store } = await testedApp();
  const load = (name: string) =>
    app.request(`/v2/repository/models/${name}/load`, { method: "POST" });
  equal((await load(NAME)).status, 200);
  equal((await load("other")).status, 404);
  store.refusals = [REFUSED];
  const refused = await load(NAME);
  equal(refused.status, 400);
  equal((await refused.json()).error, "Cannot serve it");
});

Deno.test("POST /v2/repository/models/NAME/unload says who decides", async () => {
  const { app } = await testedApp();
  const response = await app.request(`/v2/repository/models/${NAME}/unload`, { method: "POST" });
  equal(response.status, 409);
  match((await response.json()).error, /the registry's aliases decide what is served/);
});
