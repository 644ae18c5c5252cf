import type { Exercise } from "../../engine/exercise.ts";
import { hasModel, predictsAsChampion } from "../../looks/api.ts";
import { knativeIsReady } from "../../looks/knative.ts";
import { podsAreReady, serviceLeads } from "../../looks/workload.ts";
import { INJURIES } from "./injuries.ts";
import { QUESTIONS } from "./questions.ts";
import { knativeAnswers, probesTellApart } from "./steps.ts";
import { serviceInBothForms } from "./service_in_both_forms.ts";

const exercise: Exercise = {
  title: { fr: "L'API, deux fois", en: "The API, twice" },
  minutes: 40,
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
      fr: "Le programme d'abord, sur votre poste : avec kubectl port-forward svc/mlflow-service " +
        "15000:5000 -n {namespace} et MLFLOW_TRACKING_URI=http://localhost:15000, il doit dire " +
        '"version 1 is loaded".',
      en:
        "The program first, on your machine: with kubectl port-forward svc/mlflow-service 15000:5000 " +
        '-n {namespace} and MLFLOW_TRACKING_URI=http://localhost:15000 it must say "version 1 is loaded".',
    },
    {
      fr:
        "deno task lab image {n} en fait une image et affiche sa référence, pour les deux manifestes. " +
        "Dans le cluster, MLflow est à http://mlflow-service:5000.",
      en:
        "deno task lab image {n} makes it an image and prints its reference, for both manifests. In " +
        "the cluster, MLflow is at http://mlflow-service:5000.",
    },
    {
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
      line:
        "PORT=${LAB_API_PORT:-8400} MLFLOW_TRACKING_URI=http://localhost:${MLFLOW_PORT:-5000} " +
        "deno run --allow-net --allow-env {work}/program/main.ts",
    },
  ],
  injuries: INJURIES,
  questions: QUESTIONS,
  compare: serviceInBothForms,
};

export default exercise;
