import { MlflowClient } from "@mlops/mlflow";
import { referenceTest, runPython } from "@mlops/testing/reference";
import { startRegistry } from "@mlops/testing/registries";
import { runTraining } from "@mlops/testing/training_process";
import { tableTask } from "@mlops/task";
import { deepEqual, equal, ok } from "node:assert/strict";

const FOLDER = new URL("../../../../shared/golden/tables/", import.meta.url).pathname;
const TABLES = [
  "ames",
  "churn",
  "credit",
  "heart",
  "imports85",
  "penguins",
  "randhie",
  "tips",
  "titanic",
  "wine",
];

/** What scikit-learn's pipeline gives for a table. */
interface GoldenTable {
  readonly target: string;
  readonly estimator: string;
  readonly params: Readonly<Record<string, number | string | boolean>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly "oob_score"?: number;
}

/** What Python says of a model. */
interface Loaded {
  readonly name: string;
  readonly nWrong: number;
  readonly difference: number;
  readonly hasSameFlavors: boolean;
}

/** scikit-learn's names of the metrics that are named otherwise in MLflow. */
const SKLEARN_NAMES: Readonly<Record<string, string>> = { "auc_roc": "roc_auc" };

function flagsOf({ estimator, params, target }: GoldenTable, file: string): string[] {
  const flags = Object.entries(params).map(([name, value]) => {
    const flag = `--${name.replaceAll("_", "-")}`;
    return typeof value === "boolean" ? flag : `${flag}=${value}`;
  });
  return [`--table=${file}`, `--target=${target}`, `--estimator=${estimator}`, ...flags];
}

referenceTest(
  "deno task train --table: scikit-learn's metrics to the last bit, and models that Python loads and scores data frames with",
  ["golden", "python"],
  async (t) => {
    await using registry = await startRegistry();
    const client = new MlflowClient({ trackingUri: new URL(registry.url) });
    const models: { name: string; model: string }[] = [];
    for (const name of TABLES) {
      const golden: GoldenTable = JSON.parse(
        await Deno.readTextFile(`${FOLDER}table-${name}.json`),
      );
      const file = `${FOLDER}data/${name}.csv`;
      const { model } = tableTask(file, golden.target);
      const { code, stderr } = await runTraining(registry.url, { args: flagsOf(golden, file) });
      equal(code, 0, stderr);
      models.push({ name, model });
      await t.step(`${name}: metrics`, async () => {
        const version = await client.registry.getModelVersionByAlias(model, "champion");
        const runId = version?.runId ?? "";
        const { metrics } = await client.runs.getRun(runId);
        const wanted: Record<string, number | undefined> = {
          ...golden.metrics,
          "oob_score": golden.oob_score,
        };
        let nCompared = 0;
        for (const [key, { value }] of Object.entries(metrics)) {
          const due = wanted[SKLEARN_NAMES[key] ?? key];
          if (due === undefined) continue;
          equal(value, due, key);
          nCompared++;
        }
        ok(nCompared >= 5, `${nCompared}`);
      });
    }
    const program = await Deno.readTextFile(new URL("testdata/load_tables.py", import.meta.url));
    const loaded: Loaded[] = JSON.parse(
      await runPython(program, {
        args: [FOLDER, JSON.stringify(models)],
        env: { MLFLOW_TRACKING_URI: registry.url },
      }),
    );
    equal(loaded.length, TABLES.length);
    for (const { name, nWrong, difference, hasSameFlavors } of loaded) {
      await t.step(`${name}: mlflow.pyfunc and mlflow.onnx on the original DataFrame`, () => {
        equal(nWrong, 0);
        ok(difference < 1e-6, `${difference}`);
        ok(hasSameFlavors);
      });
    }
  },
);

referenceTest(
  "--cv and permutation importances are scikit-learn's of the whole pipeline, to the last bit",
  ["golden", "python"],
  async () => {
    await using registry = await startRegistry();
    const models = [
      { name: "credit", target: "Status", nTrees: 20 },
      { name: "tips", target: "tip", nTrees: 20 },
    ].map((one) => ({ ...one, model: `validated-${one.name}` }));
    for (const { name, target, model, nTrees } of models) {
      const file = `${FOLDER}data/${name}.csv`;
      const args = ["--table", file, "--target", target, "--model", model, "--cv", "4"];
      const { code, stderr } = await runTraining(registry.url, {
        args: [...args, "--n-estimators", `${nTrees}`],
      });
      equal(code, 0, stderr);
    }
    const program = await Deno.readTextFile(
      new URL("testdata/validate_tables.py", import.meta.url),
    );
    const report = JSON.parse(
      await runPython(program, {
        args: [FOLDER, JSON.stringify(models)],
        env: { MLFLOW_TRACKING_URI: registry.url },
      }),
    );
    deepEqual(
      report,
      models.map(({ name }) => ({ name, sameScores: true, sameImportances: true })),
    );
  },
);
