import { MlflowClient } from "@mlops/mlflow";
import {
  referencePython,
  referenceTest,
  runPython,
  startRealMlflow,
} from "@mlops/testing/reference";
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { startRegistry } from "@mlops/testing/registries";
import { runTraining } from "@mlops/testing/training_process";

const DATASET = new URL("../../tasks/diabetes/data/diabetes.csv", import.meta.url).pathname;
const BASELINE_TRAIN = new URL("../../../shared/baseline/train.py", import.meta.url).pathname;

/** What scikit-learn computes, and what MLflow's Python client makes of what was registered. */
const PROGRAM = `
import json, sys, warnings
warnings.filterwarnings("ignore")
import mlflow, numpy as np, onnxruntime, pandas as pd
from sklearn import metrics
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

table = pd.read_csv(sys.argv[1])
x, y = table.drop(columns="Outcome").to_numpy(), table["Outcome"].to_numpy()
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=42, stratify=y)
forest = RandomForestClassifier(n_estimators=100, max_depth=10, min_samples_split=5, min_samples_leaf=2, random_state=42)
forest.fit(x_train, y_train)
predicted, score = forest.predict(x_test), forest.predict_proba(x_test)[:, 1]
everything = forest.predict_proba(x)
rows = x.astype(np.float32)

uri = "models:/diabetes-model@champion"
session = onnxruntime.InferenceSession(mlflow.onnx.load_model(uri).SerializeToString())
by_onnx = session.run(["probabilities"], {session.get_inputs()[0].name: rows})[0]
pyfunc = mlflow.pyfunc.load_model(uri)
by_pyfunc = pyfunc.predict(rows)
client = mlflow.MlflowClient()
version = client.get_model_version_by_alias("diabetes-model", "champion")
run = client.get_run(version.run_id)
golden = pyfunc.metadata.metadata["golden_rows"]
importances = json.loads(mlflow.artifacts.load_text(run.info.artifact_uri + "/plots/feature_importances.json"))
print(json.dumps({
    "metrics": {
        "accuracy": metrics.accuracy_score(y_test, predicted), "precision": metrics.precision_score(y_test, predicted),
        "recall": metrics.recall_score(y_test, predicted), "f1_score": metrics.f1_score(y_test, predicted),
        "auc_roc": metrics.roc_auc_score(y_test, score)},
    "importances_equal": [one["importance"] for one in importances] == forest.feature_importances_.tolist(),
    "golden_equal": all(
        forest.predict_proba([row["features"]])[0].tolist() == row["probabilities"] for row in golden),
    "worst_onnx": float(np.abs(by_onnx - everything).max()),
    "worst_pyfunc": float(np.abs(by_pyfunc["probabilities"] - everything).max()),
    "rows": len(rows),
    "sample": float(by_pyfunc["probabilities"][0][1]),
    "run": {"name": run.info.run_name, "status": run.info.status, "metrics": run.data.metrics, "params": run.data.params,
            "experiment": client.get_experiment(run.info.experiment_id).name},
    "input": [{"name": one.dataset.name, "digest": one.dataset.digest, "source": one.dataset.source,
               "tags": {tag.key: tag.value for tag in one.tags}} for one in run.inputs.dataset_inputs],
    "version": {"tags": version.tags, "source": version.source, "version": version.version},
    "plots": sorted(one.path for one in client.list_artifacts(run.info.run_id, "plots")),
}))
`;

async function championVersion(client: MlflowClient): Promise<string | undefined> {
  return (await client.registry.getModelVersionByAlias("diabetes-model", "champion"))?.version;
}

referenceTest("train on a real MLflow, seen by its Python client", ["python"], async (t) => {
  await using mlflow = await startRealMlflow();
  const client = new MlflowClient({ trackingUri: new URL(mlflow.url) });

  await t.step("refuses an experiment whose artifacts lie on the server's own disk", async () => {
    const { experimentId } = await createExperiment(mlflow.url, `${mlflow.directory}/elsewhere`);
    const { code, stderr } = await runTraining(mlflow.url);
    equal(code, 1);
    match(stderr, /^Cannot log artifacts as the experiment's location must start with .*\n$/);
    const { items: [run] } = await client.runs.searchRuns({ experimentIds: [experimentId] });
    equal(run?.info.status, "FAILED");
    match(run.tags["mlflow.note.content"] ?? "", /must start with "mlflow-artifacts:"/);
    equal(await client.registry.getRegisteredModel("diabetes-model"), null);
    await renameExperiment(mlflow.url, experimentId);
  });

  await t.step("does not move a champion that it cannot score, unless forced", async () => {
    const { success } = await new Deno.Command(await referencePython(), {
      args: [BASELINE_TRAIN, DATASET],
      env: { "MLFLOW_TRACKING_URI": mlflow.url },
      stdout: "null",
      stderr: "null",
    }).output();
    ok(success);
    const kept = await runTraining(mlflow.url, { args: ["--promote-if-better", "auc_roc"] });
    deepEqual([kept.code, kept.stderr], [
      0,
      "Did not move @champion to version 2: the champion, version 1, cannot be scored: " +
      'it must have the flavor "onnx": has python_function, sklearn; --force moves it all the same\n',
    ]);
    equal(await championVersion(client), "1");
    const forced = await runTraining(mlflow.url, {
      args: ["--promote-if-better", "auc_roc", "--force"],
    });
    deepEqual([forced.code, forced.stderr], [0, ""]);
    equal(await championVersion(client), "3");
  });

  await t.step("registers what equals scikit-learn and loads in Python", async () => {
    await expectSeenByPython(mlflow.url, "3");
  });

  await t.step("keeps a champion that is better, and gives the challenger its alias", async () => {
    const { code, stderr } = await runTraining(mlflow.url, {
      args: "--alias challenger --promote-if-better auc_roc --n-estimators 1 --max-depth 1".split(
        " ",
      ),
    });
    equal(code, 0);
    match(
      stderr,
      /^Did not move @champion to version 4: the champion, version 3, is better: auc_roc 0\.820925925925926 beside 0\.\d+\n$/,
    );
    equal(await championVersion(client), "3");
    const challenger = await client.registry.getModelVersionByAlias("diabetes-model", "challenger");
    equal(challenger?.version, "4");
    const { metrics } = await client.runs.getRun(challenger.runId);
    equal(metrics["champion_auc_roc"]?.value, 0.820925925925926);
  });
});

referenceTest("train on our own server, seen by MLflow's Python client", ["python"], async () => {
  await using registry = await startRegistry();
  equal((await runTraining(registry.url)).code, 0);
  await expectSeenByPython(registry.url, "1");
});

/** Asks scikit-learn for the same forest, and MLflow's Python client for what was registered. */
async function expectSeenByPython(url: string, version: string): Promise<void> {
  const env = { "MLFLOW_TRACKING_URI": url };
  const seen = JSON.parse(await runPython(PROGRAM, { args: [DATASET], env }));
  const metrics = {
    "accuracy": 0.7792207792207793,
    "precision": 0.717391304347826,
    "recall": 0.6111111111111112,
    "f1_score": 0.66,
    "auc_roc": 0.820925925925926,
  };
  deepEqual(seen.metrics, metrics);
  deepEqual([seen.importances_equal, seen.golden_equal, seen.rows], [true, true, 768]);
  ok(seen.worst_onnx <= 1e-6 && seen.worst_pyfunc <= 1e-6);
  ok(Math.abs(seen.sample - 0.7698901075776077) <= 1e-6);
  const { params, ...run } = seen.run;
  deepEqual(run, {
    name: "diabetes-rf-model",
    status: "FINISHED",
    metrics,
    experiment: "diabetes-classification",
  });
  deepEqual(params, {
    "n_estimators": "100",
    "max_depth": "10",
    "min_samples_split": "5",
    "min_samples_leaf": "2",
    "max_features": "sqrt",
    "bootstrap": "True",
    "criterion": "gini",
    "random_state": "42",
    "test_size": "0.2",
    "stratify": "Outcome",
  });
  deepEqual(seen.input, [{
    name: "diabetes.csv",
    digest: "bf81d06e0c0512662862248241ab46d7",
    source: '{"uri":"tasks/diabetes/data/diabetes.csv"}',
    tags: { "mlflow.data.context": "training" },
  }]);
  match(seen.version.tags.sha256, /^[0-9a-f]{64}$/);
  equal(seen.version.version, version);
  deepEqual(seen.plots, [
    "plots/confusion_matrix.json",
    "plots/confusion_matrix.svg",
    "plots/feature_importances.json",
    "plots/feature_importances.svg",
    "plots/roc_curve.json",
    "plots/roc_curve.svg",
  ]);
}

async function createExperiment(url: string, location: string): Promise<{ experimentId: string }> {
  const answer = await post(`${url}/api/2.0/mlflow/experiments/create`, {
    name: "diabetes-classification",
    "artifact_location": location,
  });
  return { experimentId: String(answer["experiment_id"]) };
}

async function renameExperiment(url: string, experimentId: string): Promise<void> {
  await post(`${url}/api/2.0/mlflow/experiments/update`, {
    "experiment_id": experimentId,
    "new_name": "elsewhere",
  });
}

async function post(url: string, body: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  equal(response.status, 200, answer);
  return JSON.parse(answer);
}
