import { AUDIT, parseAnswer } from "@mlops/answers";
import { insertIfNew, inTransaction, openDatabase, recordAudit } from "@mlops/prediction_log";
import { Authenticator, type KeyEntry, makeKey } from "@mlops/rights";
import { deepEqual, equal, match } from "node:assert/strict";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { postJson, type TestedApp, testedApp } from "../testing/tested_app.ts";

const MOVE = { model: "m", alias: "champion", version: "2", previous: "1", reason: "it is better" };

async function read(service: TestedApp, query = "") {
  const response = await service.app.request(`/audit${query}`);
  const body = await response.json();
  return { status: response.status, body };
}

async function readAll(service: TestedApp) {
  const { body } = await read(service);
  return parseAnswer(AUDIT, body, { isStrict: true });
}

Deno.test("GET and POST /audit", async (context) => {
  await using database = await TestedPostgres.start();
  const env = { DATABASE_URL: database.url.href };
  const service = await testedApp({ env });

  await context.step("tell who moved an alias, from where and why", async () => {
    const told = await postJson(service.app, "/audit", { ...MOVE, from: "page, 10.0.0.7" });
    equal(told.status, 200);
    await service.audit.trail.settled();
    const { source, entries, next } = await readAll(service);
    deepEqual([source, next, entries.length], ["database", null, 1]);
    const { id: _, at, ...entry } = entries[0]!;
    match(at, /^\d{4}-\d\d-\d\dT/);
    deepEqual(entry, {
      who: "anonymous",
      action: "alias_moved",
      subject: "models:/m@champion",
      origin: "page, 10.0.0.7",
      reason: "it is better",
      detail: { state: "2", previous: "1" },
    });
  });

  await context.step("what was told is not noted again by whoever sees it", async () => {
    const seen = (state: string) => ({
      who: "unknown",
      action: "alias_seen",
      subject: "models:/m@champion",
      origin: "registry",
      reason: null,
      detail: { state },
    });
    const other = await testedApp({ env });
    for (const { audit } of [service, other]) audit.trail.noteSeen(seen("2"));
    for (const { audit } of [service, other]) await audit.trail.settled();
    for (const { audit } of [service, other]) audit.trail.noteSeen(seen("3"));
    for (const { audit } of [service, other]) await audit.trail.settled();
    const { entries } = await readAll(service);
    deepEqual(
      entries.map(({ action, detail }) => [action, detail?.["state"]]),
      [["alias_seen", "3"], ["alias_moved", "2"]],
    );
    await other.audit.trail.close(1_000);
  });

  await context.step("twenty instances that see one move at once note it once", async () => {
    const sql = await openDatabase(database.url, {
      applicationName: "predict",
      maxConnections: 5,
      statementTimeoutMs: 5_000,
    });
    const entry = {
      happenedMs: 0,
      who: "unknown",
      action: "alias_seen",
      subject: "models:/m@shadow",
      origin: null,
      reason: null,
      detail: { state: "9" },
    };
    const note = () => inTransaction(sql, (transaction) => insertIfNew(transaction, entry));
    const noted = await Promise.all(Array.from({ length: 20 }, note));
    equal(noted.filter((isNew) => isNew).length, 1);
    // What a slower one saw before that is over.
    const late = { ...entry, happenedMs: -1, detail: { state: "8" } };
    equal(await inTransaction(sql, (transaction) => insertIfNew(transaction, late)), false);
    await sql.end();
  });

  await context.step("pages go back to the first entry, each once", async () => {
    const ids: number[] = [];
    let query = "?limit=1";
    for (;;) {
      const { body } = await read(service, query);
      ids.push(...body.entries.map(({ id }: { id: number }) => id));
      if (body.next === null) break;
      query = `?limit=1&before=${body.next}`;
    }
    const { entries } = await readAll(service);
    deepEqual(ids, entries.map(({ id }) => id));
    const { body } = await read(service, "?action=alias_moved");
    deepEqual(body.entries.map(({ action }: { action: string }) => action), ["alias_moved"]);
    for (const wrong of ["?limit=0", "?limit=501", "?before=x", "?action=a%0Ab"]) {
      equal((await read(service, wrong)).status, 422, wrong);
    }
  });

  await context.step("refuses what is no move, each fault with its place", async () => {
    const response = await postJson(service.app, "/audit", { model: "", alias: 1, more: 1 });
    equal(response.status, 422);
    const { errors } = await response.json();
    deepEqual(
      errors.map(({ pointer }: { pointer: string }) => pointer),
      ["#/more", "#/model", "#/alias", "#/version"],
    );
    equal((await postJson(service.app, "/audit", "[]")).status, 422);
  });

  await context.step("nobody tells of others without a key that speaks for them", async () => {
    const response = await postJson(service.app, "/audit", {
      action: "registry_changed",
      subject: "models:/m/1",
    });
    equal(response.status, 403);
    for (
      const wrong of [
        { action: "outcome_replaced", subject: "x" },
        { action: "alias_moved", subject: "" },
        { action: "alias_moved", subject: "x", detail: { a: {} } },
        { action: "alias_moved", subject: "x", detail: [] },
        { action: "alias_moved", subject: "x", who: "key:somebody" },
      ]
    ) {
      equal((await postJson(service.app, "/audit", wrong)).status, 422, JSON.stringify(wrong));
    }
  });

  await context.step("texts forge no line, and long ones are cut", async () => {
    const reason = `a\n{"level":"info"}\u2028\0${"x".repeat(990)}`;
    equal(
      (await postJson(service.app, "/audit", { ...MOVE, alias: "b\r\nc", reason })).status,
      200,
    );
    await service.audit.trail.settled();
    const [entry] = (await readAll(service)).entries;
    equal(entry?.subject, "models:/m@b  c");
    equal(entry?.reason?.length, 1_000);
    match(entry?.reason ?? "", /^a {"level":"info"} {2}x+…$/);
    const [line] = service.log.slice(-1);
    equal(line?.["subject"], "models:/m@b  c");
  });

  await context.step(
    "entries that a database takes late are there in the end, in order",
    async () => {
      await database.stop();
      await postJson(service.app, "/audit", { ...MOVE, version: "77" });
      equal((await read(service)).status, 503);
      await database.restart();
      await service.audit.trail.settled();
      equal((await readAll(service)).entries[0]?.detail?.["state"], "77");
    },
  );

  await context.step("programs that do one thing add theirs", async () => {
    await recordAudit(database.url, "train", {
      happenedMs: Date.now(),
      who: "nora",
      action: "alias_moved",
      subject: "models:/m@champion",
      origin: "training program",
      reason: null,
      detail: { state: "5" },
    });
    equal((await readAll(service)).entries[0]?.who, "nora");
  });
  await service.audit.trail.close(1_000);
  await service.predictionLog.close(1_000);
});

Deno.test("without a database the audit is kept in memory and in the log, a thousand entries of it", async () => {
  const service = await testedApp();
  for (let i = 0; i < 1_010; i++) {
    await postJson(service.app, "/audit", { ...MOVE, version: `${i}` });
  }
  const { source, entries, next } = await readAll(service);
  deepEqual([source, entries.length], ["memory", 100]);
  equal(entries[0]?.detail?.["state"], "1009");
  const { body } = await read(service, `?limit=500&before=${next}`);
  equal(body.entries.length, 500);
  const rest = await read(service, `?limit=500&before=${body.next}`);
  deepEqual([rest.body.entries.length, rest.body.next], [400, null]);
  equal(service.log.filter(({ message }) => message === "audit").length, 1_010);
});

Deno.test("refused requests and keys that come and go are noted by name, never with the key", async () => {
  const entries: KeyEntry[] = [];
  const keys: Record<string, string> = {};
  for (const [name, rights] of [["reader", ["read"]], ["gone", ["read"]]] as const) {
    const { key, entry } = await makeKey({ name, rights }, 0);
    entries.push(name === "gone" ? { ...entry, revoked: "2026-01-01T00:00:00Z" } : entry);
    keys[name] = key;
  }
  const authenticator = new Authenticator({ keys: entries, tokens: null, now: Date.now });
  const service = await testedApp({ authenticator });
  service.audit.sawKeys(entries);
  service.audit.sawKeys(entries);
  service.audit.sawKeys(entries.map((key) => ({ ...key, revoked: "2026-02-01T00:00:00Z" })));
  const ask = (path: string, method: string, key?: string) =>
    service.app.request(path, {
      method,
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    });
  equal((await ask("/audit", "GET")).status, 401);
  equal((await ask("/audit", "GET", keys["gone"])).status, 401);
  equal((await ask("/audit", "POST", keys["reader"])).status, 403);
  equal((await ask("/predict", "POST", keys["reader"])).status, 403);
  const answer = await ask("/audit", "GET", keys["reader"]);
  const text = await answer.text();
  for (const key of Object.values(keys)) equal(text.includes(key), false);
  const { entries: noted } = parseAnswer(AUDIT, JSON.parse(text));
  deepEqual(
    noted.map(({ who, action, subject, detail }) => [who, action, subject, detail?.["status"]]),
    [
      ["key:reader", "request_refused", "POST /predict", 403],
      ["key:reader", "request_refused", "POST /audit", 403],
      ["key:gone", "request_refused", "GET /audit", 401],
      ["anonymous", "request_refused", "GET /audit", 401],
      ["unknown", "key_revoked", "key:gone", undefined],
      ["unknown", "key_revoked", "key:reader", undefined],
      ["unknown", "key_revoked", "key:gone", undefined],
      ["unknown", "key_made", "key:reader", undefined],
    ],
  );
});

Deno.test("POST /audit takes from a key that speaks for others what others did", async () => {
  const make = async (name: string, more: Partial<KeyEntry> = {}) => {
    const { key, entry } = await makeKey({ name, rights: ["promote"] }, 0);
    return { key, entry: { ...entry, ...more } };
  };
  const gate = await make("gate", { speaksForOthers: true });
  const train = await make("train");
  const authenticator = new Authenticator({
    keys: [gate.entry, train.entry],
    tokens: null,
    now: Date.now,
  });
  const service = await testedApp({ authenticator });
  const tell = async (key: string, who: string | null, body: unknown) => {
    const response = await service.app.request("/audit", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${key}`,
        ...who === null ? {} : { "x-on-behalf-of": who },
      },
      body: JSON.stringify(body),
    });
    await response.body?.cancel();
    return response.status;
  };
  const deed = {
    action: "registry_changed",
    subject: "models:/m/1",
    from: "10.0.0.7",
    reason: "By MLflow's API: delete model-versions/delete",
    detail: { stage: "Production" },
  };
  equal(await tell(gate.key, "key:train", deed), 200);
  // Neither for itself nor in the name of a key that may not.
  equal(await tell(gate.key, null, deed), 403);
  equal(await tell(train.key, "key:gate", deed), 403);
  equal(await tell(train.key, "key:gate", MOVE), 200);
  const { entries } = await service.audit.trail.read({ limit: 10, before: null, action: null });
  const told = entries.filter(({ action }) => action !== "request_refused");
  deepEqual(told.map(({ who, action, origin }) => [who, action, origin]), [
    ["key:train", "alias_moved", null],
    ["key:gate/key:train", "registry_changed", "10.0.0.7"],
  ]);
  deepEqual(told[1]?.detail, { stage: "Production" });
});
