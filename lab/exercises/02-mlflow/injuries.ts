import type { Injury } from "../../engine/exercise.ts";

const WRONG_HOST = JSON.stringify({
  spec: {
    template: {
      spec: {
        containers: [{
          name: "mlflow",
          env: [{
            name: "MLFLOW_BACKEND_STORE_URI",
            value: "postgresql://$(POSTGRES_USER)@postgres-svc:5432/$(POSTGRES_DB)",
          }],
        }],
      },
    },
  },
});

const CLOSED_DOOR = JSON.stringify({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "postgres-only-for-backups" },
  spec: {
    podSelector: { matchLabels: { app: "postgres" } },
    policyTypes: ["Ingress"],
    ingress: [{ from: [{ podSelector: { matchLabels: { app: "backup" } } }] }],
  },
});

/** What can be broken once MLflow runs. */
export const INJURIES: readonly Injury[] = [
  {
    id: "crash-loop",
    symptom: {
      fr: "MLflow ne répond plus, et son pod redémarre sans fin.",
      en: "MLflow does not answer any more, and its pod restarts again and again.",
    },
    async break(place) {
      await place.kubectl(["patch", "deployment/mlflow", `--patch=${WRONG_HOST}`]);
    },
    breaks: ["pods", "service"],
    hints: [
      {
        fr:
          "Un pod qui redémarre a dit pourquoi : kubectl logs deployment/mlflow -n {namespace}, et " +
          "--previous pour le conteneur d'avant.",
        en:
          "A pod that restarts has said why: kubectl logs deployment/mlflow -n {namespace}, and " +
          "--previous for the container before.",
      },
      {
        fr:
          "Le journal nomme un hôte qui ne se résout pas. kubectl get services -n {namespace} donne " +
          "les noms qui existent.",
        en:
          "The log names a host that cannot be resolved. kubectl get services -n {namespace} has the " +
          "names that there are.",
      },
    ],
    cure: [{ line: "kubectl apply -f {work}/mlflow-deployment.yaml -n {namespace}" }],
    explanation: {
      fr:
        "L'adresse de la base nommait postgres-svc, qui n'existe pas. MLflow s'arrête quand sa base " +
        "ne répond pas ; Kubernetes le relance, de moins en moins souvent (CrashLoopBackOff).",
      en: "The database's address named postgres-svc, which does not exist. MLflow ends when its " +
        "database does not answer; Kubernetes starts it again, less and less often (CrashLoopBackOff).",
    },
  },
  {
    id: "closed-door",
    symptom: {
      fr: "Tous les pods sont prêts, mais MLflow ne peut plus ouvrir de connexion à la base.",
      en: "All pods are ready, yet MLflow cannot open a connection to the database any more.",
    },
    async break(place) {
      await place.kubectl(["apply", "--filename=-"], CLOSED_DOOR);
    },
    breaks: ["tables"],
    hints: [
      {
        fr: "Le nom se résout, mais rien ne répond : quelque chose jette les paquets en chemin.",
        en: "The name is resolved, but nothing answers: something on the way drops the packets.",
      },
      {
        fr: "kubectl get networkpolicies -n {namespace} : qui a le droit d'entrer chez postgres ?",
        en: "kubectl get networkpolicies -n {namespace}: who may come in to postgres?",
      },
    ],
    cure: [{ line: "kubectl delete networkpolicy postgres-only-for-backups -n {namespace}" }],
    explanation: {
      fr:
        "Une NetworkPolicy ne laissait entrer que les pods app=backup. Dès qu'une règle choisit un " +
        "pod, tout ce qu'elle ne permet pas est fermé. Une connexion déjà ouverte peut continuer : la " +
        "panne ne se voit qu'à la suivante.",
      en:
        "A NetworkPolicy let in pods with app=backup only. Once a policy selects a pod, all that none " +
        "allows is closed. A connection that is open may go on: the fault shows with the next one.",
    },
  },
  {
    id: "new-password",
    symptom: {
      fr: "Quelqu'un a changé le mot de passe dans le Secret. Depuis, MLflow ne démarre plus.",
      en: "Somebody changed the password in the Secret. Since then MLflow does not start.",
    },
    async break(place) {
      const changed = JSON.stringify({ stringData: { POSTGRES_PASSWORD: "changed_yesterday" } });
      await place.kubectl(["patch", "secret/postgres-secret", `--patch=${changed}`]);
      await place.kubectl(["rollout", "restart", "deployment/mlflow"]);
    },
    breaks: ["pods", "service"],
    hints: [
      {
        fr: "kubectl logs deployment/mlflow -n {namespace} : que dit PostgreSQL à MLflow ?",
        en: "kubectl logs deployment/mlflow -n {namespace}: what does PostgreSQL tell MLflow?",
      },
      {
        fr:
          "POSTGRES_PASSWORD n'est lu qu'au premier démarrage, quand le volume est vide. La base a " +
          "gardé l'ancien.",
        en:
          "POSTGRES_PASSWORD is read at the first start only, when the volume is empty. The database " +
          "has kept the old one.",
      },
    ],
    cure: [
      {
        line: "kubectl patch secret postgres-secret -n {namespace} " +
          `-p '{"stringData":{"POSTGRES_PASSWORD":"mlflow_password"}}'`,
      },
      { line: "kubectl rollout restart deployment/mlflow -n {namespace}" },
    ],
    explanation: {
      fr:
        "Le Secret et la base ne disaient plus la même chose : changer un Secret ne change ni la base " +
        "(ALTER ROLE … PASSWORD le fait) ni les pods en marche, qui gardent les variables de leur " +
        "démarrage.",
      en:
        "Secret and database no longer agreed: changing a Secret changes neither the database (ALTER " +
        "ROLE … PASSWORD does) nor running pods, which keep the variables of their start.",
    },
  },
];
