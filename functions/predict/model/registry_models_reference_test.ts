/**
 * Models as registries hold them (`golden/registry`), published to both tracking servers, each served or
 * refused as its README says: in its own types, with missing values and texts, under the right names.
 */
import { MlflowClient } from "@mlops/mlflow";
import { publishFiles } from "@mlops/testing/publish_files";
import { referenceTest, startRealMlflow } from "@mlops/testing/reference";
import { startRegistry } from "@mlops/testing/registries";
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readConfig } from "../config.ts";
import { createService, type Service } from "../create_service.ts";
import { readOnnx } from "../engines/read_onnx.ts";
import { createLogger } from "../logger.ts";
import { ownFiles } from "../run/own_files.ts";
import { lookAnswered } from "../testing/look_answered.ts";
import { STUMP_MODEL } from "../testing/stump_model.ts";
import { postJson } from "../testing/tested_app.ts";

const ROOT = new URL("../../../../shared/golden/registry/", import.meta.url);

// ONNX Runtime opens a MessageChannel when it is loaded and keeps it, which the sanitizer of the first
// test that loads it would take for a leak.
await (await readOnnx(STUMP_MODEL, { engine: "onnxruntime" })).dispose();

type Cell = number | string | null;

/** What Python answers for some rows. */
interface Expected {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly labels: readonly number[];
  readonly proba: readonly (number | readonly number[])[];
}

/** What must happen with a folder. */
interface Fate {
  /** What its answers are; `null`: it is refused, unless its flavor can be read by now. */
  readonly output: "probabilities" | "scores" | "value" | null;
  /** Types of its columns, all fp32 if left out. */
  readonly types?: readonly string[];
  /** Whether Python's numbers are others than the graph's: decision scores of another shape. */
  readonly isOtherwise?: boolean;
}

const FATES: Readonly<Record<string, Fate>> = {
  "flavor_sklearn": { output: null },
  "flavor_xgboost": { output: null },
  "flavor_lightgbm": { output: null },
  "flavor_pyfunc": { output: null },
  "svc_noproba": { output: "scores", isOtherwise: true },
  "linear_svc": { output: "scores" },
  ridge: { output: "scores" },
  "gb_raw_scores": { output: "scores", isOtherwise: true },
  "rf_regressor": { output: "value" },
  "rf_one_class": { output: "probabilities" },
  "rf_zipmap_columns": { output: "probabilities" },
  tfidf: { output: "probabilities", types: ["bytes"] },
  "int64_epoch": { output: "probabilities", types: ["fp64", "fp64"] },
  "rf_int64": { output: "probabilities", types: ["int64", "int64", "int64", "int64"] },
  "rf_double": { output: "probabilities", types: ["fp64", "fp64", "fp64", "fp64"] },
  "mixed_int_float": { output: "probabilities", types: ["int64", "fp32"] },
  "bool_column": { output: "probabilities", types: ["bool", "fp32"] },
  "imputer_rf": { output: "probabilities" },
  "hist_gb_nan": { output: "probabilities" },
  "xgb3_nan": { output: "probabilities" },
  "rf_nan": { output: "probabilities" },
  "ohe_strings": { output: "probabilities", types: ["fp32", "fp32", "bytes", "bytes"] },
  "spaced_columns_nosig": { output: "probabilities" },
  "net_small": { output: "probabilities" },
  "net_wide": { output: "probabilities" },
};

async function serviceFor(trackingUri: string, name: string): Promise<Service> {
  const env: Record<string, string> = {
    MLFLOW_TRACKING_URI: trackingUri,
    MODEL_URI: `models:/${name}@champion`,
  };
  const service = createService(readConfig((variable) => env[variable]), {
    logger: createLogger(() => {}, Date.now),
    documentation: ownFiles().documentation,
  });
  await lookAnswered(service);
  return service;
}

async function publishFolder(client: MlflowClient, name: string): Promise<void> {
  const files: [string, Uint8Array][] = [];
  for await (const { name: file } of Deno.readDir(new URL(`${name}/`, ROOT))) {
    if (file === "expected.json") continue;
    files.push([file, await Deno.readFile(new URL(`${name}/${file}`, ROOT))]);
  }
  const version = await publishFiles(client, files, { name });
  await client.registry.setRegisteredModelAlias({ name, alias: "champion", version });
}

interface Answer {
  readonly label?: number;
  readonly probabilities?: readonly number[];
  readonly scores?: readonly number[];
  readonly prediction?: number;
}

/** Asks for the same rows by every route; the answers of `/predict`, to which the others are held. */
async function askEveryRoute(
  { app }: Service,
  name: string,
  { names, rows }: { names: readonly string[]; rows: readonly (readonly Cell[])[] },
): Promise<Answer[]> {
  const objects = rows.map((row) =>
    Object.fromEntries(names.map((column, index) => [column, row[index]]))
  );
  const response = await postJson(app, "/predict", objects);
  equal(response.status, 200, await response.clone().text());
  const answers: Answer[] = await response.json();
  const told = answers.map(({ label, prediction }) => `${label ?? prediction}`);

  const csv = [names, ...rows.map((row) => row.map((cell) => cell ?? ""))]
    .map((cells) => cells.join(",")).join("\n");
  const table = await app.request("/predict/csv", {
    method: "POST",
    headers: { "content-type": "text/csv" },
    body: csv,
  });
  const [header = "", ...lines] = (await table.text()).trim().split("\n");
  const place = header.split(",").findIndex((cell) => cell === "label" || cell === "prediction");
  deepEqual(lines.map((line) => line.split(",")[place]), told, "CSV");

  // Python's client writes NaN, which is no JSON.
  const split = JSON.stringify({ "dataframe_split": { columns: names, data: rows } });
  const invoked = await postJson(app, "/invocations", split.replaceAll("null", "NaN"));
  equal(invoked.status, 200, await invoked.clone().text());
  const { predictions } = await invoked.json();
  const labels = predictions.label ?? Object.values(predictions).flat(2);
  deepEqual(labels.map(String), told, "MLflow");

  const { features } = await (await app.request("/model")).json();
  const inputs = names.map((column, index) => ({
    name: column,
    shape: [rows.length, 1],
    datatype: features[index].type.toUpperCase(),
    data: rows.map((row) => row[index]),
  }));
  const inferred = await postJson(app, `/v2/models/${name}/infer`, { inputs });
  equal(inferred.status, 200, await inferred.clone().text());
  deepEqual((await inferred.json()).outputs[0].data.map(String), told, "OIP");
  return answers;
}

function checkAnswers(answers: readonly Answer[], expected: Expected, fate: Fate): void {
  answers.forEach((answer, row) => {
    const wanted = expected.proba[row]!;
    if (fate.output === "value") {
      ok(Math.abs(answer.prediction! - expected.labels[row]!) < 1e-4);
      return;
    }
    equal(answer.label, expected.labels[row], `label of row ${row}`);
    const numbers = answer[fate.output!]!;
    if (fate.output === "probabilities") {
      ok(numbers.every((value) => value >= 0 && value <= 1), `${numbers}`);
      ok(Math.abs(numbers.reduce((sum, value) => sum + value) - 1) < 1e-6);
    }
    if (fate.isOtherwise || typeof wanted === "number") return;
    wanted.forEach((value, index) => ok(Math.abs(value - numbers[index]!) < 1e-5));
  });
}

async function checkServed(service: Service, name: string, fate: Fate): Promise<void> {
  const expected: Expected = JSON.parse(
    await Deno.readTextFile(new URL(`${name}/expected.json`, ROOT)),
  );
  const { features, output } = await (await service.app.request("/model")).json();
  equal(output, fate.output);
  deepEqual(
    features.map(({ type }: { type: string }) => type),
    fate.types ?? expected.columns.map(() => "fp32"),
  );
  const names = features.map((feature: { name: string }) => feature.name);
  deepEqual(names, expected.columns.map((column) => column.replaceAll(" ", "_")));
  const hasMissing = (row: readonly Cell[]) => row.includes(null);
  const isNullable = features.some(({ nullable }: { nullable: boolean }) => nullable);
  const rows = isNullable ? expected.rows : expected.rows.filter((row) => !hasMissing(row));
  const answers = await askEveryRoute(service, name, { names, rows });
  const kept = rows.map((row) => expected.rows.indexOf(row));
  checkAnswers(answers, {
    ...expected,
    labels: kept.map((row) => expected.labels[row]!),
    proba: kept.map((row) => expected.proba[row]!),
  }, fate);
  if (isNullable) return;
  const missing = Object.fromEntries(
    names.map((column: string, index: number) => [column, index === 0 ? null : rows[0]![index]]),
  );
  const refused = await postJson(service.app, "/predict", missing);
  equal(refused.status, 422);
  match((await refused.json()).detail, new RegExp(`^${names[0]} must be `));
}

async function checkRegistry(context: Deno.TestContext, url: string): Promise<void> {
  const client = new MlflowClient({ trackingUri: new URL(url) });
  for (const [name, fate] of Object.entries(FATES)) {
    await context.step(name, async () => {
      await publishFolder(client, name);
      const service = await serviceFor(url, name);
      const { champion, refusals } = service.store;
      if (fate.output === null) {
        // Whatever cannot be served is refused with its reason.
        if (champion === null) {
          match(refusals[0]?.detail ?? "", /its (\w+ model is refused|flavor is)/);
        }
      } else {
        ok(champion !== null, service.store.trouble ?? "");
        await checkServed(service, name, fate);
      }
      await champion?.model.scorer.dispose();
    });
  }
}

referenceTest("models as registries hold them, on our tracking server", ["golden"], async (t) => {
  await using registry = await startRegistry();
  await checkRegistry(t, registry.url);
});

referenceTest(
  "models as registries hold them, on a real MLflow",
  ["golden", "python"],
  async (t) => {
    await using mlflow = await startRealMlflow();
    await checkRegistry(t, mlflow.url);
  },
);
