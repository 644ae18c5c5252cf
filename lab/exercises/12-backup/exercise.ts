import type { Exercise } from "../../engine/exercise.ts";
import { STORAGE } from "../../looks/cluster_needs.ts";
import { askDatabase } from "../../looks/database.ts";
import { podsAreReady } from "../../looks/workload.ts";
import { INJURIES } from "./injuries.ts";
import { QUESTIONS } from "./questions.ts";
import {
  backupIsProved,
  newestIsReadable,
  passwordIsTheSecrets,
  rowsAreThere,
  runsEachDay,
  VISITS,
} from "./steps.ts";
import { backupInBothForms } from "./backup_in_both_forms.ts";

const exercise: Exercise = {
  title: { fr: "Sauvegarder et restaurer", en: "Backup and restore" },
  minutes: 30,
  goal: {
    fr:
      "une sauvegarde de la base chaque nuit, sur un volume à elle, dont une restauration a prouvé " +
      "qu'elle vaut quelque chose. Ensuite (lab break) les lignes disparaissent, et vous les ramenez.",
    en:
      "a backup of the database each night, on a volume of its own, that a restore has proved to be " +
      "worth something. Then (lab break) the rows are lost, and you bring them back.",
  },
  places: ["cluster"],
  needs: [STORAGE],
  standsOn: ["01-postgres"],
  async prepare(place) {
    await askDatabase(
      place,
      "DROP TABLE IF EXISTS visits; CREATE TABLE visits AS " +
        `SELECT n AS id, 70 + n % 120 AS glucose FROM generate_series(1, ${VISITS}) AS n`,
    );
  },
  steps: [
    podsAreReady("shelf"),
    runsEachDay,
    passwordIsTheSecrets,
    newestIsReadable,
    backupIsProved,
    rowsAreThere,
  ],
  hints: [
    {
      fr: "La base et son Secret sont ceux de l'exercice 1. Le pod shelf montre le volume des " +
        "sauvegardes : kubectl exec deployment/shelf -n {namespace} -- ls -l /backups.",
      en: "The database and its Secret are those of exercise 1. The pod shelf shows the backups' " +
        "volume: kubectl exec deployment/shelf -n {namespace} -- ls -l /backups.",
    },
    {
      fr: "N'attendez pas la nuit : kubectl create job backup-1 --from=cronjob/backup -n " +
        "{namespace} lance le CronJob une fois. kubectl logs job/backup-1 dit ce qui ne va pas.",
      en:
        "Do not wait for the night: kubectl create job backup-1 --from=cronjob/backup -n {namespace} " +
        "runs the CronJob once. kubectl logs job/backup-1 says what is wrong.",
    },
    {
      fr: 'schedule: "17 2 * * *", concurrencyPolicy: Forbid, pg_dump --format custom, ' +
        "postgres-service, postgres-secret, POSTGRES_PASSWORD, backup-pvc ; createdb, proof ; " +
        "--single-transaction.",
      en: 'schedule: "17 2 * * *", concurrencyPolicy: Forbid, pg_dump --format custom, ' +
        "postgres-service, postgres-secret, POSTGRES_PASSWORD, backup-pvc; createdb, proof; " +
        "--single-transaction.",
    },
  ],
  commands: [
    { line: "kubectl apply -f {work}/backup-cronjob.yaml -n {namespace}" },
    { line: "kubectl create job backup-1 --from=cronjob/backup -n {namespace}" },
    { line: "kubectl wait --for=condition=complete job/backup-1 --timeout=180s -n {namespace}" },
    { line: "kubectl apply -f {work}/prove-job.yaml -n {namespace}" },
  ],
  injuries: INJURIES,
  questions: QUESTIONS,
  compare: backupInBothForms,
};

export default exercise;
