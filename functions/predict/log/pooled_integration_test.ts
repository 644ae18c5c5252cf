/**
 * The log's database behind a real PgBouncer that lends a connection for each transaction: what the
 * service, its migrations and the training do with it, by more clients than there are connections.
 */
import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { insertIfNew, inTransaction, openDatabase } from "@mlops/prediction_log";
import { readConfirmedRows } from "@mlops/prediction_log";
import { migrate } from "@mlops/prediction_log/migrate";
import { referenceTest } from "@mlops/testing/reference";
import { TestedPgBouncer } from "@mlops/testing/tested_pgbouncer";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { RecordedLoad } from "../testing/recorded_load.ts";
import { PATIENT, postJson, testedApp } from "../testing/tested_app.ts";
import { untilLogged } from "../testing/until_logged.ts";

const PROGRAM = {
  applicationName: "predict",
  maxConnections: 5,
  statementTimeoutMs: 5_000,
} as const;

referenceTest("a pooled database", ["pgbouncer"], async (context) => {
  await using database = await TestedPostgres.start();
  await using pooler = await TestedPgBouncer.start(database);
  const url = pooler.through(database.url);

  await context.step("is migrated by several at once, each step once", async () => {
    await database.query("create database empty");
    const admin = pooler.through(database.adminUrl);
    admin.pathname = "/empty";
    const applied = await Promise.all(
      Array.from({ length: 4 }, () => migrate(admin, { predictorPassword: "test" })),
    );
    equal(applied.filter((steps) => steps.length > 0).length, 1);
  });

  await context.step("is refused where the address does not say so", async () => {
    const unaware = await openDatabase(pooler.through(database.url, null), PROGRAM);
    await rejects(unaware`select 1`, /unsupported startup parameter/);
    await unaware.end({ timeout: 0 });
  });

  await context.step("loses no row of the log, and counts each", async () => {
    const loads = [await RecordedLoad.begin(database, { url })];
    // Three more instances beside it, and readers.
    for (let i = 0; i < 3; i++) loads.push(await RecordedLoad.begin(database, { url }));
    const readers = await openDatabase(url, PROGRAM);
    const read = Promise.all(
      Array.from(
        { length: 300 },
        (_, at) => readers`select ${at}::int as at, count(*) from predictions`,
      ),
    );
    for (const [index, load] of loads.entries()) {
      for (let row = 0; row < 500; row++) load.record(`${index}-${row}`, { nRows: 2 });
    }
    for (const load of loads) await load.log.close(60_000);
    deepEqual((await read).map(([row]) => row?.["at"]), Array.from({ length: 300 }, (_, at) => at));
    await readers.end();
    const [{ n } = { n: 0 }] = await database.query<{ n: number }>(
      "select count(*)::int as n from predictions",
    );
    equal(n, 4 * 500 * 2);
  });

  await context.step("takes outcomes, which a training reads", async () => {
    const service = await testedApp({ env: { DATABASE_URL: url.href } });
    const answer = await postJson(service.app, "/predict", PATIENT);
    await answer.body?.cancel();
    await untilLogged(service);
    const request = answer.headers.get("x-request-id");
    for (const [outcome, counts] of [[1, "1,0,0"], [1, "0,1,0"]] as const) {
      const told = await postJson(service.app, "/feedback", { request_id: request, outcome });
      const { recorded, unchanged, replaced } = await told.json();
      equal(`${recorded},${unchanged},${replaced}`, counts);
    }
    const rows = await readConfirmedRows(url, "diabetes-model");
    deepEqual(rows.map(({ outcome, features }) => [outcome, features["Glucose"]]), [["1", 148]]);
    const audit = await service.app.request("/audit");
    match(JSON.stringify(await audit.json()), /"source":"database"/);
    await service.predictionLog.close(5_000);
  });

  await context.step("notes once what many instances see at once", async () => {
    const sql = await Promise.all(Array.from({ length: 4 }, () => openDatabase(url, PROGRAM)));
    const entry = {
      happenedMs: Date.now(),
      who: "unknown",
      action: "alias_seen",
      subject: "models:/m@champion",
      origin: "registry",
      reason: null,
      detail: { state: "7" },
    };
    const isNew = await Promise.all(
      Array.from(
        { length: 20 },
        (_, at) => inTransaction(sql[at % 4]!, (transaction) => insertIfNew(transaction, entry)),
      ),
    );
    equal(isNew.filter(Boolean).length, 1);
    await Promise.all(sql.map((it) => it.end()));
  });
});
