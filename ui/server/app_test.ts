import { deepEqual, equal, match } from "node:assert/strict";
import { MlflowError } from "@mlops/mlflow";
import { Authenticator, Gate, makeKey } from "@mlops/rights";
import { SiteGuard } from "@mlops/site_guard";
import type { ApiForwarder } from "./api_forwarder.ts";
import { createApp } from "./app.ts";
import type { Registry } from "./registry.ts";
import { KeyAdmission } from "./sign_in/key_admission.ts";
import type { SiteFile } from "./site.ts";

const TOKEN = "correct horse battery staple";

function page(text: string): SiteFile {
  return {
    type: "text/html; charset=utf-8",
    etag: text,
    isImmutable: false,
    bytes: new TextEncoder().encode(text),
    encoded: { gzip: new Uint8Array([31, 139]) },
  };
}

const SITE = new Map([
  ["/pages/any/fr/predict.html", page("bonjour")],
  ["/pages/any/en/predict.html", page("hello")],
  ["/pages/any/fr/not-found.html", page("introuvable")],
  ["/assets/a-1.css", {
    ...page("p{}"),
    type: "text/css; charset=utf-8",
    isImmutable: true,
    encoded: {},
  }],
]);

function testApp(
  registry: Partial<Registry> = {},
  adminToken: string | null = TOKEN,
  forward: ApiForwarder = (request, path, person) =>
    Promise.resolve(new Response(`${request.method} ${path} ${person?.name ?? ""}`.trim())),
  keys: KeyAdmission | null = null,
  heartbeats: ApiForwarder | null = null,
) {
  const reported: Error[] = [];
  const app = createApp({
    guard: new SiteGuard({ names: ["page.example"], serviceName: null }),
    site: SITE,
    task: null,
    modelName: "penguins-species-model",
    forward,
    heartbeats,
    registry: {
      listModels: () => Promise.resolve(["<b>x</b>"]),
      listVersions: () => Promise.resolve([]),
      readEvaluation: () => Promise.resolve({ roc: null, importances: null }),
      moveAlias: () => Promise.resolve({ previous: null, isAudited: false }),
      ...registry,
    },
    signIn: null,
    keys,
    adminToken,
    report: (error) => reported.push(error),
  });
  return { app, reported };
}

/** A page that asks for keys: its people, and what the service was asked in whose name. */
async function guardedApp() {
  const made = await Promise.all(
    ([["client", ["predict"]], ["reader", ["read"]], ["lead", ["read", "promote"]]] as const).map(
      ([name, rights]) => makeKey({ name, rights }, Date.now()),
    ),
  );
  const gate = new Gate({
    authenticator: new Authenticator({
      keys: made.map(({ entry }) => entry),
      tokens: null,
      now: Date.now,
    }),
    challenge: 'Basic realm="page"',
    report: () => {},
    now: () => 0,
  });
  const moved: string[] = [];
  const moveAlias = (_model: string, alias: string) => {
    moved.push(alias);
    return Promise.resolve({ previous: null, isAudited: false });
  };
  const { app } = testApp({ moveAlias }, null, undefined, new KeyAdmission(gate));
  const ask = (name: string | null, path: string, init: RequestInit = {}) => {
    const key = made.find(({ entry }) => entry.name === name)?.key;
    const headers = new Headers(init.headers);
    if (key !== undefined) headers.set("authorization", `Basic ${btoa(`anyone:${key}`)}`);
    return app.request(path, { ...init, headers });
  };
  return { ask, moved };
}

function promote(headers: Record<string, string>, body = '{"version":"2"}') {
  return { method: "PUT", headers: { "content-type": "application/json", ...headers }, body };
}

Deno.test("GET /api/heartbeats asks what always has a pod, or nobody at all", async () => {
  const asked: string[] = [];
  const forwardTo = (whom: string): ApiForwarder => (_, path) => {
    asked.push(`${whom} ${path}`);
    return Promise.resolve(new Response("{}"));
  };
  const { app: without } = testApp({}, TOKEN, forwardTo("service"));
  equal((await without.request("/api/heartbeats")).status, 204);
  deepEqual(asked, []);
  equal((await without.request("/api/served")).status, 200);
  deepEqual(asked.splice(0), ["service /model"]);
  const { app } = testApp({}, TOKEN, forwardTo("service"), null, forwardTo("deployment"));
  equal((await app.request("/api/heartbeats?since=2026-11-25T01:02:03Z")).status, 200);
  await app.request("/api/served");
  deepEqual(asked, ["deployment /traffic", "deployment /model"]);
  const { ask } = await guardedApp();
  equal((await ask("client", "/api/heartbeats")).status, 403);
  equal((await ask("client", "/api/served")).status, 403);
});

Deno.test("what a service keeps none of is no error in the browser's console, what fails is", async () => {
  const statuses: Record<string, number> = {
    "/quality": 404,
    "/drift": 404,
    "/traffic": 404,
    "/metrics": 404,
    "/model": 404,
    "/audit": 503,
  };
  const { app } = testApp(
    {},
    TOKEN,
    (_, path) => Promise.resolve(new Response("{}", { status: statuses[path] ?? 200 })),
  );
  const seen = await Promise.all(
    Object.keys(statuses).map(async (path) => (await app.request(`/api${path}`)).status),
  );
  deepEqual(seen, [204, 204, 204, 404, 404, 503]);
  equal((await app.request("/api/quality")).body, null);
});

Deno.test("GET / answers in the language of the browser", async () => {
  const { app } = testApp();
  const french = await app.request("/");
  equal(await french.text(), "bonjour");
  equal(french.headers.get("content-language"), "fr");
  equal(french.headers.get("cache-control"), "no-cache");
  const english = await app.request("/", { headers: { "accept-language": "en-US,fr;q=0.5" } });
  equal(await english.text(), "hello");
  match(english.headers.get("vary") ?? "", /accept-language/);
});

Deno.test("GET /?lang= keeps the choice and the case", async () => {
  const { app } = testApp();
  const answer = await app.request("/?Age=50&lang=en");
  equal(answer.status, 303);
  equal(answer.headers.get("location"), "/?Age=50");
  match(answer.headers.get("set-cookie") ?? "", /^lang=en; /);
  const page = await app.request("/?Age=50", { headers: { cookie: "lang=en" } });
  equal(await page.text(), "hello");
});

Deno.test("with keys, nothing but the probe is answered without one", async () => {
  const { ask, moved } = await guardedApp();
  equal((await ask(null, "/healthz")).status, 200);
  const paths = [
    "/",
    "/models",
    "/assets/a.css",
    "/health",
    "/session",
    "/api/model",
    "/mlflow/models",
  ];
  for (const path of paths) {
    const answer = await ask(null, path);
    equal(answer.status, 401, path);
    equal(answer.headers.get("www-authenticate"), 'Basic realm="page"', path);
  }
  equal((await ask(null, "/mlflow/models/m/aliases/champion", promote({}))).status, 401);
  deepEqual(moved, []);
});

Deno.test("with keys, each does what its rights say", async () => {
  const { ask, moved } = await guardedApp();
  const json = { "content-type": "application/json" };
  const predict = { method: "POST", headers: json, body: "{}" };
  equal((await ask("reader", "/")).status, 200);
  equal(await (await ask("reader", "/api/model")).text(), "GET /model reader");
  equal(await (await ask("client", "/api/predict", predict)).text(), "POST /predict client");
  equal((await ask("reader", "/api/predict", predict)).status, 403);
  equal((await ask("client", "/api/model")).status, 403);
  equal((await ask("client", "/mlflow/models")).status, 403);
  const move = "/mlflow/models/m/aliases/champion";
  equal((await ask("reader", move, promote({}))).status, 403);
  deepEqual(moved, []);
  equal((await ask("lead", move, promote({}))).status, 200);
  deepEqual(moved, ["champion"]);
  const session = await (await ask("lead", "/session")).json();
  deepEqual(session, { name: null, rights: ["read", "promote"] });
});

Deno.test("behind TLS the browser is told to ask by https alone, and only there", async () => {
  const { app } = testApp();
  const ask = (proto?: string) =>
    app.request("/", proto === undefined ? {} : { headers: { "x-forwarded-proto": proto } });
  const told = async (proto?: string) =>
    (await ask(proto)).headers.get("strict-transport-security");
  equal(await told("https"), "max-age=31536000");
  equal(await told("http"), null);
  equal(await told(), null);
});

Deno.test("GET / has a policy without unsafe-inline", async () => {
  const policy = (await testApp().app.request("/")).headers.get("content-security-policy") ?? "";
  match(policy, /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; /);
  deepEqual(policy.match(/'[\w-]*unsafe[\w-]*'/g), ["'wasm-unsafe-eval'"]);
});

Deno.test("GET / sends the compressed form, and nothing to who has it", async () => {
  const { app } = testApp();
  const answer = await app.request("/", { headers: { "accept-encoding": "gzip" } });
  equal(answer.headers.get("content-encoding"), "gzip");
  const etag = answer.headers.get("etag") ?? "";
  equal(etag, '"bonjour-gzip"');
  const again = await app.request("/", {
    headers: { "accept-encoding": "gzip", "if-none-match": etag },
  });
  equal(again.status, 304);
  equal(await again.text(), "");
});

Deno.test("GET /assets is kept for ever, an unknown address is not", async () => {
  const { app } = testApp();
  const asset = await app.request("/assets/a-1.css");
  equal(asset.headers.get("cache-control"), "public, max-age=31536000, immutable");
  const missing = await app.request("/fr/predict.html");
  equal(missing.status, 404);
  equal(await missing.text(), "introuvable");
});

Deno.test("/api passes on and cannot become a page", async () => {
  const { app } = testApp();
  const headers = { "content-type": "application/json" };
  const answer = await app.request("/api/predict?explain=true", { method: "POST", headers });
  equal(await answer.text(), "POST /predict");
  match(answer.headers.get("content-security-policy") ?? "", /sandbox/);
});

Deno.test("/api passes nothing on that the page does not ask", async () => {
  const headers = { "content-type": "application/json" };
  const answer = await testApp().app.request("/api/feedback", { method: "POST", headers });
  equal(answer.status, 404);
  match(answer.headers.get("content-type") ?? "", /problem\+json/);
});

Deno.test("PUT alias moves it with the right token alone", async () => {
  const moves: unknown[] = [];
  const { app } = testApp({
    moveAlias: (...move) => {
      moves.push(move);
      return Promise.resolve({ previous: "1", isAudited: false });
    },
  });
  const path = "/mlflow/models/diabetes-model/aliases/champion";
  equal((await app.request(path, promote({}))).status, 401);
  equal((await app.request(path, promote({ authorization: "Bearer wrong" }))).status, 401);
  deepEqual(moves, []);
  const answer = await app.request(path, promote({ authorization: `Bearer ${TOKEN}` }));
  equal(answer.status, 200);
  deepEqual(moves, [["diabetes-model", "champion", "2", null]]);
});

Deno.test("PUT alias tells the service who moved it, and moves it though the service is away", async () => {
  const told: unknown[] = [];
  let status = 200;
  let isAudited = true;
  const { app, reported } = testApp(
    { moveAlias: () => Promise.resolve({ previous: "1", isAudited }) },
    TOKEN,
    async (request, path) => {
      told.push([request.method, path, await request.json()]);
      return new Response(null, { status });
    },
  );
  const headers = { authorization: `Bearer ${TOKEN}` };
  const path = "/mlflow/models/m/aliases/champion";
  // What stands before the registry has told it: one act, one entry.
  equal((await app.request(path, promote(headers))).status, 200);
  deepEqual(told, []);
  isAudited = false;
  equal((await app.request(path, promote(headers))).status, 200);
  const move = { model: "m", alias: "champion", version: "2", previous: "1", from: "page" };
  deepEqual(told, [["POST", "/audit", move]]);
  deepEqual(reported, []);
  status = 502;
  equal((await app.request(path, promote(headers))).status, 200);
  match(reported.map(({ message }) => message).join(), /Cannot note who moved @champion of "m"/);
});

Deno.test("PUT alias refuses everyone where no token is configured", async () => {
  const { app } = testApp({}, null);
  const answer = await app.request(
    "/mlflow/models/m/aliases/champion",
    promote({ authorization: "Bearer null" }),
  );
  equal(answer.status, 403);
  deepEqual(await (await app.request("/mlflow/models")).json(), {
    models: ["<b>x</b>"],
    about: "penguins-species-model",
    canMoveAliases: false,
    needsToken: true,
  });
});

Deno.test("PUT alias refuses what MLflow would not take", async () => {
  const { app } = testApp();
  const headers = { authorization: `Bearer ${TOKEN}` };
  for (const body of ["", "null", '{"version":"x"}', '{"version":0}', '{"version":"-1"}']) {
    equal(
      (await app.request("/mlflow/models/m/aliases/champion", promote(headers, body))).status,
      400,
    );
  }
  equal((await app.request("/mlflow/models/m/aliases/v2", promote(headers))).status, 400);
  const long = promote(headers, JSON.stringify({ version: "1", note: "x".repeat(2_048) }));
  equal((await app.request("/mlflow/models/m/aliases/champion", long)).status, 413);
});

Deno.test("PUT alias tells that a body broke off, and moves nothing", async () => {
  const moved: string[] = [];
  const { app, reported } = testApp({
    moveAlias: (_model, alias) =>
      Promise.resolve({ previous: `${moved.push(alias)}`, isAudited: false }),
  });
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
  const path = "/mlflow/models/m/aliases/champion";
  for (const length of [{}, { "content-length": "15" }]) {
    const body = ReadableStream.from(async function* () {
      yield new TextEncoder().encode('{"version":"2"}');
      await Promise.reject(new TypeError("broken"));
    }());
    const answer = await app.request(path, {
      method: "PUT",
      headers: { ...headers, ...length },
      body,
    });
    equal(answer.status, 400);
    match((await answer.json()).detail, /must arrive whole/);
  }
  deepEqual([moved, reported], [[], []]);
});

Deno.test("GET versions tells MLflow's refusal as a problem", async () => {
  const { app } = testApp({
    listVersions: () => Promise.reject(new MlflowError(0, "UNREACHABLE", "nobody listens")),
  });
  const answer = await app.request("/mlflow/models/m/versions");
  equal(answer.status, 502);
  equal(answer.headers.get("content-type"), "application/problem+json; charset=utf-8");
});

Deno.test("an unexpected error is reported and shows nothing of itself", async () => {
  const { app, reported } = testApp({ listModels: () => Promise.reject(new TypeError("s3cret")) });
  const answer = await app.request("/mlflow/models");
  equal(answer.status, 500);
  equal((await answer.text()).includes("s3cret"), false);
  equal(reported[0]?.message, "s3cret");
});

Deno.test("no other site reaches anything of the page's server", async () => {
  const { app } = testApp();
  const paths = ["/", "/assets/a-1.css", "/healthz", "/health", "/api/model", "/mlflow/models"];
  for (const path of paths) {
    const answer = await app.request(`http://evil.example${path}`);
    equal(answer.status, 421, path);
    equal((await answer.json()).detail.startsWith("The host must be one"), true);
    equal((await app.request(`http://page.example${path}`)).status < 400, true, path);
  }
  for (const [method, path] of [["POST", "/api/predict"], ["PUT", "/mlflow/models/m/aliases/a"]]) {
    const type = { "content-type": "text/plain" };
    for (const origin of ["http://evil.example", "http://localhost:3000", "null"]) {
      const init = { method: method!, headers: { ...type, origin }, body: "{}" };
      equal((await app.request(path!, init)).status, 403, `${path} from ${origin}`);
    }
    const foreign = { ...type, "sec-fetch-site": "cross-site" };
    equal((await app.request(path!, { method: method!, headers: foreign })).status, 403);
    const untyped = {
      method: method!,
      headers: { "content-length": "2" },
      body: new Uint8Array(2),
    };
    equal((await app.request(path!, untyped)).status, 415);
  }
});
