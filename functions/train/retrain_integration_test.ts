import { FEATURES } from "@mlops/tasks/diabetes";
import { MlflowClient } from "@mlops/mlflow";
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { startRegistry } from "@mlops/testing/registries";
import { TestedPostgres } from "@mlops/testing/tested_postgres";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Writes predictions of patients whose outcome, all told, has turned against what was learned. */
async function logTurnedOutcomes(database: TestedPostgres, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => {
    const glucose = 70 + index * 37 % 120;
    const values = {
      Glucose: glucose,
      BloodPressure: 70,
      BMI: 25 + index % 15,
      Age: 25 + index % 40,
    };
    return {
      values: FEATURES.map(({ name, default: usual }) => ({ ...values }[name as "BMI"] ?? usual)),
      outcome: glucose < 110 ? "1" : "0",
    };
  });
  await database.query(
    `insert into model_versions (model_name, model_version, features, classes)
     values ('diabetes-model', '1', array(select jsonb_array_elements_text($1::text::jsonb)), '{0,1}')`,
    [JSON.stringify(FEATURES.map(({ name }) => name))],
  );
  // Every other row as the service logs it now, the others as it did before it took every type.
  await database.query(
    `with row as (
       select 'r-' || n as id, now() as at, r->>'outcome' as outcome, n, r->'values' as inputs,
              array(select jsonb_array_elements_text(r->'values')::real) as features
         from jsonb_array_elements($1::text::jsonb) with ordinality as e(r, n)),
     told as (
       insert into outcomes (request_id, row_number, predicted_at, outcome)
       select id, 0, at, outcome from row)
     insert into predictions (request_id, row_number, predicted_at, source, batch_id, model_name,
       model_version, engine, features, inputs, probability, label, latency_ms, instance)
     select id, 0, at, 'champion', gen_random_uuid(), 'diabetes-model', '1', 'forest',
            case when n % 2 = 0 then features end, case when n % 2 = 1 then inputs end, 0.5,
            '0', 1, 'test' from row`,
    [JSON.stringify(rows)],
  );
}

Deno.test("deno task retrain --from-feedback", async (context) => {
  await using registry = await startRegistry();
  await using database = await TestedPostgres.start();
  const trackingUri = registry.url;
  const client = new MlflowClient({ trackingUri: new URL(trackingUri) });
  const train = async (task: string, ...flags: string[]) => {
    const { code, stderr } = await new Deno.Command("deno", {
      args: ["task", "--quiet", task, "--n-estimators", "20", ...flags],
      cwd: ROOT,
      env: { MLFLOW_TRACKING_URI: trackingUri, DATABASE_URL: database.url.href },
      stdin: "null",
    }).output();
    return { code, stderr: new TextDecoder().decode(stderr) };
  };
  const versionOf = async (alias: string) =>
    (await client.registry.getModelVersionByAlias("diabetes-model", alias))?.version;
  const runOf = async (alias: string) => {
    const version = await client.registry.getModelVersionByAlias("diabetes-model", alias);
    const run = await client.runs.getRun(version?.runId ?? "");
    return { metrics: run.metrics, tags: run.tags };
  };
  equal((await train("train")).code, 0);
  await logTurnedOutcomes(database, 240);

  await context.step("registers a challenger with its evaluation and the champion's", async () => {
    const { code, stderr } = await train("retrain", "--from-feedback");
    equal(code, 0, stderr);
    deepEqual([await versionOf("champion"), await versionOf("challenger")], ["1", "2"]);
    const { metrics, tags } = await runOf("challenger");
    equal(tags["feedback_rows"], "240");
    ok((metrics["auc_roc"]?.value ?? NaN) > (metrics["champion_auc_roc"]?.value ?? NaN));
  });

  await context.step("moves nothing with fewer outcomes than are asked for", async () => {
    const rule = ["--promote-if-better", "auc_roc", "--min-feedback", "241"];
    const { code, stderr } = await train("retrain", "--from-feedback", ...rule);
    equal(code, 0);
    match(stderr, /240 outcomes are confirmed, and 241 are asked for/);
    deepEqual([await versionOf("champion"), await versionOf("challenger")], ["1", "3"]);
  });

  await context.step("promotes a better challenger", async () => {
    const rule = ["--promote-if-better", "auc_roc", "--min-feedback", "200"];
    const { code, stderr } = await train("retrain", "--from-feedback", ...rule);
    equal(code, 0, stderr);
    deepEqual([await versionOf("champion"), await versionOf("challenger")], ["4", "4"]);
  });

  await context.step("asks for the database's address", async () => {
    const { code, stdout, stderr } = await new Deno.Command("deno", {
      args: ["task", "--quiet", "retrain", "--from-feedback"],
      cwd: ROOT,
      env: { MLFLOW_TRACKING_URI: trackingUri, DATABASE_URL: "" },
    }).output();
    const text = new TextDecoder();
    equal(code, 2, text.decode(stdout));
    match(text.decode(stderr), /--from-feedback needs DATABASE_URL/);
  });
});
