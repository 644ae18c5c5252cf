import type { Exercise } from "../../engine/exercise.ts";
import { KNATIVE, STORAGE } from "../../looks/cluster_needs.ts";
import { hasModel, predictsAsChampion } from "../../looks/api.ts";
import { knativeIsReady } from "../../looks/knative.ts";
import { podsAreReady, serviceLeads } from "../../looks/workload.ts";
import { INJURIES } from "./injuries.ts";
import { QUESTIONS } from "./questions.ts";
import { knativeAnswers, probesTellApart } from "./steps.ts";
import { serviceInBothForms } from "./service_in_both_forms.ts";

const exercise: Exercise = {
  title: { fr: "L'API, deux fois", en: "The API, twice" },
  minutes: 45,
  minutesHere: 25,
  goal: {
    fr:
      "un service qui charge la version que l'alias champion désigne et répond à /predict, déployé " +
      "deux fois à partir de la même image : en trois pods d'un Deployment, et en Service Knative. Le " +
      "programme est main.ts ou main.py ; l'un des deux suffit.",
    en:
      "a service that loads the version that the alias champion points to and answers /predict, " +
      "deployed twice from the same image: as three pods of a Deployment, and as a Knative Service. " +
      "The program is main.ts or main.py; either will do.",
  },
  places: ["cluster", "local"],
  needs: [STORAGE, KNATIVE],
  standsOn: ["01-postgres", "02-mlflow"],
  async prepare(place) {
    if (place.kind === "local") return;
    await place.kubectl(["wait", "job/train", "--for=condition=complete", "--timeout=300s"]);
  },
  steps: [
    podsAreReady("ml-api", 3),
    serviceLeads("ml-api-service", "ClusterIP"),
    probesTellApart,
    hasModel,
    predictsAsChampion,
    knativeIsReady("predict"),
    knativeAnswers,
  ],
  hints: [
    {
      on: "cluster",
      fr: "Le programme d'abord, sur votre poste : avec kubectl port-forward svc/mlflow-service " +
        "15000:5000 -n {namespace} et MLFLOW_TRACKING_URI=http://localhost:15000, il doit dire " +
        '"version 1 is loaded".',
      en:
        "The program first, on your machine: with kubectl port-forward svc/mlflow-service 15000:5000 " +
        '-n {namespace} and MLFLOW_TRACKING_URI=http://localhost:15000 it must say "version 1 is loaded".',
    },
    {
      fr:
        'registry.getModelVersionByAlias(MODEL, "champion") ; new EnsembleScorer(decodeForest(bytes)) ; ' +
        "patient.Pregnancies, dans l'ordre de l'interface ; scorer.score(row) donne les probabilités des " +
        "classes 0 et 1.",
      en:
        'registry.getModelVersionByAlias(MODEL, "champion"); new EnsembleScorer(decodeForest(bytes)); ' +
        "patient.Pregnancies, in the interface's order; scorer.score(row) gives the probabilities of the " +
        "classes 0 and 1.",
    },
    {
      fr:
        "En Python : mlflow.sklearn ne charge que ce que scikit-learn a enregistré. Un champion de " +
        "train.ts est en ONNX ; entraînez-en un par le train.py de l'exercice 3, à la même adresse.",
      en:
        "In Python: mlflow.sklearn loads only what scikit-learn has logged. A champion of train.ts is an " +
        "ONNX file; train one by exercise 3's train.py, at the same address.",
    },
    {
      on: "cluster",
      fr:
        "deno task lab image {n} en fait une image et affiche sa référence, pour les deux manifestes. " +
        "Dans le cluster, MLflow est à http://mlflow-service:5000.",
      en:
        "deno task lab image {n} makes it an image and prints its reference, for both manifests. In " +
        "the cluster, MLflow is at http://mlflow-service:5000.",
    },
    {
      on: "cluster",
      fr:
        "readinessProbe demande /ready, livenessProbe demande /health ; replicas vaut 3 ; min-scale " +
        'vaut "0".',
      en:
        'readinessProbe asks /ready, livenessProbe asks /health; replicas is 3; min-scale is "0".',
    },
  ],
  commands: [
    { on: "cluster", line: "kubectl apply -f {work} -n {namespace}" },
    {
      on: "local",
      stays: true,
      line: "PORT={ml-api-service:port} MLFLOW_TRACKING_URI={mlflow-service} " +
        "deno run --allow-net --allow-env {work}/program/main.ts",
      inPython: "MLFLOW_TRACKING_URI={mlflow-service} python -m uvicorn main:app " +
        "--app-dir {work}/program --port {ml-api-service:port}",
    },
  ],
  injuries: INJURIES,
  questions: QUESTIONS,
  compare: serviceInBothForms,
};

export default exercise;
