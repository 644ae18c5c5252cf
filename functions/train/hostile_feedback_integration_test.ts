import { SAMPLE_PATIENT } from "@mlops/tasks/diabetes";
import { MlflowClient } from "@mlops/mlflow";
import { equal, match, ok } from "node:assert/strict";
import { startPredict } from "@mlops/testing/predict_process";
import { startRegistry } from "@mlops/testing/registries";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { until, untilReady } from "@mlops/testing/until";

const ROOT = new URL("../../", import.meta.url).pathname;

/** How long the visitor sends, as in the attack that was seen. */
const ATTACK_MS = 4_000;

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

/** Predicts and tells the contrary of what is true, for as long as it takes. */
async function teachTheContrary(url: string): Promise<number> {
  const ids: string[] = [];
  const begin = performance.now();
  const nRows = 100;
  for (let round = 0; performance.now() - begin < ATTACK_MS / 2; round++) {
    const response = await fetch(`${url}/predict`, {
      method: "POST",
      headers: JSON_TYPE,
      body: JSON.stringify(lookAlikes(nRows, round)),
    });
    await response.body?.cancel();
    ids.push(response.headers.get("x-request-id") ?? "");
  }
  const tell = async (id: string) => {
    const body = lookAlikes(nRows, ids.indexOf(id)).map(({ Glucose = 0 }, row) => ({
      request_id: id,
      row,
      outcome: Glucose < 115 ? 1 : 0,
    }));
    const response = await fetch(`${url}/feedback`, {
      method: "POST",
      headers: JSON_TYPE,
      body: JSON.stringify(body),
    });
    await response.body?.cancel();
    return response.status;
  };
  // What comes faster than the log takes is dropped, so no certain prediction can be waited for.
  await until("an empty queue of the log", async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    return /^predict_log_rows_queued 0$/m.test(metrics);
  });
  let nTold = 0;
  const beginTelling = performance.now();
  for (const id of ids) {
    if (performance.now() - beginTelling > ATTACK_MS / 2) break;
    if (await tell(id) === 200) nTold += nRows;
  }
  return nTold;
}

Deno.test("an anonymous visitor who predicts and tells for 4 s does not flip the champion", async () => {
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
  const nTold = await teachTheContrary(service.url);
  ok(nTold > 700, `${nTold}`);

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
