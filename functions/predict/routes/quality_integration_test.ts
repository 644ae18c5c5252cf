import { DRIFT, parseAnswer, QUALITY } from "@mlops/answers";
import { deepEqual, equal, match } from "node:assert/strict";
import { SAMPLE_PATIENT } from "@mlops/tasks/diabetes";
import { judgedRows, logJudgedRows } from "../testing/judged_rows.ts";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { untilLogged } from "../testing/until_logged.ts";
import { drawPatients, logRows } from "../testing/drift_rows.ts";
import { testedApp } from "../testing/tested_app.ts";

Deno.test("GET /quality and GET /drift", async (context) => {
  await using database = await TestedPostgres.start();
  const service = await testedApp({ env: { DATABASE_URL: database.url.href } });
  const get = async (path: string) => {
    const response = await service.app.request(path);
    return { status: response.status, body: await response.json() };
  };

  await context.step(
    "GET /quality tells each version, its role and how intervals are made",
    async () => {
      const rows = judgedRows(40, 0.6);
      await logJudgedRows(database, rows, { version: "1", source: "champion", ids: "a" });
      await logJudgedRows(database, rows, { version: "2", source: "shadow", ids: "a" });
      const { status, body } = await get("/quality?days=7");
      parseAnswer(QUALITY, body, { isStrict: true });
      deepEqual([status, body.model, body.days], [200, "diabetes-model", 7]);
      equal(body.intervals.auc, "Hanley and McNeil, 1982");
      deepEqual(
        body.versions.map((
          { version, role, count }: { version: string; role: string | null; count: number },
        ) => [version, role, count]),
        [["2", null, 40], ["1", "champion", 40]],
      );
      deepEqual(Object.keys(body.versions[0].accuracy), ["value", "low", "high"]);
      deepEqual(
        [body.comparisons[0].served, body.comparisons[0].shadow, body.comparisons[0].count],
        ["1", "2", 40],
      );
    },
  );

  await context.step("GET /drift tells the levels and what they mean", async () => {
    await logRows(database, "1", drawPatients(1, 100));
    const { status, body } = await get("/drift?rows=50");
    parseAnswer(DRIFT, body, { isStrict: true });
    deepEqual([status, body.version, body.rows, body.features.length], [200, "1", 50, 8]);
    deepEqual([body.levels.moderate, body.levels.major], [0.1, 0.25]);
    match(body.levels.meanings.stable, /^index below 0\.1/);
    equal(body.features[1].name, "Glucose");
    // The small model does not say what it was trained on.
    equal(body.features[1].level, "unknown");
  });

  await context.step("GET /drift leaves out rows that were kept out of the log", async () => {
    const ask = (headers: Record<string, string>) =>
      service.app.request("/predict", {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify([SAMPLE_PATIENT, SAMPLE_PATIENT, SAMPLE_PATIENT]),
      });
    const before = (await get("/drift?rows=1000")).body.rows;
    const kept = await (await ask({ "x-prediction-log": "off" })).json();
    deepEqual(await (await ask({})).json(), kept);
    await untilLogged(service);
    equal((await get("/drift?rows=1000")).body.rows, before + 3);
    const metrics = service.metrics.text();
    match(metrics, /^predict_rows_total\{version="1",role="champion"\} 6$/m);
    match(metrics, /^predict_log_rows_stored_total\{source="champion"\} 3$/m);
    match(metrics, /^predict_log_rows_kept_out_total\{source="champion"\} 3$/m);
  });

  await context.step("refuse what cannot be asked", async () => {
    equal((await get("/quality?days=0")).status, 422);
    equal((await get("/drift?rows=many")).status, 422);
    equal((await get("/drift?version=77")).status, 404);
  });

  await context.step("answer 503 while the database is away", async () => {
    await database.stop();
    const { status, body } = await get("/quality");
    equal(status, 503);
    match(body.detail, /does not answer/);
    await database.restart();
    equal((await get("/quality")).status, 200);
  });
  await service.predictionLog.close(5_000);
});

Deno.test("GET /quality and GET /drift answer 404 where nothing is logged", async () => {
  const { app } = await testedApp({
    env: { PREDICTION_LOG: "off", DATABASE_URL: "postgres://u@h/d" },
  });
  for (const path of ["/quality", "/drift"]) {
    const response = await app.request(path);
    equal(response.status, 404);
    await response.body?.cancel();
  }
});
