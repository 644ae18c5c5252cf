import { deepEqual, equal, match } from "node:assert/strict";
import { ALIAS, recordedMlflow, setAlias } from "./testing/recorded_mlflow.ts";
import { testedGate } from "./testing/tested_gate.ts";

Deno.test("Gate refuses what MLflow would read otherwise than the gate does", async (t) => {
  const mlflow = recordedMlflow();
  const { gate, keys, changes, deeds } = await testedGate("http://127.0.0.1:5001", mlflow);
  const forged = JSON.stringify({
    name: "diabetes-model",
    version: "2",
    key: "alias_moved_by.champion",
    value: "key:somebody-else",
  });
  const setTag = "http://mlflow-service:5000/api/2.0/mlflow/model-versions/set-tag";
  const utf16 = new Uint8Array(new Uint16Array([...forged].map((c) => c.charCodeAt(0))).buffer);
  const latin1 = Uint8Array.from('{"value":"\u00e9"}', (c) => c.charCodeAt(0));
  const bodies: Record<string, [BodyInit, number]> = {
    "as it is": [forged, 403],
    "JSON in a text of JSON": [JSON.stringify(forged), 400],
    "with a number that JSON has not": [forged.replace("{", '{"x":NaN,'), 400],
    "in UTF-16": [utf16, 400],
    "in Latin-1": [latin1, 400],
    "in a list": [`[${forged}]`, 400],
    "with its key escaped": [forged.replace("alias_moved", "\\u0061lias_moved"), 403],
    "with its key twice": [forged.replace("{", '{"key":"harmless",'), 403],
    "among the tags of a new version": [`{"name":"m","tags":[${forged}]}`, 403],
  };
  for (const [name, [body, status]] of Object.entries(bodies)) {
    await t.step(name, async () => {
      const headers = {
        "content-type": "application/json",
        "authorization": `Bearer ${keys.promote}`,
      };
      const request = new Request(setTag, { method: "POST", headers, body });
      equal((await gate.answer(request, "10.0.0.1")).status, status);
    });
  }
  deepEqual(mlflow.asked, []);
  deepEqual(changes, []);
  // Whoever tries to write such a tag is in the audit, once for many tries.
  deepEqual(
    deeds.map(({ who, action, detail }) => [who, action, detail?.["status"]]),
    [["key:trainer", "request_refused", 403]],
  );
});

Deno.test("Gate tells the audit what was changed by whom from where, and who was refused", async () => {
  const mlflow = recordedMlflow();
  const { gate, keys, deeds } = await testedGate("http://127.0.0.1:5001", mlflow);
  const send = (method: string, call: string, fields: object, key: string | null) =>
    gate.answer(
      new Request(`http://mlflow-service:5000/api/2.0/mlflow/${call}`, {
        method,
        headers: {
          "content-type": "application/json",
          ...key === null ? {} : { authorization: `Bearer ${key}` },
        },
        body: JSON.stringify(fields),
      }),
      "10.0.0.1",
    );
  const alias = { name: "m", alias: "champion" };
  await send("POST", "registered-models/alias", { ...alias, version: "2" }, keys.promote);
  await send("DELETE", "registered-models/alias", alias, keys.promote);
  const stage = { name: "m", version: "1", stage: "Production" };
  await send("POST", "model-versions/transition-stage", stage, keys.promote);
  const tag = { name: "m", version: "1", key: "sha256", value: "0" };
  await send("POST", "model-versions/set-tag", tag, keys.promote);
  await send("PATCH", "registered-models/update", { name: "m", description: "x" }, keys.promote);
  // Runs are no models, and questions change nothing.
  await send("POST", "runs/create", { "experiment_id": "0" }, keys.promote);
  await send("POST", "runs/search", {}, keys.read);
  for (let i = 0; i < 5; i++) {
    await send("POST", "registered-models/alias", { ...alias, version: "9" }, keys.read);
  }
  await send("DELETE", "model-versions/delete", { name: "m", version: "1" }, null);
  deepEqual(deeds.map(({ who, action, subject, detail }) => [who, action, subject, detail]), [
    ["key:trainer", "alias_moved", "models:/m@champion", { state: "2", previous: "1" }],
    ["key:trainer", "alias_moved", "models:/m@champion", { state: null, previous: "1" }],
    ["key:trainer", "registry_changed", "models:/m/1", { stage: "Production" }],
    ["key:trainer", "registry_changed", "models:/m/1", { tag: "sha256" }],
    ["key:trainer", "registry_changed", "models:/m", null],
    [
      "key:reader",
      "request_refused",
      "MLflow: POST registered-models/alias",
      { status: 403, times: 1 },
    ],
    [
      "unknown",
      "request_refused",
      "MLflow: DELETE model-versions/delete",
      { status: 401, times: 1 },
    ],
  ]);
  deepEqual(new Set(deeds.map(({ from }) => from)), new Set(["10.0.0.1"]));
  equal(deeds[2]?.reason, "By MLflow's API: write model-versions/transition-stage");
});

Deno.test("Gate notes in each version who made it", async () => {
  const mlflow = recordedMlflow();
  const { gate, keys } = await testedGate("http://127.0.0.1:5001", mlflow);
  const create = (tags: unknown, key: string) =>
    gate.answer(
      new Request("http://mlflow-service:5000/api/2.0/mlflow/model-versions/create", {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
        body: JSON.stringify({ name: "m", source: "s", ...tags === undefined ? {} : { tags } }),
      }),
      "10.0.0.1",
    );
  const tag = { key: "sha256", value: "0" };
  const maker = { key: "made_by", value: "key:trainer" };
  equal((await create([tag], keys.promote)).status, 200);
  equal((await create(undefined, keys.promote)).status, 200);
  deepEqual(mlflow.bodies.map((body) => JSON.parse(body)), [
    { name: "m", source: "s", tags: [tag, maker] },
    { name: "m", source: "s", tags: [maker] },
  ]);
  equal((await create([{ ...maker, value: "key:somebody-else" }], keys.promote)).status, 403);
  equal(mlflow.bodies.length, 2);
});

Deno.test("Gate lets nobody point an alias that takes a second person to what they made", async () => {
  const asked: string[] = [];
  let aliases: object[] = [{ alias: "champion", version: "1" }];
  const mlflow = (input: URL | RequestInfo, init?: RequestInit) => {
    const { method, url } = new Request(input, init);
    const { pathname } = new URL(url);
    asked.push(`${method} ${pathname.replace("/api/2.0/mlflow/", "")}`);
    const tags = [{ key: "made_by", value: "key:trainer" }];
    const answers: Record<string, unknown> = {
      "model-versions/get": { "model_version": { name: "m", version: "2", tags } },
      "registered-models/get": { "registered_model": { name: "m", aliases } },
    };
    return Promise.resolve(Response.json(answers[pathname.replace("/api/2.0/mlflow/", "")] ?? {}));
  };
  const { gate, keys, deeds } = await testedGate("http://127.0.0.1:5001", {
    fetch: mlflow as typeof fetch,
    secondPersonFor: ["champion"],
  });
  const refused = await gate.answer(setAlias(keys.promote), "10.0.0.1");
  equal(refused.status, 403);
  match((await refused.json()).message, /second person: key:trainer made version 2; somebody else/);
  deepEqual(asked, ["GET model-versions/get", "GET registered-models/get"]);
  deepEqual(deeds.map(({ who, action }) => [who, action]), [["key:trainer", "request_refused"]]);
  equal((await gate.answer(setAlias(keys.second), "10.0.0.1")).status, 200);
  const challenger = new Request(ALIAS, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${keys.promote}` },
    body: JSON.stringify({ name: "m", alias: "challenger", version: "2" }),
  });
  equal((await gate.answer(challenger, "10.0.0.1")).status, 200);
  // The first one takes the place of nothing.
  aliases = [];
  equal((await gate.answer(setAlias(keys.promote), "10.0.0.1")).status, 200);
});

Deno.test("Gate tells the audit nothing of what MLflow did not take", async () => {
  const refuse = () => Promise.resolve(new Response("{}", { status: 404 }));
  const { gate, keys, deeds, changes } = await testedGate("http://127.0.0.1:5001", {
    fetch: refuse,
  });
  equal((await gate.answer(setAlias(keys.promote), "10.0.0.1")).status, 404);
  deepEqual(deeds, []);
  equal(changes.length, 1);
});
