import { deepEqual, equal, match } from "node:assert/strict";
import { Authenticator, type KeyEntry, makeKey, type Right, RIGHTS } from "@mlops/rights";
import { createService } from "../create_service.ts";
import { readConfig } from "../config.ts";
import { createLogger } from "../logger.ts";
import { AnswerChecker } from "../fuzz/answer_checker.ts";
import { fuzzService } from "../fuzz/fuzz_service.ts";
import { type SmallModel, smallThreeClassModel } from "../testing/small_models.ts";
import { PATIENT, testedApp } from "../testing/tested_app.ts";
import { rightsOfRoute, ROUTE_RIGHTS } from "./route_rights.ts";

/** A service whose keys have the names of their only right; "all" has all, "none" none, "page" speaks for others. */
async function guardedApp(model?: SmallModel) {
  const entries: KeyEntry[] = [];
  const keys: Record<string, string> = {};
  const add = async (name: string, rights: readonly Right[], more: Partial<KeyEntry> = {}) => {
    const { key, entry } = await makeKey({ name, rights }, 0);
    entries.push({ ...entry, ...more });
    keys[name] = key;
  };
  for (const right of RIGHTS) await add(right, [right]);
  await add("all", RIGHTS);
  await add("none", []);
  await add("page", ["predict", "read"], { speaksForOthers: true });
  await add("revoked", RIGHTS, { revoked: "2026-01-01T00:00:00Z" });
  await add("expired", RIGHTS, { expires: "2026-01-01T00:00:00Z" });
  const authenticator = new Authenticator({ keys: entries, tokens: null, now: Date.now });
  const service = await testedApp({ authenticator, ...model === undefined ? {} : { model } });
  const ask = (method: string, path: string, key?: string, headers: HeadersInit = {}) =>
    service.app.request(path, {
      method,
      headers: {
        ...key === undefined ? {} : { authorization: `Bearer ${keys[key] ?? key}` },
        ...headers,
      },
    });
  /** Who was refused by the lines of the log, of which there must be no others. */
  const refusals = () => {
    deepEqual(service.log.filter(({ action }) => action !== "request_refused"), []);
    return service.log.map(({ who }) => who);
  };
  return { ...service, refusals, ask, keys, entries, authenticator };
}

/** A path that the service finds, with something for each parameter. */
function pathOf(route: string): string {
  return route.replace(":name", "diabetes-model").replace(":version", "1").replace(
    ":file",
    "start.js",
  );
}

Deno.test("every route has its row in the table of rights, and every row its route", async () => {
  const { app } = await testedApp();
  const routes = app.routes.map(({ method, path }) => `${method} ${path}`);
  deepEqual(Object.keys(ROUTE_RIGHTS).toSorted(), [...new Set(routes)].toSorted());
});

Deno.test("a route that the table does not know is refused before the service runs", () => {
  let message = "";
  try {
    rightsOfRoute({ method: "GET", path: "/new" });
  } catch (error) {
    message = String(error);
  }
  match(message, /GET \/new is missing/);
});

/** What each right opens, beside what is open to everyone: written apart from the table that the service has. */
const OPENED: Readonly<Record<Right | "everyone", readonly string[]>> = {
  everyone: [
    "GET /",
    "GET /health",
    "GET /livez",
    "GET /readyz",
    "GET /ping",
    "GET /version",
    "GET /v2",
    "GET /v2/health/live",
    "GET /v2/health/ready",
    "GET /docs",
    "GET /docs/:file",
    "GET /openapi.json",
  ],
  predict: [
    "POST /predict",
    "POST /predict/csv",
    "POST /explain",
    "POST /invocations",
    "POST /v2/models/:name/infer",
    "POST /v2/models/:name/versions/:version/infer",
    "GET /model",
    "GET /v2/models",
    "POST /v2/repository/index",
    "GET /v2/models/:name",
    "GET /v2/models/:name/ready",
    "GET /v2/models/:name/versions/:version",
    "GET /v2/models/:name/versions/:version/ready",
    "POST /v2/repository/models/:name/load",
  ],
  feedback: ["POST /feedback"],
  read: [
    "GET /model",
    "GET /v2/models",
    "POST /v2/repository/index",
    "GET /v2/models/:name",
    "GET /v2/models/:name/ready",
    "GET /v2/models/:name/versions/:version",
    "GET /v2/models/:name/versions/:version/ready",
    "POST /v2/repository/models/:name/load",
    "GET /metrics",
    "GET /model/onnx",
    "GET /quality",
    "GET /drift",
    "GET /traffic",
    "GET /audit",
  ],
  promote: ["POST /v2/repository/models/:name/unload", "POST /audit"],
};

Deno.test("the matrix: each key gets into the routes of its right, and into no other", async () => {
  const { app, ask } = await guardedApp();
  const routes = new Set(app.routes.map(({ method, path }) => `${method} ${path}`));
  const wrong: string[] = [];
  for (const route of routes) {
    const [method = "", template = ""] = route.split(" ");
    for (const who of [...RIGHTS, "all", "none", undefined] as const) {
      const { status } = await ask(method, pathOf(template), who);
      const opened = who === "all"
        ? RIGHTS.flatMap((right) => OPENED[right])
        : who === undefined || who === "none"
        ? []
        : OPENED[who];
      const mayEnter = OPENED.everyone.includes(route) || opened.includes(route);
      const expected = mayEnter ? "enters" : who === undefined ? 401 : 403;
      const got = status === 401 || status === 403 || status === 429 ? status : "enters";
      if (got !== expected) wrong.push(`${route} for ${who}: ${got}, not ${expected}`);
    }
  }
  deepEqual(wrong, []);
  equal(routes.size, new Set(Object.values(OPENED).flat()).size);
});

Deno.test("a request without credentials is told how to send them", async () => {
  const { ask, refusals } = await guardedApp();
  const answer = await ask("POST", "/predict");
  equal(answer.status, 401);
  equal(answer.headers.get("www-authenticate"), 'Bearer realm="predictions"');
  equal(answer.headers.get("content-type"), "application/problem+json");
  equal((await answer.json()).title, "Unauthorized");
  deepEqual(refusals(), ["anonymous"]);
});

Deno.test("revoked, expired and unknown keys are refused, and the log names them without the key", async () => {
  const { ask, refusals, keys, log } = await guardedApp();
  for (const who of ["revoked", "expired"]) {
    const answer = await ask("GET", "/model", who);
    equal(answer.status, 401);
    match(answer.headers.get("www-authenticate") ?? "", /error="invalid_token"/);
    match((await answer.json()).detail, /revoked|expired/);
  }
  await ask("GET", "/model", `mlops_${"x".repeat(43)}`);
  await ask("GET", "/model", "x");
  // Two of a kind are one line until a minute is over.
  deepEqual(refusals(), ["key:revoked", "key:expired", "anonymous"]);
  for (const key of Object.values(keys)) equal(JSON.stringify(log).includes(key), false);
});

Deno.test("refusals speak the protocol of their route", async () => {
  const { ask } = await guardedApp();
  const infer = await (await ask("POST", "/v2/models/diabetes-model/infer", "read")).json();
  match(infer.error, /asks for the right predict/);
  const invocations = await (await ask("POST", "/invocations", "read")).json();
  equal(invocations.error_code, "PERMISSION_DENIED");
  equal((await (await ask("POST", "/invocations")).json()).error_code, "UNAUTHENTICATED");
});

Deno.test("too many wrong tries are a 429, good keys come through all the same", async () => {
  const { ask, refusals } = await guardedApp();
  const statuses: number[] = [];
  for (let i = 0; i < 12; i++) {
    statuses.push((await ask("GET", "/model", `mlops_${`${i}`.padStart(43, "x")}`)).status);
  }
  deepEqual(statuses, [...new Array<number>(10).fill(401), 429, 429]);
  deepEqual(refusals(), ["anonymous"]);
  const refused = await ask("GET", "/model", "wrong");
  equal(Number(refused.headers.get("retry-after")) >= 1, true);
  equal((await ask("GET", "/model", "all")).status, 200);
});

Deno.test("keys come and go while the service runs", async () => {
  const { ask, authenticator, entries } = await guardedApp();
  equal((await ask("GET", "/model", "all")).status, 200);
  const revoked = "2026-11-30T00:00:00Z";
  authenticator.useKeys(entries.map((key) => key.name === "all" ? { ...key, revoked } : key));
  equal((await ask("GET", "/model", "all")).status, 401);
  equal((await ask("GET", "/model", "read")).status, 200);
});

Deno.test("a password of Basic authentication is a key too", async () => {
  const { app, keys } = await guardedApp();
  const headers = { authorization: `Basic ${btoa(`anyone:${keys["read"]}`)}` };
  equal((await app.request("/model", { headers })).status, 200);
});

Deno.test("predictions are answered to who may ask for them", async () => {
  const { app, keys } = await guardedApp();
  const answer = await app.request("/predict", {
    method: "POST",
    headers: { authorization: `Bearer ${keys["predict"]}`, "content-type": "application/json" },
    body: JSON.stringify(PATIENT),
  });
  equal(answer.status, 200);
});

Deno.test("the document tells which rights are asked for, and nothing of the model", async () => {
  const { ask, store } = await guardedApp(smallThreeClassModel());
  const names = store.champion!.model.features.map(({ name }) => name);
  const text = await (await ask("GET", "/openapi.json")).text();
  deepEqual(names.filter((name) => text.includes(`"${name}"`)), []);
  const { paths, components } = JSON.parse(text);
  deepEqual(Object.keys(components.securitySchemes), ["bearer", "basic"]);
  deepEqual(paths["/predict"].post.security, [{ bearer: [] }, { basic: [] }]);
  match(paths["/model"].get.description, /Asks for the right `read` or `predict`\.$/);
  deepEqual(paths["/livez"].get.security, []);
  const open = await (await (await testedApp()).app.request("/openapi.json")).json();
  equal(JSON.stringify(open).includes("security"), false);
});

Deno.test("refusals are as the document says, on every route", async () => {
  const { ask } = await guardedApp();
  const checker = new AnswerChecker(await (await ask("GET", "/openapi.json")).json());
  let tried = 0;
  for (const [route, rights] of Object.entries(ROUTE_RIGHTS)) {
    if (rights.length === 0) continue;
    const [method = "", template = ""] = route.split(" ");
    for (const who of [undefined, "none"]) {
      const response = await ask(method, pathOf(template), who);
      const path = template.replaceAll(/:(\w+)/g, "{$1}");
      equal(checker.faultOf(method, path, { response, body: await response.text() }), null, route);
      tried++;
    }
  }
  equal(tried > 40, true);
});

Deno.test("with a key every route holds to the document over 1 000 random requests", async () => {
  const { app, keys } = await guardedApp();
  const counts = await fuzzService((url, init) => {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${keys["all"]}`);
    return app.request(url, { ...init, headers });
  }, { requests: 1_000, seed: 8 });
  equal((counts.get("POST /predict 200") ?? 0) > 10, true);
});

Deno.test("createService() asks for nothing where there are neither keys nor an issuer", async () => {
  const authenticator = new Authenticator({ keys: null, tokens: null, now: Date.now });
  const { app } = createService(readConfig(() => undefined), {
    logger: createLogger(() => {}, Date.now),
    documentation: "",
    authenticator,
  });
  equal((await app.request("/model")).status, 503);
});
