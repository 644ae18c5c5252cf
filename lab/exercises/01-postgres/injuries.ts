import type { Injury } from "../../engine/exercise.ts";

/** The Deployment's first environment variable asks for a key that the Secret does not have. */
const WRONG_KEY = JSON.stringify([{
  op: "replace",
  path: "/spec/template/spec/containers/0/env/1/valueFrom/secretKeyRef/key",
  value: "POSTGRES_PASSWD",
}]);

const WRONG_LABEL = JSON.stringify({ spec: { selector: { app: "postgresql" } } });

/** What can be broken once Postgres runs. */
export const INJURIES: readonly Injury[] = [
  {
    id: "no-start",
    symptom: {
      fr: "La base ne répond plus : son nouveau pod ne démarre pas.",
      en: "The database does not answer any more: its new pod does not start.",
    },
    async break(place) {
      await place.kubectl(["patch", "deployment/postgres", "--type=json", `--patch=${WRONG_KEY}`]);
    },
    breaks: ["pods", "service", "psql"],
    hints: [
      {
        fr: "kubectl get pods -n {namespace} : la colonne STATUS donne un nom à la panne.",
        en: "kubectl get pods -n {namespace}: the column STATUS has a name for it.",
      },
      {
        fr: "kubectl describe pod -l app=postgres -n {namespace} : lisez Events, tout en bas.",
        en: "kubectl describe pod -l app=postgres -n {namespace}: read Events at the very end.",
      },
      {
        fr:
          "Une clé demandée n'est pas dans le Secret. Comparez secretKeyRef et kubectl describe " +
          "secret postgres-secret -n {namespace}.",
        en:
          "A key that is asked for is not in the Secret. Compare secretKeyRef with kubectl describe " +
          "secret postgres-secret -n {namespace}.",
      },
    ],
    cure: [{ line: "kubectl apply -f {work}/postgres-deployment.yaml -n {namespace}" }],
    explanation: {
      fr:
        "Le Deployment demandait la clé POSTGRES_PASSWD, que le Secret n'a pas : le conteneur n'est " +
        "pas créé (CreateContainerConfigError). La stratégie Recreate avait déjà enlevé l'ancien pod.",
      en: "The Deployment asked for the key POSTGRES_PASSWD, which the Secret does not have: the " +
        "container is not made (CreateContainerConfigError). Recreate had removed the old pod before.",
    },
  },
  {
    id: "unreachable",
    symptom: {
      fr: "Le pod est prêt, mais personne ne trouve plus la base sous son nom.",
      en: "The pod is ready, yet nobody finds the database by its name.",
    },
    async break(place) {
      await place.kubectl(["patch", "service/postgres-service", `--patch=${WRONG_LABEL}`]);
    },
    breaks: ["service", "psql"],
    hints: [
      {
        fr: "Le nom est celui d'un Service. kubectl get endpointslices -n {namespace} : combien " +
          "d'adresses a-t-il ?",
        en:
          "The name is a Service's. kubectl get endpointslices -n {namespace}: how many addresses " +
          "does it have?",
      },
      {
        fr:
          "Un Service choisit les pods par étiquette. kubectl get pods --show-labels -n {namespace}.",
        en: "A Service chooses pods by label. kubectl get pods --show-labels -n {namespace}.",
      },
      {
        fr: "Comparez spec.selector du Service et l'étiquette app du pod.",
        en: "Compare the Service's spec.selector with the pod's label app.",
      },
    ],
    cure: [{ line: "kubectl apply -f {work}/postgres-service.yaml -n {namespace}" }],
    explanation: {
      fr:
        "Le Service cherchait app=postgresql ; le pod porte app=postgres. Le nom existe encore, " +
        "mais aucune adresse n'est derrière.",
      en:
        "The Service looked for app=postgresql; the pod has app=postgres. The name is still there, " +
        "but no address is behind it.",
    },
  },
  {
    id: "lost-volume",
    symptom: {
      fr: "Après une maintenance, le pod attend et ne part plus.",
      en: "After some maintenance, the pod waits and does not start any more.",
    },
    async break(place) {
      await place.kubectl(["scale", "deployment/postgres", "--replicas=0"]);
      await place.kubectl([
        "wait",
        "pod",
        "--selector=app=postgres",
        "--for=delete",
        "--timeout=90s",
      ]);
      await place.kubectl(["delete", "persistentvolumeclaim", "postgres-pvc", "--timeout=60s"]);
      await place.kubectl(["scale", "deployment/postgres", "--replicas=1"]);
    },
    breaks: ["claim", "pods"],
    hints: [
      {
        fr: "kubectl describe pod -l app=postgres -n {namespace} : qu'attend-il ?",
        en: "kubectl describe pod -l app=postgres -n {namespace}: what does it wait for?",
      },
      {
        fr: "kubectl get pvc -n {namespace} : le PVC que le pod nomme y est-il ?",
        en: "kubectl get pvc -n {namespace}: is the claim that the pod names there?",
      },
      {
        fr:
          "Recréez-le : kubectl apply -f {work}/postgres-pvc.yaml -n {namespace}. Et les lignes ?",
        en:
          "Make it again: kubectl apply -f {work}/postgres-pvc.yaml -n {namespace}. And the rows?",
      },
    ],
    cure: [{ line: "kubectl apply -f {work}/postgres-pvc.yaml -n {namespace}" }],
    explanation: {
      fr:
        "Le PVC avait été effacé, et avec lui son volume (politique Delete) : la base repart vide. " +
        "Un volume protège d'un pod perdu, pas d'une main trop rapide : c'est l'affaire des sauvegardes.",
      en:
        "The claim had been deleted, and its volume with it (policy Delete): the database begins " +
        "empty. A volume protects against a lost pod, not against a quick hand: that is what backups do.",
    },
  },
];
