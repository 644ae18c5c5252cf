import type { Exercise } from "../../engine/exercise.ts";
import { STORAGE } from "../../looks/cluster_needs.ts";
import { claimIsBound, podsAreReady, serviceLeads } from "../../looks/workload.ts";
import { INJURIES } from "./injuries.ts";
import { QUESTIONS } from "./questions.ts";
import { hasDriver, listens, pageAnswers, storesInPostgres } from "./steps.ts";
import { startInBothForms } from "./start_in_both_forms.ts";

const exercise: Exercise = {
  title: { fr: "Le serveur MLflow", en: "The MLflow server" },
  minutes: 30,
  goal: {
    fr:
      "un serveur MLflow qui range les runs dans PostgreSQL et les modèles sur un volume à lui. " +
      "L'image officielle ne sait pas parler à PostgreSQL : il en faut une autre, avec ou sans Docker.",
    en: "an MLflow server that keeps runs in PostgreSQL and models on a volume of its own. The " +
      "official image cannot speak to PostgreSQL: another one is needed, with Docker or without.",
  },
  places: ["cluster"],
  needs: [STORAGE],
  standsOn: ["01-postgres"],
  steps: [
    claimIsBound("mlflow-artifacts-pvc"),
    podsAreReady("mlflow"),
    hasDriver,
    listens,
    serviceLeads("mlflow-service", "NodePort"),
    pageAnswers,
    storesInPostgres,
  ],
  hints: [
    {
      fr:
        "L'image d'abord : deno task lab image mlflow affiche une référence. Elle va telle quelle " +
        "dans image:.",
      en:
        "The image first: deno task lab image mlflow prints a reference. It goes into image: as it is.",
    },
    {
      fr: "L'adresse de la base est celle de l'exercice 1 : kubectl get services -n {namespace}.",
      en: "The database's address is that of exercise 1: kubectl get services -n {namespace}.",
    },
    {
      fr:
        "postgres-service dans l'adresse, POSTGRES_PASSWORD pour PGPASSWORD, NodePort pour le type, " +
        "mlflow-artifacts-pvc pour le PVC, psycopg2-binary dans le Dockerfile.",
      en:
        "postgres-service in the address, POSTGRES_PASSWORD for PGPASSWORD, NodePort for the type, " +
        "mlflow-artifacts-pvc for the claim, psycopg2-binary in the Dockerfile.",
    },
  ],
  commands: [{ line: "kubectl apply -f {work} -n {namespace}" }],
  injuries: INJURIES,
  questions: QUESTIONS,
  compare: startInBothForms,
};

export default exercise;
