import { deepEqual, equal, match } from "node:assert/strict";
import { Authenticator, Gate, makeKey, type RefusalNote, type Right } from "@mlops/rights";
import { createTrackingServer } from "./tracking_server.ts";

/** A server whose keys are named after their right. */
async function guardedServer() {
  const root = await Deno.makeTempDir({ prefix: "rights-" });
  const made = await Promise.all(
    (["predict", "read", "promote"] as const).map((right) =>
      makeKey({ name: right, rights: right === "promote" ? ["read", right] : [right] }, 0)
    ),
  );
  const keys = made.map(({ entry }) => entry);
  const notes: RefusalNote[] = [];
  const gate = new Gate({
    authenticator: new Authenticator({ keys, tokens: null, now: Date.now }),
    challenge: 'Basic realm="mlflow"',
    report: (note) => notes.push(note),
    now: () => 0,
  });
  const { fetch } = createTrackingServer({ root, gate });
  const authorization = (who: Right) =>
    `Bearer ${made.find(({ entry }) => entry.name === who)?.key}`;
  const ask = (method: string, path: string, given?: string, body?: unknown) =>
    fetch(
      new Request(`http://localhost:5000${path}`, {
        method,
        headers: {
          "content-type": "application/json",
          ...given === undefined ? {} : { authorization: given },
        },
        ...body === undefined ? {} : { body: JSON.stringify(body) },
      }),
      { remoteAddr: { hostname: "192.0.2.7" } },
    );
  return {
    ask,
    authorization,
    notes,
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

Deno.test("the matrix: reading needs read, writing needs promote, and probes nothing", async () => {
  await using server = await guardedServer();
  const { ask, authorization } = server;
  const api = "/api/2.0/mlflow";
  const cases: readonly (readonly [string, string, unknown, "open" | "read" | "promote"])[] = [
    ["GET", "/health", undefined, "open"],
    ["GET", "/version", undefined, "open"],
    ["GET", "/", undefined, "read"],
    ["GET", "/overview.css", undefined, "read"],
    ["GET", `${api}/experiments/search?max_results=1`, undefined, "read"],
    ["POST", `${api}/runs/search`, { "experiment_ids": ["0"] }, "read"],
    ["GET", "/api/2.0/mlflow-artifacts/artifacts?path=", undefined, "read"],
    ["POST", `${api}/registered-models/create`, { name: "m" }, "promote"],
    ["POST", `${api}/registered-models/alias`, { name: "m", alias: "a", version: "1" }, "promote"],
    ["DELETE", `${api}/registered-models/delete`, { name: "m" }, "promote"],
    ["PUT", "/api/2.0/mlflow-artifacts/artifacts/1/a", {}, "promote"],
    ["POST", `${api}/nothing`, {}, "promote"],
  ];
  const wrong: string[] = [];
  for (const [method, path, body, right] of cases) {
    for (const who of [null, "predict", "read", "promote"] as const) {
      const given = who === null ? undefined : authorization(who);
      const answer = await ask(method, path, given, body);
      const { status } = answer;
      await answer.body?.cancel();
      const mayEnter = right === "open" || who === right || who === "promote";
      const expected = mayEnter ? "enters" : who === null ? 401 : 403;
      const got = status === 401 || status === 403 ? status : "enters";
      if (got !== expected) wrong.push(`${method} ${path} for ${who}: ${got}, not ${expected}`);
    }
  }
  deepEqual(wrong, []);
});

Deno.test("refusals are MLflow's, and browsers are asked for a password", async () => {
  await using server = await guardedServer();
  const { ask, authorization, notes } = server;
  const missing = await ask("GET", "/");
  equal(missing.headers.get("www-authenticate"), 'Basic realm="mlflow"');
  equal((await missing.json())["error_code"], "UNAUTHENTICATED");
  const forbidden = await ask("POST", "/api/2.0/mlflow/runs/create", authorization("read"), {});
  equal((await forbidden.json())["error_code"], "PERMISSION_DENIED");
  const basic = `Basic ${btoa(`anyone:${authorization("read").slice("Bearer ".length)}`)}`;
  equal((await ask("GET", "/api/2.0/mlflow/experiments/search?max_results=1", basic)).status, 200);
  deepEqual(notes.map(({ who, reason }) => [who, reason]), [
    ["key:read", "lacks the right promote"],
  ]);
});

Deno.test("too many wrong tries from an address are refused without being looked at", async () => {
  await using server = await guardedServer();
  const { ask, notes } = server;
  for (let i = 0; i < 10; i++) equal((await ask("GET", "/", `Bearer ${i}`)).status, 401);
  const last = await ask("GET", "/", "Bearer 11");
  equal(last.status, 429);
  match(last.headers.get("retry-after") ?? "", /^\d+$/);
  equal(notes.length, 10);
  equal(notes[0]?.who, "192.0.2.7");
});

Deno.test("a version tells who pointed an alias to it, and nobody else may", async () => {
  await using server = await guardedServer();
  const { ask, authorization } = server;
  const api = "/api/2.0/mlflow";
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await ask(method, `${api}/${path}`, authorization("promote"), body);
    return { status: answer.status, body: await answer.json() };
  };
  equal((await call("POST", "registered-models/create", { name: "m" })).status, 200);
  const source = "mlflow-artifacts:/1/a/artifacts/model";
  const claim = { key: "alias_moved_by.champion", value: "key:somebody" };
  equal(
    (await call("POST", "model-versions/create", { name: "m", source, tags: [claim] })).status,
    403,
  );
  equal((await call("POST", "model-versions/create", { name: "m", source })).status, 200);
  const tag = { name: "m", version: "1", ...claim };
  equal((await call("POST", "model-versions/set-tag", tag)).status, 403);
  const alias = { name: "m", alias: "champion", version: "1" };
  equal((await call("POST", "registered-models/alias", alias)).status, 200);
  const { body } = await call("GET", "model-versions/get?name=m&version=1");
  deepEqual(body.model_version.tags, [{ key: claim.key, value: "key:promote" }]);
});
