// deno-lint-ignore-file no-console -- figures for whoever runs it
/**
 * The workshop's own train.py, unchanged, registers a scikit-learn model on the cluster's MLflow and moves
 * the alias, with scikit-learn 1.6.1 and with the newest one: every pod answers with Python's
 * probabilities, bit for bit, explains as shap does, no request fails meanwhile, and the workshop's
 * checklists are all ticked.
 *
 * Run: deno task e2e:python-train
 */
import { MlflowClient } from "@mlops/mlflow";
import { deepEqual, equal, ok } from "node:assert/strict";
import { isReady } from "../checklist/workload.ts";
import { cluster, until } from "./stack.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const BASELINE = new URL("../../../shared/baseline/", import.meta.url).pathname;
const DATASET = new URL("../../../shared/data/diabetes.csv", import.meta.url).pathname;

/** The poll of the deployed pods, 2 s with a quarter of jitter, and 2 s to load the version. */
const FOLLOW_SECONDS = 5;

/** Rows that are explained; shap takes its time. */
const EXPLAINED = 8;

/** What Python says of a version: scikit-learn's own version, probabilities, shap's values of class 1. */
interface PythonAnswers {
  readonly sklearn: string;
  readonly rows: readonly Readonly<Record<string, number>>[];
  readonly probabilities: readonly (readonly number[])[];
  readonly base: number;
  readonly shap: readonly (readonly number[])[];
}

const ASK_PYTHON = `
import json, sys
import mlflow, pandas, shap, sklearn
model = mlflow.sklearn.load_model(f"models:/diabetes-model/{sys.argv[1]}")
table = pandas.read_csv(sys.argv[2]).drop(columns="Outcome")
explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
explained = table.iloc[:int(sys.argv[3])]
values = explainer.shap_values(explained)
json.dump({
    "sklearn": sklearn.__version__,
    "rows": table.to_dict("records"),
    "probabilities": model.predict_proba(table).tolist(),
    "base": float(explainer.expected_value[1]),
    "shap": values[:, :, 1].tolist(),
}, sys.stdout)
`;

async function output(program: string, args: readonly string[], env = {}): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd: ROOT,
    env,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const printed = decoder.decode(stdout);
  if (success) return printed;
  throw new Error(`${program} failed: ${(decoder.decode(stderr) + printed).slice(-4_000)}`);
}

/** Addresses of the classic form's pods, which this machine reaches as the node does. */
async function podAddresses(): Promise<string[]> {
  const pods = await cluster.objects("pods", ["--selector=app=ml-api"]);
  return pods.filter(({ metadata }) => !("deletionTimestamp" in metadata)).filter(isReady)
    .map(({ status }) => `http://${status["podIP"]}:8000`);
}

async function post(url: string, body: unknown): Promise<Response> {
  return await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "x-prediction-log": "off" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
}

/** Asks every pod in turn until told to stop. */
class SteadyLoad {
  answered = 0;
  readonly failures: string[] = [];
  readonly #stop = new AbortController();
  readonly #loops: Promise<void>[];

  constructor(pods: readonly string[], row: unknown) {
    this.#loops = pods.map((pod) => this.#ask(pod, row));
  }

  async #ask(pod: string, row: unknown): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        const response = await post(`${pod}/predict`, row);
        const text = await response.text();
        if (response.ok) this.answered++;
        else this.failures.push(`${response.status} ${text.slice(0, 200)}`);
      } catch (error) {
        this.failures.push(String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
  }
}

async function train(python: string, env: Record<string, string>): Promise<string> {
  const printed = await output(python, [`${BASELINE}train.py`, DATASET], env);
  const version = /version (\d+) is @champion/.exec(printed)?.[1];
  ok(version !== undefined, printed);
  return version;
}

async function isServedBy(pod: string, version: string): Promise<boolean> {
  const response = await fetch(`${pod}/readyz`);
  const body = await response.json();
  return response.ok && body.model.version === version;
}

/** The page's service has pods of its own, which may start now. */
async function untilKnativeServes(version: string): Promise<void> {
  await using page = await cluster.forward("ui-service", 8501);
  await until(`the page's service to serve version ${version}`, {
    seconds: 60,
    look: async () => {
      const response = await fetch(`${page.url}/api/model`);
      const model = await response.json();
      return response.ok && model.version === version ? true : undefined;
    },
  });
}

async function holdToPython(pod: string, answers: PythonAnswers): Promise<void> {
  const response = await post(`${pod}/predict`, answers.rows);
  const body: { probability: number; has_diabetes: boolean }[] = await response.json();
  equal(response.status, 200, JSON.stringify(body).slice(0, 300));
  deepEqual(body.map(({ probability }) => probability), answers.probabilities.map(([, p]) => p));
  const names = Object.keys(answers.rows[0]!);
  for (const [i, wanted] of answers.shap.entries()) {
    const explained = await (await post(`${pod}/explain`, answers.rows[i])).json();
    ok(Math.abs(explained["base_value"] - answers.base) <= 1e-9);
    names.forEach((name, column) => {
      const difference = Math.abs(explained.contributions[name] - wanted[column]!);
      ok(difference <= 1e-9, `${name} of row ${i} differs by ${difference}`);
    });
  }
}

Deno.test("the workshop's train.py moves the alias, and every pod answers as Python does", async () => {
  await using mlflow = await cluster.forward("mlflow-service", 5000);
  const client = new MlflowClient({ trackingUri: new URL(mlflow.url) });
  const before = await client.registry.getModelVersionByAlias("diabetes-model", "champion");
  ok(before !== null);
  const python = (await output(".ci/python", [])).trim();
  const newest = (await output(".ci/newest_sklearn", [])).trim();
  try {
    for (const pythonPath of ["", newest]) {
      const env = {
        MLFLOW_TRACKING_URI: mlflow.url,
        ...(pythonPath === "" ? {} : { PYTHONPATH: pythonPath }),
      };
      const pods = await podAddresses();
      ok(pods.length >= 2);
      const [first] = JSON.parse(
        await output(python, [
          "-c",
          "import pandas,sys,json;json.dump(pandas.read_csv(sys.argv[1]).drop(columns='Outcome').head(1).to_dict('records'),sys.stdout)",
          DATASET,
        ]),
      );
      const load = new SteadyLoad(pods, first);
      const version = await train(python, env);
      await until(`every pod to serve version ${version}`, {
        seconds: FOLLOW_SECONDS,
        look: async () => {
          const served = await Promise.all(pods.map((pod) => isServedBy(pod, version)));
          return served.every(Boolean) ? true : undefined;
        },
      });
      const args = ["-c", ASK_PYTHON, version, DATASET, `${EXPLAINED}`];
      const answers: PythonAnswers = JSON.parse(await output(python, args, env));
      for (const pod of pods) await holdToPython(pod, answers);
      await untilKnativeServes(version);
      // Exits with 1 unless all is ticked, the page in Chromium too.
      const checklist = await output("deno", ["task", "--quiet", "checklist"]);
      ok(checklist.includes(`version ${version}`), checklist);
      await load.end();
      deepEqual(load.failures, []);
      ok(load.answered > 0);
      console.log(
        `scikit-learn ${answers.sklearn}: version ${version} on ${pods.length} pods, ` +
          `${answers.rows.length} rows bit for bit, ${answers.shap.length} explained as shap does, ` +
          `${load.answered} requests meanwhile, 0 failed, checklists all ticked`,
      );
    }
  } finally {
    await client.registry.setRegisteredModelAlias({
      name: "diabetes-model",
      alias: "champion",
      version: before.version,
    });
  }
});
