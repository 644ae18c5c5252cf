import { FEATURES } from "@mlops/tasks/diabetes";
import { forestEnsemble } from "@mlops/forest";
import { MlflowError, type ModelMetadata } from "@mlops/mlflow";
import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import { recordingPorts, REQUEST, RUN_ID, type World } from "../testing/recorded_training.ts";
import type { VersionStatement } from "@mlops/signing";
import type { Rival } from "../mlflow/model_registry.ts";
import { trainModel } from "./train_model.ts";
import type { TrainRequest } from "./train_request.ts";

const isUpload = (call: string) => call.startsWith("upload ");

Deno.test("trainModel() logs everything, registers, closes the run and moves the alias last", async () => {
  const { ports, calls, files } = recordingPorts({});
  const report = await trainModel(REQUEST, ports);
  const onnx = files.get("model/model.onnx") ?? new Uint8Array();
  const sha256 = createHash("sha256").update(onnx).digest("hex");
  deepEqual(calls.filter((call) => !isUpload(call)), [
    "start 2026-11-25T01:02:03.456Z",
    "input t.csv",
    "results accuracy,precision,recall,f1_score,auc_roc",
    "model model",
    `register mlflow-artifacts:/1/${RUN_ID}/artifacts/model sha256=${sha256}`,
    "results aliases_moved",
    "end FINISHED",
    "alias champion=4",
  ]);
  deepEqual([...files.keys()].sort(), [
    "model/MLmodel",
    "model/conda.yaml",
    "model/input_example.json",
    "model/model.onnx",
    "model/python_env.yaml",
    "model/requirements.txt",
    "model/serving_input_example.json",
    "plots/confusion_matrix.json",
    "plots/confusion_matrix.svg",
    "plots/feature_importances.json",
    "plots/feature_importances.svg",
    "plots/roc_curve.json",
    "plots/roc_curve.svg",
  ]);
  deepEqual([report.runId, report.version, report.aliases, report.promotion], [
    RUN_ID,
    "4",
    ["champion"],
    null,
  ]);
});

Deno.test("trainModel() logs parameters under scikit-learn's names with Python's values", async () => {
  const { ports, logged } = recordingPorts({});
  await trainModel(REQUEST, ports);
  deepEqual(logged["params"], {
    "n_estimators": "5",
    "max_depth": "None",
    "min_samples_split": "2",
    "min_samples_leaf": "1",
    "max_features": "sqrt",
    "bootstrap": "True",
    "criterion": "gini",
    "random_state": "7",
    "test_size": "0.25",
    "stratify": "Outcome",
  });
});

Deno.test("trainModel() describes the table as an input that was used for training", async () => {
  const { ports, logged } = recordingPorts({});
  await trainModel(REQUEST, ports);
  const { schema, ...input } = logged["input"] as Record<string, string>;
  deepEqual(input, {
    name: "t.csv",
    digest: "ab".repeat(16),
    sourceType: "local",
    source: '{"uri":"t.csv"}',
    profile: '{"num_rows":40,"num_elements":360}',
    tags: { "mlflow.data.context": "training" },
  });
  match(schema ?? "", /^\{"mlflow_colspec":\[\{"type":"double","name":"Pregnancies",/);
});

Deno.test("trainModel() tells readers of the model its features, classes and golden rows", async () => {
  const { ports, logged } = recordingPorts({});
  await trainModel(REQUEST, ports);
  const metadata = logged["metadata"] as Record<string, unknown>;
  deepEqual([metadata["task"], metadata["classes"], metadata["trained_at"], metadata["dataset"]], [
    "diabetes",
    [0, 1],
    "2026-11-25T01:02:03Z",
    { name: "t.csv", digest: "ab".repeat(32), rows: 40, "training_rows": 30 },
  ]);
  const features = metadata["features"] as ModelMetadata["features"];
  deepEqual(features.map((feature) => feature.name), FEATURES.map((feature) => feature.name));
  const [, glucose] = features;
  equal(glucose?.label, "Glucose (mg/dL)");
  equal(glucose.quantiles?.length, 101);
  equal(glucose.histogram?.edges.length, 21);
  equal(glucose.histogram?.counts.reduce((sum, count) => sum + count), 30);
  equal((metadata["probability_quantiles"] as number[]).length, 101);
  const goldenRows = metadata["golden_rows"] as { features: number[]; probabilities: number[] }[];
  equal(goldenRows.length, 5);
  for (const { features, probabilities: [no = NaN, yes = NaN] } of goldenRows) {
    equal(features.length, 8);
    ok(Math.abs(no + yes - 1) < 1e-12);
  }
});

Deno.test("trainModel() gives the same model file for the same request", async () => {
  const first = recordingPorts({});
  const second = recordingPorts({});
  await trainModel(REQUEST, first.ports);
  await trainModel(REQUEST, second.ports);
  deepEqual(first.files.get("model/model.onnx"), second.files.get("model/model.onnx"));
});

Deno.test("trainModel() sets another alias and leaves champion alone", async () => {
  const { ports, calls } = recordingPorts({});
  const { aliases } = await trainModel({ ...REQUEST, alias: "challenger" }, ports);
  deepEqual(aliases, ["challenger"]);
  equal(calls.at(-1), "alias challenger=4");
});

/** A stump that is always sure of the class, so that its AUC is 0.5. */
function stump(): Rival {
  return {
    version: "3",
    forest: forestEnsemble({
      nFeatures: 8,
      classes: [0, 1],
      roots: Int32Array.of(0),
      left: Int32Array.of(-1),
      right: Int32Array.of(-1),
      feature: Int32Array.of(-2),
      threshold: Float64Array.of(-2),
      cover: null,
      value: Float64Array.of(0, 1),
    }),
  };
}

const IF_BETTER: TrainRequest = { ...REQUEST, promoteIfBetter: "auc_roc" };

Deno.test("trainModel() scores the champion on the same rows and promotes what is not worse", async () => {
  const { ports, calls, logged } = recordingPorts({ champion: stump() });
  const { aliases, promotion } = await trainModel(IF_BETTER, ports);
  deepEqual(aliases, ["champion"]);
  match(promotion?.reason ?? "", /^the champion, version 3, is not better: auc_roc 0.5 beside /);
  deepEqual(Object.keys(logged["metrics"]!), [
    "champion_accuracy",
    "champion_precision",
    "champion_recall",
    "champion_f1_score",
    "champion_auc_roc",
  ]);
  equal(calls.at(-1), "alias champion=4");
});

Deno.test("trainModel() registers, but does not promote over, a champion it cannot score", async () => {
  const champion = { version: "3", unscorable: 'it must have the flavor "onnx": has sklearn' };
  const { ports, calls } = recordingPorts({ champion });
  const { aliases, version, promotion } = await trainModel(IF_BETTER, ports);
  deepEqual([aliases, version, promotion?.isPromoted], [[], "4", false]);
  equal(calls.at(-1), "end FINISHED");
});

Deno.test("trainModel() sets the challenger's alias whatever the comparison says", async () => {
  const champion = { version: "3", unscorable: "it is in pieces" };
  const { ports } = recordingPorts({ champion });
  const request = { ...IF_BETTER, alias: "challenger" };
  deepEqual((await trainModel(request, ports)).aliases, ["challenger"]);
  const forced = await trainModel({ ...request, isForced: true }, ports);
  deepEqual(forced.aliases, ["challenger", "champion"]);
});

async function failedCalls(world: World, request = REQUEST): Promise<string[]> {
  const { ports, calls } = recordingPorts(world);
  await rejects(trainModel(request, ports));
  return calls.filter((call) => !isUpload(call));
}

Deno.test("trainModel() leaves the run FAILED with the reason when the table is bad", async () => {
  const calls = await failedCalls({ text: "<html>" });
  equal(calls.length, 2);
  match(calls[1]!, /^end FAILED: Cannot read the table "t\.csv": it is an HTML page, /);
});

Deno.test("trainModel() leaves the run FAILED when a parameter does not fit the table", async () => {
  const params = { ...REQUEST.params, testSize: 0.01 };
  const calls = await failedCalls({}, { ...REQUEST, params });
  equal(calls.length, 2);
  match(calls[1]!, /^end FAILED: Cannot /);
});

Deno.test("trainModel() refuses a run whose artifacts do not go through the server", async () => {
  deepEqual(await failedCalls({ artifactUri: "/mlflow/artifacts/1/run/artifacts" }), [
    "start 2026-11-25T01:02:03.456Z",
    'end FAILED: Cannot log artifacts as the experiment\'s location must start with "mlflow-artifacts:": ' +
    'is "/mlflow/artifacts/1/run/artifacts" (start the server with --artifacts-destination, and use a new experiment)',
  ]);
});

/** A world in which one call fails, and what the server is told from that call on. */
async function callsAfter(failing: string, error: Error, request = REQUEST): Promise<string[]> {
  const calls = await failedCalls({
    onCall: (call) => {
      if (call.startsWith(failing)) throw error;
    },
  }, request);
  return calls.slice(calls.findIndex((call) => call.startsWith(failing)) + 1);
}

Deno.test("trainModel() registers nothing when the logging failed", async () => {
  deepEqual(await callsAfter("model ", new Error("disk full")), ["end FAILED: disk full"]);
});

Deno.test("trainModel() takes the version back when an alias is refused", async () => {
  const refusal = new MlflowError(400, "INVALID_PARAMETER_VALUE", "no such alias");
  deepEqual(await callsAfter("alias ", refusal), [
    "delete 4",
    `end FAILED: ${refusal.message}`,
  ]);
});

Deno.test("trainModel() keeps a version that an alias may point to", async () => {
  const timeout = new MlflowError(0, "TIMEOUT", "no answer");
  deepEqual(await callsAfter("alias ", timeout), [`end FAILED: ${timeout.message}`]);
  const refusal = new MlflowError(400, "INVALID_PARAMETER_VALUE", "no such alias");
  const request = { ...IF_BETTER, alias: "challenger" };
  deepEqual(await callsAfter("alias champion", refusal, request), [
    `end FAILED: ${refusal.message}`,
  ]);
});

Deno.test("trainModel() told to stop leaves the run KILLED and nothing registered", async () => {
  for (const moment of ["input ", "register "]) {
    const stop = new AbortController();
    const calls = await failedCalls({
      stop,
      onCall: (call) => {
        if (call.startsWith(moment)) stop.abort(new Error("told to stop"));
      },
    });
    equal(calls.at(-1), "end KILLED: told to stop");
    equal(calls.some((call) => call.startsWith("alias ")), false);
    equal(calls.includes("delete 4"), moment === "register ");
  }
});

Deno.test("trainModel() tells the first fault even if the run cannot be closed", async () => {
  const { ports } = recordingPorts({
    onCall: (call) => {
      if (call.startsWith("model ")) throw new Error("server gone");
      if (call.startsWith("end ")) throw new Error("still gone");
    },
  });
  await rejects(trainModel(REQUEST, ports), { message: "server gone" });
});

Deno.test("trainModel() signs every file of the model before any of them leaves", async () => {
  const statements: VersionStatement[] = [];
  const { ports, calls, files } = recordingPorts({
    sign: (version) => {
      equal(calls.some(isUpload), false);
      statements.push(version);
      return Promise.resolve(new TextEncoder().encode("signed"));
    },
  });
  await trainModel(REQUEST, ports);

  const [statement] = statements;
  equal(statement!.name, "diabetes-model");
  equal(statement!.runId, RUN_ID);
  const uploaded = [...files].filter(([path]) => path.startsWith("model/"));
  deepEqual(
    statement!.files.map(({ path, sha256 }) => [`model/${path}`, sha256]).sort(),
    uploaded.filter(([path]) => path !== "model/signature.dsse.json").map(([path, content]) => {
      return [path, createHash("sha256").update(content).digest("hex")];
    }).sort(),
  );
  equal(new TextDecoder().decode(files.get("model/signature.dsse.json") as Uint8Array), "signed");
});
