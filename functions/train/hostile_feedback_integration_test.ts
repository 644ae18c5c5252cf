import { SAMPLE_PATIENT } from "@mlops/tasks/diabetes";
import { MlflowClient } from "@mlops/mlflow";
import { equal, match } from "node:assert/strict";
import { startPredict } from "@mlops/testing/predict_process";
import { startRegistry } from "@mlops/testing/registries";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { until, untilReady } from "@mlops/testing/until";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Requests that the visitor sends, and rows of each: more than the attack that was seen told in 4 s. */
const ROUNDS = 20;
const ROWS = 100;

const JSON_TYPE = { "content-type": "application/json" };

/** Patients between whom the glucose alone decides, a little different each. */
function lookAlikes(count: number, round: number): Record<string, number>[] {
  return Array.from({ length: count }, (_, index) => ({
    ...SAMPLE_PATIENT,
    Glucose: 60 + (index * 7 + round) % 135,
    BMI: 28 + (index * 3 + round) % 15,
    Age: 30 + index % 40,
  }));
}

/** Predicts and tells the contrary of what is true. */
async function teachTheContrary(url: string): Promise<void> {
  const ids: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const response = await fetch(`${url}/predict`, {
      method: "POST",
      headers: JSON_TYPE,
      body: JSON.stringify(lookAlikes(ROWS, round)),
    });
    await response.body?.cancel();
    ids.push(response.headers.get("x-request-id") ?? "");
  }
  await until("an empty queue of the log", async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    return /^predict_log_rows_queued 0$/m.test(metrics);
  });
  for (const [round, id] of ids.entries()) {
    const body = lookAlikes(ROWS, round).map(({ Glucose = 0 }, row) => ({
      request_id: id,
      row,
      outcome: Glucose < 115 ? 1 : 0,
    }));
    const response = await fetch(`${url}/feedback`, {
      method: "POST",
      headers: JSON_TYPE,
      body: JSON.stringify(body),
    });
    equal(response.status, 200, await response.text());
  }
}

Deno.test("an anonymous visitor who predicts and tells the contrary does not flip the champion", async () => {
  await using registry = await startRegistry();
  await using database = await TestedPostgres.start();
  const client = new MlflowClient({ trackingUri: new URL(registry.url) });
  const run = async (...words: string[]) => {
    const { code, stdout, stderr } = await new Deno.Command("deno", {
      args: ["task", "--quiet", ...words],
      cwd: ROOT,
      env: { MLFLOW_TRACKING_URI: registry.url, DATABASE_URL: database.url.href },
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  };
  equal((await run("train")).code, 0);
  await using service = startPredict(registry.url, { env: { DATABASE_URL: database.url.href } });
  await untilReady(service.url);
  const ask = async () => {
    const body = JSON.stringify(SAMPLE_PATIENT);
    const response = await fetch(`${service.url}/predict`, {
      method: "POST",
      headers: JSON_TYPE,
      body,
    });
    return { version: response.headers.get("x-model-version"), answer: await response.text() };
  };
  const before = await ask();
  await teachTheContrary(service.url);

  const { code, stdout, stderr } = await run(
    "retrain",
    "--from-feedback",
    "--promote-if-better",
    "auc_roc",
  );

  const versionOf = async (alias: string) =>
    (await client.registry.getModelVersionByAlias("diabetes-model", alias))?.version;
  equal(await versionOf("champion"), "1", stderr);
  equal(code, 0, stderr);
  equal(await versionOf("challenger"), "2");
  match(stdout, /told by nobody in particular: whoever reaches the service can teach this model/);
  match(stderr, /^Did not move @champion to version 2: /);
  const after = await ask();
  equal(after.version, before.version);
  equal(after.answer, before.answer);
});
