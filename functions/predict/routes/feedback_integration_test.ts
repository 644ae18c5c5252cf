import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { Problem } from "../http/problem.ts";
import { recordOutcomes } from "../log/feedback.ts";
import { LogDatabase } from "../log/log_database.ts";
import { PATIENT, postJson, type TestedApp, testedApp } from "../testing/tested_app.ts";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { untilLogged } from "../testing/until_logged.ts";

/** Predicts rows, waits until they are in the log, and returns the id of the answer. */
async function predict(
  service: TestedApp,
  { nRows = 1, headers = {} }: { nRows?: number; headers?: Record<string, string> } = {},
): Promise<string> {
  const response = await service.app.request("/predict", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(nRows === 1 ? PATIENT : Array(nRows).fill(PATIENT)),
  });
  equal(response.status, 200);
  await response.body?.cancel();
  await untilLogged(service);
  return response.headers.get("x-request-id") ?? "";
}

async function tell(service: TestedApp, body: unknown) {
  const response = await postJson(service.app, "/feedback", body);
  return { status: response.status, body: await response.json() };
}

Deno.test("POST /feedback", async (context) => {
  await using database = await TestedPostgres.start();
  const service = await testedApp({ env: { DATABASE_URL: database.url.href } });
  let first = "";
  let many = "";

  await context.step("records an outcome, once", async () => {
    first = await predict(service);
    const outcome = { "request_id": first, outcome: 1 };
    deepEqual(await tell(service, outcome), {
      status: 200,
      body: { recorded: 1, unchanged: 0, replaced: 0 },
    });
    deepEqual((await tell(service, outcome)).body, { recorded: 0, unchanged: 1, replaced: 0 });
    deepEqual(
      await database.query(
        `select o.request_id, o.row_number, o.outcome, o.told_by, p.source, (p.inputs->>1)::float8 as glucose, p.label
           from outcomes o join predictions p using (request_id, row_number, predicted_at)`,
      ),
      [{
        request_id: first,
        row_number: 0,
        outcome: "1",
        told_by: "anonymous",
        source: "champion",
        glucose: 148,
        label: "1",
      }],
    );
  });

  await context.step("takes many, with true and false for 1 and 0", async () => {
    many = await predict(service, { nRows: 3 });
    const { status, body } = await tell(service, [
      { request_id: many, row: 2, outcome: true },
      { request_id: many, row: 0, outcome: false },
      { request_id: first, outcome: "1" },
    ]);
    deepEqual([status, body], [200, { recorded: 2, unchanged: 1, replaced: 0 }]);
    deepEqual(
      await database.query(
        "select row_number, outcome from outcomes where request_id = $1 order by 1",
        [many],
      ),
      [{ row_number: 0, outcome: "0" }, { row_number: 2, outcome: "1" }],
    );
  });

  await context.step("answers 404 for an unknown id or row, and records none", async () => {
    const { status, body } = await tell(service, [
      { request_id: many, row: 1, outcome: 1 },
      { request_id: many, row: 3, outcome: 1 },
      { request_id: "nobody", outcome: 1 },
    ]);
    equal(status, 404);
    deepEqual(body.unknown, [{ request_id: many, row: 3 }, { request_id: "nobody", row: 0 }]);
    const [kept] = await database.query<{ n: number }>(
      "select count(*)::integer as n from outcomes",
    );
    equal(kept?.n, 3);
  });

  await context.step("answers 409 for a contradiction unless it is a replacement", async () => {
    const contradiction = { "request_id": first, outcome: 0 };
    const refused = await tell(service, contradiction);
    equal(refused.status, 409);
    ok(refused.body.detail.includes(`"${first}" row 0`), refused.body.detail);
    const replaced = await tell(service, { ...contradiction, replace: true });
    deepEqual(replaced.body, { recorded: 0, unchanged: 0, replaced: 1 });
    deepEqual(
      await database.query("select outcome from outcomes where request_id = $1", [first]),
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
    const noClass = await tell(service, { request_id: first, outcome: 2 });
    equal(noClass.status, 422);
    match(noClass.body.detail, /one of the model's classes, 0, 1/);
    equal(noClass.body.errors[0].pointer, "#/outcome");
  });

  await context.step(
    "counts an outcome that one request tells twice once, two of a row not at all",
    async () => {
      const outcome = { "request_id": await predict(service), outcome: 1 };
      const contradiction = await tell(service, [outcome, { ...outcome, outcome: "0" }]);
      equal(contradiction.status, 409);
      deepEqual((await tell(service, [outcome, { ...outcome, outcome: true }])).body, {
        recorded: 1,
        unchanged: 1,
        replaced: 0,
      });
      const noClass = await tell(service, [outcome, outcome, { request_id: first, outcome: 2 }]);
      equal(noClass.body.errors[0].pointer, "#/2/outcome");
    },
  );

  await context.step("keeps the one before of a replaced outcome, and who told it", async () => {
    const rows = await database.query<{ detail: Record<string, unknown> }>(
      "select who, action, subject, detail from audit",
    );
    const [{ detail, ...row }] = rows as [typeof rows[number]];
    deepEqual(row, { who: "anonymous", action: "outcome_replaced", subject: `${first} row 0` });
    deepEqual([detail["before"], detail["after"], detail["before_told_by"]], [
      "1",
      "0",
      "anonymous",
    ]);
  });

  await context.step(
    "a client's id that is used again changes no row and takes no outcome",
    async () => {
      const headers = { "x-request-id": "visit-17" };
      const ids = [await predict(service, { headers }), await predict(service, { headers })];
      equal(new Set(ids).size, 2);
      equal((await tell(service, { request_id: "visit-17", outcome: 1 })).status, 404);
      equal((await tell(service, { request_id: ids[0], outcome: 1 })).body.recorded, 1);
      deepEqual(
        await database.query(
          `select p.client_id, p.request_id, o.outcome
           from predictions p left join outcomes o using (request_id, row_number, predicted_at)
          where p.client_id = 'visit-17' order by p.predicted_at, p.request_id`,
        ),
        ids.map((id, index) => ({
          client_id: "visit-17",
          request_id: id,
          outcome: index === 0 ? "1" : null,
        })),
      );
    },
  );

  await context.step("two requests of one id at the same moment are both logged", async () => {
    const ask = () => predict(service, { headers: { "x-request-id": "at-once" } });
    await Promise.all(Array.from({ length: 20 }, ask));
    deepEqual(
      await database.query(
        "select count(*)::integer as n from predictions where client_id = 'at-once'",
      ),
      [{ n: 20 }],
    );
    match(service.metrics.text(), /^predict_log_rows_duplicate_total\{source="champion"\} 0$/m);
  });

  await context.step(
    "means the newest prediction of an id from before they were made here",
    async () => {
      const before =
        `insert into predictions (request_id, row_number, predicted_at, source, batch_id,
       model_name, model_version, engine, probability, label, latency_ms, instance)
     select 'again', 0, now() - n * interval '1 second', 'champion', gen_random_uuid(),
            'diabetes-model', '1', 'native', 0.5, '1', 1, 'old' from generate_series(0, 1) n`;
      await database.query(before);
      equal((await tell(service, { request_id: "again", outcome: 1 })).status, 200);
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
    },
  );

  await context.step("finds predictions whose features are not kept", async () => {
    const env = { DATABASE_URL: database.url.href, PREDICTION_LOG: "metadata" };
    const sparing = await testedApp({ env });
    const id = await predict(sparing);
    deepEqual((await tell(sparing, { "request_id": id, outcome: 1 })).status, 200);
    deepEqual(
      await database.query("select features, label from predictions where request_id = $1", [id]),
      [{ features: null, label: "1" }],
    );
    await sparing.predictionLog.close(5_000);
  });

  await context.step("recordOutcomes() lets no source replace what another one told", async () => {
    const log = new LogDatabase(database.url, { maxConnections: 1 });
    const requestId = await predict(service);
    const as = (name: string, mayOverrule = false) => ({ name, address: "10.0.0.7", mayOverrule });
    const told = (outcome: string, isReplacement = false) => [
      { requestId, row: 0, outcome, isNumber: false, isReplacement },
    ];
    const conflict = (sentence: RegExp) => (error: unknown) =>
      error instanceof Problem && error.status === 409 && sentence.test(error.message);
    equal((await recordOutcomes(log, told("1"), as("anonymous"))).recorded, 1);
    // A named source confirms what a stranger told, or takes its place without asking.
    equal((await recordOutcomes(log, told("1"), as("key:lab"))).unchanged, 1);
    await rejects(
      recordOutcomes(log, told("0", true), as("anonymous")),
      conflict(/Another source told another outcome/),
    );
    await rejects(recordOutcomes(log, told("0"), as("key:lab")), conflict(/"replace": true/));
    await rejects(
      recordOutcomes(log, told("0", true), as("key:ward")),
      conflict(/who has the right "promote"/),
    );
    equal((await recordOutcomes(log, told("0", true), as("key:lab"))).replaced, 1);
    equal((await recordOutcomes(log, told("1", true), as("key:chief", true))).replaced, 1);
    deepEqual(
      await database.query(
        `select who, action, origin, detail->>'before' as before, detail->>'before_told_by' as by
           from audit where subject = $1 order by id`,
        [`${requestId} row 0`],
      ),
      [
        ["key:lab", "outcome_confirmed", "1", "anonymous"],
        ["key:lab", "outcome_replaced", "1", "key:lab"],
        ["key:chief", "outcome_replaced", "0", "key:lab"],
      ].map(([who, action, before, by]) => ({ who, action, origin: "10.0.0.7", before, by })),
    );
    const stranger = await predict(service);
    const other = [{ ...told("0")[0]!, requestId: stranger }];
    await recordOutcomes(log, other, as("anonymous"));
    const corrected = [{ ...other[0]!, outcome: "1" }];
    equal((await recordOutcomes(log, corrected, as("key:lab"))).replaced, 1);
    await log.close();
  });
  await service.predictionLog.close(5_000);
});

Deno.test("POST /feedback answers 404 where nothing is logged", async () => {
  const { app } = await testedApp();
  const response = await postJson(app, "/feedback", { request_id: "a", outcome: 1 });
  equal(response.status, 404);
  match((await response.json()).detail, /keeps no prediction log/);
});
