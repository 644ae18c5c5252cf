import type { Exercise } from "../../engine/exercise.ts";
import { STORAGE } from "../../looks/cluster_needs.ts";
import { SHARED_MODELS } from "../../looks/shared_models.ts";
import { TRAINING } from "./commands.ts";
import { INJURIES } from "./injuries.ts";
import { QUESTIONS } from "./questions.ts";
import {
  aliasIsSet,
  experimentIsThere,
  filesAreThere,
  metricsAreLogged,
  paramsAreLogged,
} from "./steps.ts";
import { trainingInBothForms } from "./training_in_both_forms.ts";

const exercise: Exercise = {
  title: { fr: "Entraîner le modèle", en: "Training the model" },
  minutes: 35,
  goal: {
    fr: "une forêt de cent arbres sur les 768 patients, dont MLflow connaît les paramètres, cinq " +
      "mesures et les fichiers, enregistrée sous diabetes-model, avec l'alias champion. En TypeScript " +
      "(train.ts) ou en Python (train.py) : l'un des deux suffit, ce sont les mêmes arbres.",
    en:
      "a forest of a hundred trees on the 768 patients, of which MLflow knows the parameters, five " +
      "metrics and the files, registered as diabetes-model with the alias champion. In TypeScript " +
      "(train.ts) or in Python (train.py): either will do, the trees are the same.",
  },
  places: ["cluster", "local"],
  needs: [STORAGE],
  changes: SHARED_MODELS,
  standsOn: ["01-postgres", "02-mlflow"],
  steps: [experimentIsThere, aliasIsSet, paramsAreLogged, metricsAreLogged, filesAreThere],
  hints: [
    {
      fr: "Les étapes sont numérotées dans le fichier. Complétez-en une, lancez, lisez l'erreur, " +
        "passez à la suivante.",
      en:
        "The steps are numbered in the file. Complete one, run it, read the error, go on to the next.",
    },
    {
      on: "cluster",
      fr: "MLflow tourne dans le cluster ; le programme tourne ici. kubectl port-forward " +
        "svc/mlflow-service 15000:5000 -n {namespace} ouvre le chemin, dans un autre terminal.",
      en: "MLflow runs in the cluster; the program runs here. kubectl port-forward " +
        "svc/mlflow-service 15000:5000 -n {namespace} opens the way, in another terminal.",
    },
    {
      fr: "Ce que chaque fonction attend : deno doc packages/forest/mod.ts fitForest, deno doc " +
        "packages/mlflow/mod.ts MlflowClient ; pour Python, la documentation de scikit-learn et de MLflow.",
      en: "What each function takes: deno doc packages/forest/mod.ts fitForest, deno doc " +
        "packages/mlflow/mod.ts MlflowClient; for Python the documentation of scikit-learn and of MLflow.",
    },
    {
      fr:
        "trainTestSplit(table.labels, { testSize: 0.2, randomState: 42, stratify: true }), puis " +
        "fitForest(train.features, train.labels, params, { nFeatures }), puis " +
        "Object.entries(metrics).map(([key, value]) => ({ key, value })), puis " +
        "mlflow.artifacts.uploadArtifact(info.artifactUri, `model/${name}`, content), puis " +
        'setRegisteredModelAlias({ name: MODEL, alias: "champion", version }).',
      en:
        "trainTestSplit(table.labels, { testSize: 0.2, randomState: 42, stratify: true }), then " +
        "fitForest(train.features, train.labels, params, { nFeatures }), then " +
        "Object.entries(metrics).map(([key, value]) => ({ key, value })), then " +
        "mlflow.artifacts.uploadArtifact(info.artifactUri, `model/${name}`, content), then " +
        'setRegisteredModelAlias({ name: MODEL, alias: "champion", version }).',
    },
  ],
  commands: TRAINING,
  injuries: INJURIES,
  questions: QUESTIONS,
  compare: trainingInBothForms,
};

export default exercise;
