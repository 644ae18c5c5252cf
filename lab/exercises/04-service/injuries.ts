import type { Injury } from "../../engine/exercise.ts";

function patchOf(container: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ spec: { template: { spec: { containers: [container] } } } });
}

const LIE = patchOf({
  name: "api",
  env: [{ name: "MLFLOW_TRACKING_URI", value: "http://mlflow:5000" }],
  readinessProbe: { httpGet: { path: "/health", port: "http" } },
});

const WRONG_PATH = patchOf({
  name: "api",
  readinessProbe: { httpGet: { path: "/readyness", port: "http" } },
});

/** An image that no registry has: nobody pushed it. */
const UNKNOWN_IMAGE = JSON.stringify([{
  op: "replace",
  path: "/spec/template/spec/containers/0/image",
  value: "localhost:5001/lab-4:never-pushed",
}]);

/** What can be broken once both forms answer. */
export const INJURIES: readonly Injury[] = [
  {
    id: "ready-but-useless",
    on: "cluster",
    symptom: {
      fr: "Tous les pods sont prêts, le déploiement est vert, et /predict répond 503.",
      en: "All pods are ready, the rollout is green, and /predict answers 503.",
    },
    async break(place) {
      await place.kubectl(["patch", "deployment/ml-api", `--patch=${LIE}`]);
      await place.kubectl(["rollout", "status", "deployment/ml-api", "--timeout=120s"]);
    },
    breaks: ["probes", "health", "predict"],
    hints: [
      {
        fr: "kubectl logs deployment/ml-api -n {namespace} : que répète le programme ?",
        en: "kubectl logs deployment/ml-api -n {namespace}: what does the program keep saying?",
      },
      {
        fr:
          "Pourquoi Kubernetes envoie-t-il des requêtes à un pod sans modèle ? Lisez sa sonde readiness.",
        en: "Why does Kubernetes send requests to a pod without a model? Read its readiness probe.",
      },
      {
        fr:
          "Deux choses ont changé dans le Deployment : l'adresse de MLflow et le chemin de la sonde.",
        en: "Two things changed in the Deployment: MLflow's address and the probe's path.",
      },
    ],
    cure: [{ line: "kubectl apply -f {work}/api-deployment.yaml -n {namespace}" }],
    explanation: {
      fr:
        "L'adresse de MLflow était fausse, et la sonde readiness demandait /health, qui répond toujours " +
        "200. Une sonde qui ment transforme un déploiement raté, que Kubernetes aurait arrêté au premier " +
        "pod, en panne pour tous.",
      en:
        "MLflow's address was wrong, and the readiness probe asked /health, which always answers 200. " +
        "A probe that lies turns a failed rollout, which Kubernetes would have stopped at the first pod, " +
        "into an outage for everybody.",
    },
  },
  {
    id: "endless-rollout",
    on: "cluster",
    symptom: {
      fr: "La nouvelle version ne remplace jamais l'ancienne ; l'API, elle, répond encore.",
      en: "The new version never replaces the old one; yet the API still answers.",
    },
    async break(place) {
      await place.kubectl(["patch", "deployment/ml-api", `--patch=${WRONG_PATH}`]);
    },
    breaks: ["pods", "probes"],
    hints: [
      {
        fr: "kubectl get pods -n {namespace} : un pod tourne sans être prêt.",
        en: "kubectl get pods -n {namespace}: a pod runs and is not ready.",
      },
      {
        fr: "kubectl describe pod, Events : Readiness probe failed, avec quel code ?",
        en: "kubectl describe pod, Events: Readiness probe failed, with which code?",
      },
    ],
    cure: [{ line: "kubectl apply -f {work}/api-deployment.yaml -n {namespace}" }],
    explanation: {
      fr:
        "La sonde demandait une adresse qui n'existe pas (404). Le nouveau pod n'était jamais prêt, et " +
        "le remplacement progressif n'enlève un ancien pod que contre un nouveau prêt : personne n'a " +
        "rien remarqué, ce qui est bien.",
      en:
        "The probe asked an address that does not exist (404). The new pod was never ready, and a " +
        "rolling update removes an old pod only for a new one that is: nobody noticed, which is good.",
    },
  },
  {
    id: "stuck-revision",
    on: "cluster",
    symptom: {
      fr: "Le Service Knative n'est plus prêt, mais répond toujours avec l'ancienne version.",
      en: "The Knative Service is not ready any more, yet goes on answering with the old version.",
    },
    async break(place) {
      await place.kubectl(["patch", "ksvc/predict", "--type=json", `--patch=${UNKNOWN_IMAGE}`]);
    },
    breaks: ["knative"],
    hints: [
      {
        fr:
          "kubectl get revisions -n {namespace} : laquelle n'est pas prête, et pour quelle raison ?",
        en: "kubectl get revisions -n {namespace}: which one is not ready, and for what reason?",
      },
      {
        fr: "Son image : kubectl get ksvc predict -o yaml -n {namespace}. Ce registre l'a-t-il ?",
        en:
          "Its image: kubectl get ksvc predict -o yaml -n {namespace}. Does that registry have it?",
      },
    ],
    cure: [{ line: "kubectl apply -f {work}/predict-ksvc.yaml -n {namespace}" }],
    explanation: {
      fr:
        "La nouvelle Revision demandait une image que personne n'a publiée. Knative n'envoie de trafic " +
        "qu'à une Revision prête : l'ancienne a continué.",
      en:
        "The new Revision asked for an image that nobody pushed. Knative sends traffic to a Revision " +
        "that is ready only: the old one went on.",
    },
  },
];
