import { Authenticator, type KeyEntry, makeKey, type Right } from "@mlops/rights";
import { deepEqual, equal } from "node:assert/strict";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { PATIENT, testedApp } from "../testing/tested_app.ts";
import { untilLogged } from "../testing/until_logged.ts";

/** A service with a log and with keys: of a shop, a lab, and the page, which speaks for others. */
async function guardedApp(database: TestedPostgres) {
  const entries: KeyEntry[] = [];
  const keys: Record<string, string> = {};
  const rights: Record<string, readonly Right[]> = {
    shop: ["predict"],
    lab: ["feedback"],
    page: ["predict", "read", "feedback"],
  };
  for (const [name, of] of Object.entries(rights)) {
    const { key, entry } = await makeKey({ name, rights: of }, 0);
    entries.push(name === "page" ? { ...entry, speaksForOthers: true } : entry);
    keys[name] = key;
  }
  const authenticator = new Authenticator({ keys: entries, tokens: null, now: Date.now });
  const service = await testedApp({ authenticator, env: { DATABASE_URL: database.url.href } });
  const post = (
    path: string,
    { key, body, headers = {} }: { key: string; body: unknown; headers?: HeadersInit },
  ) =>
    Promise.resolve(service.app.request(path, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${keys[key]}`,
        ...headers,
      },
      body: JSON.stringify(body),
    }, { remoteAddr: { transport: "tcp", hostname: "192.0.2.7", port: 1 } }));
  return { service, post };
}

Deno.test("POST /predict and /feedback where rights are on", async (context) => {
  await using database = await TestedPostgres.start();
  const { service, post } = await guardedApp(database);

  await context.step(
    "X-Prediction-Log: off of who may only predict keeps nothing out of the log",
    async () => {
      const ask = async (key: string) => {
        const headers = { "x-prediction-log": "off", "x-request-id": key };
        const response = await post("/predict", { key, body: PATIENT, headers });
        equal(response.status, 200);
        await response.body?.cancel();
        await untilLogged(service);
      };
      await ask("shop");
      await ask("page");
      deepEqual(await database.query("select client_id from predictions"), [{ client_id: "shop" }]);
    },
  );

  await context.step(
    "an outcome keeps who told it, for whom a key spoke, and from where",
    async () => {
      const predicted = await post("/predict", { key: "shop", body: [PATIENT, PATIENT] });
      await predicted.body?.cancel();
      await untilLogged(service);
      const id = predicted.headers.get("x-request-id");
      const tell = async (key: string, row: number, headers: HeadersInit = {}) => {
        const body = { "request_id": id, row, outcome: 1 };
        return (await post("/feedback", { key, body, headers })).status;
      };
      equal(await tell("shop", 0), 403);
      equal(await tell("lab", 0), 200);
      equal(await tell("page", 1, { "x-on-behalf-of": "ada" }), 200);
      deepEqual(
        await database.query(
          "select row_number, outcome, told_by, told_from from outcomes order by row_number",
        ),
        [
          { row_number: 0, outcome: "1", told_by: "key:lab", told_from: "192.0.2.7" },
          { row_number: 1, outcome: "1", told_by: "key:page/ada", told_from: "192.0.2.7" },
        ],
      );
      // Nor does anybody replace what another one told.
      const contrary = { "request_id": id, row: 0, outcome: 0, replace: true };
      equal((await post("/feedback", { key: "page", body: contrary })).status, 409);
    },
  );
  await service.audit.trail.close(1_000);
  await service.predictionLog.close(1_000);
});
