import { deepEqual, equal, match } from "node:assert/strict";
import { PATIENT, postJson, type TestedApp, testedApp } from "../testing/tested_app.ts";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { untilLogged } from "../testing/until_logged.ts";

/** Predicts rows under an id and waits until they are in the log. */
async function predict(service: TestedApp, requestId: string, nRows = 1): Promise<void> {
  const response = await service.app.request("/predict", {
    method: "POST",
    headers: { "content-type": "application/json", "x-request-id": requestId },
    body: JSON.stringify(nRows === 1 ? PATIENT : Array(nRows).fill(PATIENT)),
  });
  equal(response.status, 200);
  await response.body?.cancel();
  await untilLogged(service);
}

async function tell(service: TestedApp, body: unknown) {
  const response = await postJson(service.app, "/feedback", body);
  return { status: response.status, body: await response.json() };
}

Deno.test("POST /feedback", async (context) => {
  await using database = await TestedPostgres.start();
  const service = await testedApp({ env: { DATABASE_URL: database.url.href } });

  await context.step("records an outcome, once", async () => {
    await predict(service, "first");
    const outcome = { "request_id": "first", outcome: 1 };
    deepEqual(await tell(service, outcome), {
      status: 200,
      body: { recorded: 1, unchanged: 0, replaced: 0 },
    });
    deepEqual((await tell(service, outcome)).body, { recorded: 0, unchanged: 1, replaced: 0 });
    deepEqual(
      await database.query(
        `select o.request_id, o.row_number, o.outcome, p.source, (p.inputs->>1)::float8 as glucose, p.label
           from outcomes o join predictions p using (request_id, row_number, predicted_at)`,
      ),
      [{
        request_id: "first",
        row_number: 0,
        outcome: "1",
        source: "champion",
        glucose: 148,
        label: "1",
      }],
    );
  });

  await context.step("takes many, with true and false for 1 and 0", async () => {
    await predict(service, "many", 3);
    const { status, body } = await tell(service, [
      { request_id: "many", row: 2, outcome: true },
      { request_id: "many", row: 0, outcome: false },
      { request_id: "first", outcome: "1" },
    ]);
    deepEqual([status, body], [200, { recorded: 2, unchanged: 1, replaced: 0 }]);
    deepEqual(
      await database.query(
        "select row_number, outcome from outcomes where request_id = 'many' order by 1",
      ),
      [{ row_number: 0, outcome: "0" }, { row_number: 2, outcome: "1" }],
    );
  });

  await context.step("answers 404 for an unknown id or row, and records none", async () => {
    const { status, body } = await tell(service, [
      { request_id: "many", row: 1, outcome: 1 },
      { request_id: "many", row: 3, outcome: 1 },
      { request_id: "nobody", outcome: 1 },
    ]);
    equal(status, 404);
    deepEqual(body.unknown, [{ request_id: "many", row: 3 }, { request_id: "nobody", row: 0 }]);
    const [kept] = await database.query<{ n: number }>(
      "select count(*)::integer as n from outcomes",
    );
    equal(kept?.n, 3);
  });

  await context.step("answers 409 for a contradiction unless it is a replacement", async () => {
    const contradiction = { "request_id": "first", outcome: 0 };
    const refused = await tell(service, contradiction);
    equal(refused.status, 409);
    match(refused.body.detail, /"first" row 0/);
    const replaced = await tell(service, { ...contradiction, replace: true });
    deepEqual(replaced.body, { recorded: 0, unchanged: 0, replaced: 1 });
    deepEqual(
      await database.query("select outcome from outcomes where request_id = 'first'"),
      [{ outcome: "0" }],
    );
  });

  await context.step("refuses what is no outcome, each with its place", async () => {
    const { status, body } = await tell(service, [{ request_id: "a b", row: -1, outcomes: 1 }]);
    equal(status, 422);
    deepEqual(body.errors.map(({ pointer }: { pointer: string }) => pointer), [
      "#/0/outcomes",
      "#/0/request_id",
      "#/0/outcome",
      "#/0/row",
    ]);
    const noClass = await tell(service, { request_id: "first", outcome: 2 });
    equal(noClass.status, 422);
    match(noClass.body.detail, /one of the model's classes, 0, 1/);
    equal(noClass.body.errors[0].pointer, "#/outcome");
  });

  await context.step(
    "counts an outcome that one request tells twice once, two of a row not at all",
    async () => {
      await predict(service, "twice");
      const outcome = { "request_id": "twice", outcome: 1 };
      const contradiction = await tell(service, [outcome, { ...outcome, outcome: "0" }]);
      equal(contradiction.status, 409);
      deepEqual((await tell(service, [outcome, { ...outcome, outcome: true }])).body, {
        recorded: 1,
        unchanged: 1,
        replaced: 0,
      });
      const noClass = await tell(service, [outcome, outcome, { request_id: "first", outcome: 2 }]);
      equal(noClass.body.errors[0].pointer, "#/2/outcome");
    },
  );

  await context.step("means the newest prediction of a repeated id", async () => {
    await predict(service, "again");
    await predict(service, "again");
    await tell(service, { request_id: "again", outcome: 1 });
    deepEqual(
      await database.query(
        `select count(*)::integer as predictions, count(o.outcome)::integer as outcomes,
                bool_and(o.outcome is null or p.predicted_at = newest) as is_newest
           from predictions p left join outcomes o using (request_id, row_number, predicted_at),
                (select max(predicted_at) as newest from predictions where request_id = 'again') n
          where request_id = 'again'`,
      ),
      [{ predictions: 2, outcomes: 1, is_newest: true }],
    );
  });

  await context.step("finds predictions whose features are not kept", async () => {
    const env = { DATABASE_URL: database.url.href, PREDICTION_LOG: "metadata" };
    const sparing = await testedApp({ env });
    await predict(sparing, "sparing");
    deepEqual((await tell(sparing, { "request_id": "sparing", outcome: 1 })).status, 200);
    deepEqual(
      await database.query("select features, label from predictions where request_id = 'sparing'"),
      [{ features: null, label: "1" }],
    );
    await sparing.predictionLog.close(5_000);
  });
  await service.predictionLog.close(5_000);
});

Deno.test("POST /feedback answers 404 where nothing is logged", async () => {
  const { app } = await testedApp();
  const response = await postJson(app, "/feedback", { request_id: "a", outcome: 1 });
  equal(response.status, 404);
  match((await response.json()).detail, /keeps no prediction log/);
});
