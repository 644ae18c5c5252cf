// deno-lint-ignore-file no-console -- a command line program
/**
 * Trains a forest on the 768 patients, logs it to MLflow, registers it, and moves the alias.
 *
 * Run: MLFLOW_TRACKING_URI=http://localhost:15000 deno run --allow-net --allow-env=MLFLOW_TRACKING_URI train.ts
 */
import {
  accuracy,
  DEFAULT_FOREST_PARAMS,
  f1Score,
  fitForest,
  precision,
  predict,
  recall,
  rocAucScore,
  trainTestSplit,
} from "@mlops/forest";
import { formatModelMetadata, MlflowClient } from "@mlops/mlflow";
import { onnxModelDirectory } from "@mlops/mlflow/model_directory";
import { encodeForest } from "@mlops/onnx";
import { parseTable, REFERENCE_TABLE } from "@mlops/tasks/reference";
import { EnsembleScorer } from "@mlops/trees";

const NAMES = [
  "Pregnancies",
  "Glucose",
  "BloodPressure",
  "SkinThickness",
  "Insulin",
  "BMI",
  "DiabetesPedigreeFunction",
  "Age",
];
const EXPERIMENT = "diabetes-classification";
const RUN = "diabetes-rf-model";
const MODEL = "diabetes-model";

const trackingUri = new URL(Deno.env.get("MLFLOW_TRACKING_URI") ?? "http://localhost:5000");
const mlflow = new MlflowClient({ trackingUri });

// 1. The table: the columns before the last are the features, the last one is the label.
const table = parseTable(REFERENCE_TABLE.text);
const nFeatures = NAMES.length; //? «NAMES.length» combien de colonnes le modèle voit | how many columns the model sees

/** Some rows of the table: values row by row, and labels. */
function take(rows: ArrayLike<number>) {
  const features = new Float32Array(rows.length * nFeatures);
  const labels = new Int32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const begin = rows[at]! * nFeatures;
    features.set(table.features.subarray(begin, begin + nFeatures), at * nFeatures);
    labels[at] = table.labels[rows[at]!]!;
  }
  return { features, labels };
}

// 2. Four fifths to fit on; one fifth that the fit never sees, with the same share of each class.
const split = trainTestSplit(table.labels, { testSize: 0.2, randomState: 42, stratify: true }); //? «{ testSize: 0.2, randomState: 42, stratify: true }» un cinquième pour le test, graine 42, stratifié | a fifth for the test, seed 42, stratified
const train = take(split.train);
const test = take(split.test);

// 3. The forest.
const params = {
  ...DEFAULT_FOREST_PARAMS,
  nEstimators: 100,
  maxDepth: 10,
  minSamplesSplit: 5,
  minSamplesLeaf: 2,
  randomState: 42,
};
const forest = fitForest(train.features, train.labels, params, { nFeatures }); //? «fitForest(train.features, train.labels, params, { nFeatures })» ajustez la forêt sur les lignes d'entraînement | fit the forest on the training rows

// 4. How good it is, on rows that it has not seen.
const probabilities = new EnsembleScorer(forest).score(test.features);
const predicted = predict(probabilities, forest.classes);
const scores = Float64Array.from(test.labels, (_, row) => probabilities[2 * row + 1]!);
const metrics = {
  "accuracy": accuracy(test.labels, predicted),
  "precision": precision(test.labels, predicted),
  "recall": recall(test.labels, predicted),
  "f1_score": f1Score(test.labels, predicted),
  "auc_roc": rocAucScore(test.labels, scores), //? «scores» avec les probabilités de la classe 1, pas les étiquettes | with the probabilities of class 1, not with labels
};

// 5. The run, with what went in and what came out.
const { experimentId } = await mlflow.experiments.setExperiment(EXPERIMENT);
const { info } = await mlflow.runs.createRun({ experimentId, runName: RUN });
await mlflow.runs.logBatch(info.runId, {
  params: {
    "n_estimators": `${params.nEstimators}`,
    "max_depth": `${params.maxDepth}`,
    "min_samples_split": `${params.minSamplesSplit}`,
    "min_samples_leaf": `${params.minSamplesLeaf}`,
    "random_state": `${params.randomState}`, //? «`${params.randomState}`» sans elle, personne ne retrouve la même forêt | without it nobody gets the same forest
  },
  metrics: Object.entries(metrics).map(([key, value]) => ({ key, value })), //? «Object.entries(metrics).map(([key, value]) => ({ key, value }))» les cinq mesures, en { key, value } | the five metrics, each as { key, value }
});

// 6. The model itself: an ONNX file with what MLflow says about a model beside it.
const { mlModel, files } = onnxModelDirectory({
  model: encodeForest(forest),
  artifactPath: "model",
  runId: info.runId,
  modelUuid: crypto.randomUUID().replaceAll("-", ""),
  createdAt: new Date(),
  signature: {
    inputs: [{ name: null, type: "tensor", dtype: "float32", shape: [-1, nFeatures] }],
    outputs: [
      { name: "label", type: "tensor", dtype: "int64", shape: [-1] },
      { name: "probabilities", type: "tensor", dtype: "float32", shape: [-1, 2] },
    ],
  },
  inputExample: [[...test.features.subarray(0, nFeatures)]],
  metadata: formatModelMetadata({ features: NAMES.map((name) => ({ name })), classes: [0, 1] }),
});
for (const [name, content] of files) {
  await mlflow.artifacts.uploadArtifact(info.artifactUri, `model/${name}`, content); //? «mlflow.artifacts.uploadArtifact(info.artifactUri, `model/${name}`, content)» déposez chaque fichier sous model/ | put each file below model/
}
await mlflow.runs.logModel(info.runId, mlModel);
await mlflow.runs.updateRun(info.runId, { status: "FINISHED", endTime: Date.now() });

// 7. The registry: a new version of the model, and the alias that the service follows.
if (await mlflow.registry.getRegisteredModel(MODEL) === null) {
  await mlflow.registry.createRegisteredModel(MODEL);
}
const { version } = await mlflow.registry.createModelVersion({
  name: MODEL, //? «MODEL» le modèle dont c'est une version | the model that it is a version of
  source: `${info.artifactUri}/model`,
  runId: info.runId,
});
await mlflow.registry.setRegisteredModelAlias({ name: MODEL, alias: "champion", version }); //? «{ name: MODEL, alias: "champion", version }» posez l'alias champion sur cette version | put the alias champion on this version

for (const [name, value] of Object.entries(metrics)) console.log(`${name} ${value.toFixed(4)}`);
console.log(`${MODEL} version ${version} is @champion`);
