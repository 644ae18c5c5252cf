import type { Exercise } from "../../engine/exercise.ts";
import { KNATIVE, METRICS_SERVER, STORAGE } from "../../looks/cluster_needs.ts";
import { podsAreReady } from "../../looks/workload.ts";
import { INJURIES } from "./injuries.ts";
import { QUESTIONS } from "./questions.ts";
import { autoscalerAims, grewUnderLoad, loadWasAnswered, measuresCpu } from "./steps.ts";
import { scalersInBothForms } from "./scalers_in_both_forms.ts";

const exercise: Exercise = {
  title: { fr: "L'autoscaling", en: "Autoscaling" },
  minutes: 35,
  goal: {
    fr:
      "un HPA qui ajoute des pods à l'API quand ils dépassent la moitié de leur réservation de CPU, " +
      "et une charge qui le montre. Regardez pendant ce temps : kubectl get pods -w -n lab-6.",
    en:
      "an HPA that adds pods to the API when they use more than half of their CPU request, and a load " +
      "that shows it. Watch meanwhile: kubectl get pods -w -n lab-6.",
  },
  places: ["cluster"],
  needs: [STORAGE, KNATIVE, METRICS_SERVER],
  standsOn: ["01-postgres", "02-mlflow", "04-service"],
  steps: [
    podsAreReady("ml-api", 2),
    autoscalerAims,
    measuresCpu,
    loadWasAnswered,
    grewUnderLoad,
  ],
  hints: [
    {
      fr: "kubectl top pods -n {namespace} : sans mesures, pas de HPA. Il faut metrics-server " +
        "(minikube addons enable metrics-server).",
      en: "kubectl top pods -n {namespace}: without measurements there is no HPA. It takes " +
        "metrics-server (minikube addons enable metrics-server).",
    },
    {
      fr: "Le HPA vise le Deployment ml-api, entre 2 et au plus 10 pods, à 50 %.",
      en: "The HPA aims at the Deployment ml-api, from 2 to at most 10 pods, at 50 %.",
    },
    {
      fr: "Le Job load ne se relance pas : kubectl delete job load -n {namespace}, puis apply. " +
        "16 requêtes à la fois pendant 90 secondes suffisent.",
      en:
        "The Job load does not run again: kubectl delete job load -n {namespace}, then apply. 16 " +
        "requests at once for 90 seconds will do.",
    },
  ],
  commands: [
    { line: "kubectl apply -f {work}/hpa.yaml -n {namespace}" },
    {
      line:
        "kubectl wait hpa/ml-api-hpa --for=condition=ScalingActive --timeout=180s -n {namespace}",
    },
    { line: "kubectl apply -f {work}/load-job.yaml -n {namespace}" },
  ],
  injuries: INJURIES,
  questions: QUESTIONS,
  compare: scalersInBothForms,
};

export default exercise;
