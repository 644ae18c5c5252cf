import { FEATURES } from "@mlops/tasks/diabetes";
import { MlflowClient } from "@mlops/mlflow";
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { startRegistry } from "@mlops/testing/registries";
import { TestedPostgres } from "@mlops/testing/tested_postgres";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Writes predictions of patients whose outcome was told: as the data set has it, or turned against it. */
async function logOutcomes(
  database: TestedPostgres,
  { source, count, isTurned }: { source: string; count: number; isTurned: boolean },
): Promise<void> {
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
      outcome: (glucose < 125) === isTurned ? "1" : "0",
    };
  });
  await database.query(
    `insert into model_versions (model_name, model_version, features, classes)
     values ('diabetes-model', '1', array(select jsonb_array_elements_text($1::text::jsonb)), '{0,1}')
     on conflict do nothing`,
    [JSON.stringify(FEATURES.map(({ name }) => name))],
  );
  // Every other row as the service logs it now, the others as it did before it took every type.
  await database.query(
    `with row as (
       select $2::text || n as id, now() as at, r->>'outcome' as outcome, n, r->'values' as inputs,
              array(select jsonb_array_elements_text(r->'values')::real) as features
         from jsonb_array_elements($1::text::jsonb) with ordinality as e(r, n)),
     told as (
       insert into outcomes (request_id, row_number, predicted_at, outcome, told_by)
       select id, 0, at, outcome, $2::text from row)
     insert into predictions (request_id, row_number, predicted_at, source, batch_id, model_name,
       model_version, engine, features, inputs, probability, label, latency_ms, instance)
     select id, 0, at, 'champion', gen_random_uuid(), 'diabetes-model', '1', 'forest',
            case when n % 2 = 0 then features end, case when n % 2 = 1 then inputs end, 0.5,
            '0', 1, 'test' from row`,
    [JSON.stringify(rows), source],
  );
}

Deno.test("deno task retrain --from-feedback", async (context) => {
  await using registry = await startRegistry();
  await using database = await TestedPostgres.start();
  const trackingUri = registry.url;
  const client = new MlflowClient({ trackingUri: new URL(trackingUri) });
  const run = async (words: readonly string[], env: Record<string, string> = {}) => {
    const { code, stdout, stderr } = await new Deno.Command("deno", {
      args: ["task", "--quiet", ...words],
      cwd: ROOT,
      env: {
        MLFLOW_TRACKING_URI: trackingUri,
        DATABASE_URL: database.url.href,
        USER: "nora",
        ...env,
      },
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  };
  const retrain = (...flags: string[]) =>
    run(["retrain", "--from-feedback", "--n-estimators", "20", ...flags]);
  const versionOf = async (alias: string) =>
    (await client.registry.getModelVersionByAlias("diabetes-model", alias))?.version;
  const runOf = async (alias: string) => {
    const version = await client.registry.getModelVersionByAlias("diabetes-model", alias);
    const run = await client.runs.getRun(version?.runId ?? "");
    return { metrics: run.metrics, tags: run.tags, artifactUri: run.info.artifactUri };
  };
  const byPage = () =>
    database.query<Record<string, unknown>>(
      "select who, subject, origin, detail->>'state' as state from audit order by id",
    );
  // One tree of one level: whatever is better takes its place.
  equal((await run(["train", "--n-estimators", "1", "--max-depth", "1"])).code, 0);
  await logOutcomes(database, { source: "anonymous", count: 240, isTurned: true });

  await context.step(
    "takes what nobody in particular told where there is no other, with a warning",
    async () => {
      const { code, stdout, stderr } = await retrain();
      equal(code, 0, stderr);
      deepEqual([await versionOf("champion"), await versionOf("challenger")], ["1", "2"]);
      match(stdout, /240 outcomes were told by nobody in particular/);
      const { metrics, tags } = await runOf("challenger");
      deepEqual([tags["feedback_rows"], tags["feedback_sources"]], ["240", "anonymous 240"]);
      ok((metrics["champion_auc_roc"]?.value ?? NaN) > 0);
    },
  );

  await context.step(
    "asks whose outcomes are trusted once somebody has told some by name",
    async () => {
      await logOutcomes(database, { source: "key:lab", count: 60, isTurned: false });
      const { code, stderr } = await retrain();
      equal(code, 2);
      match(
        stderr,
        /--sources must name whose are trusted: told by (anonymous \(240\), key:lab \(60\)|key:lab)/,
      );
    },
  );

  await context.step(
    "tells what each source changes, on test rows that stay as they are",
    async () => {
      const { code, stdout, stderr } = await retrain("--sources", "key:lab,anonymous");
      equal(code, 0, stderr);
      match(stdout, /anonymous: 240 rows, 26\.3 % of the training; with \(without\) them accuracy/);
      match(stdout, /key:lab: 60 rows, 6\.6 % of the training/);
      const { artifactUri, metrics } = await runOf("challenger");
      const { bytes } = await client.artifacts.downloadArtifact(
        artifactUri,
        "feedback/sources.json",
      );
      const { sources } = JSON.parse(new TextDecoder().decode(bytes));
      const [anonymous] = sources;
      equal(anonymous.source, "anonymous");
      ok(anonymous.without.auc_roc > metrics["auc_roc"]!.value, JSON.stringify(anonymous));
      ok(anonymous.golden.otherClass > 0);
    },
  );

  await context.step("moves nothing with fewer outcomes than are asked for", async () => {
    const rule = ["--promote-if-better", "auc_roc", "--min-feedback", "61"];
    const { code, stderr } = await retrain("--sources", "key:lab", ...rule);
    equal(code, 0);
    match(stderr, /60 outcomes are confirmed, and 61 are asked for/);
    equal(await versionOf("champion"), "1");
  });

  await context.step("lets a better model wait for somebody who approves it", async () => {
    const { code, stderr } = await retrain(
      "--sources",
      "key:lab",
      "--promote-if-better",
      "auc_roc",
    );
    equal(code, 0, stderr);
    deepEqual([await versionOf("champion"), await versionOf("challenger")], ["1", "5"]);
    match(stderr, /waits for approval \(the champion, version 1, is not better: auc_roc/);
    match(stderr, /makes it @champion with: deno task approve "diabetes-model" 5/);
    const approved = await run(["approve", "diabetes-model", "5"], { USER: "ada" });
    equal(approved.code, 0, approved.stderr);
    match(approved.stdout, /Outcomes: key:lab 60/);
    match(approved.stdout, /auc_roc 0\.\d+ \(champion 0\.\d+\)/);
    equal(await versionOf("champion"), "5");
    equal((await runOf("champion")).tags["approved_by"], "ada");
    deepEqual((await byPage()).at(-1), {
      who: "user:ada",
      subject: "models:/diabetes-model@champion",
      origin: "deno task approve",
      state: "5",
    });
    const again = await run(["approve", "diabetes-model", "5"]);
    deepEqual([again.code, again.stderr], [
      1,
      '"diabetes-model" version 5 is the champion already\n',
    ]);
  });

  await context.step(
    "promotes at once what was approved beforehand, and the audit has who did",
    async () => {
      const flags = [
        "--sources",
        "key:lab",
        "--promote-if-better",
        "auc_roc",
        "--force",
        "--approve",
      ];
      const { code, stderr } = await retrain(...flags);
      equal(code, 0, stderr);
      deepEqual([await versionOf("champion"), await versionOf("challenger")], ["6", "6"]);
      deepEqual(
        (await byPage()).slice(-2).map(({ who, subject, state }) => [who, subject, state]),
        [
          ["user:nora", "models:/diabetes-model@challenger", "6"],
          ["user:nora", "models:/diabetes-model@champion", "6"],
        ],
      );
    },
  );

  await context.step("deno task train --from-feedback makes no champion either", async () => {
    const flags = ["--from-feedback", "--sources", "key:lab", "--n-estimators", "5"];
    const { code, stderr } = await run(["train", ...flags]);
    equal(code, 0, stderr);
    deepEqual([await versionOf("champion"), await versionOf("challenger")], ["6", "7"]);
  });

  await context.step("asks for the database's address", async () => {
    const { code, stderr } = await run(["retrain", "--from-feedback"], { DATABASE_URL: "" });
    equal(code, 2);
    match(stderr, /--from-feedback needs DATABASE_URL/);
  });
});
