import type { Injury } from "../../engine/exercise.ts";
import { askDatabase } from "../../looks/database.ts";
import { NEWEST } from "./steps.ts";

/** What can be lost once there are backups. */
export const INJURIES: readonly Injury[] = [
  {
    id: "empty-waiting-room",
    symptom: {
      fr: "La liste des visites est vide. La base, ses pods et ses sondes vont très bien.",
      en: "The list of visits is empty. The database, its pods and its probes are very well.",
    },
    async break(place) {
      await askDatabase(place, "DROP TABLE visits");
    },
    breaks: ["rows"],
    hints: [
      {
        fr: "Ni un volume ni un pod n'est en cause : ce qui manque est dans la base.",
        en: "Neither a volume nor a pod is to blame: what is missing is inside the database.",
      },
      {
        fr:
          "La table a été effacée. restore-job.yaml la ramène de la dernière sauvegarde ; un Job " +
          "ne se relance pas, on l'efface et on le recrée.",
        en:
          "The table was deleted. restore-job.yaml brings it back from the newest backup; a Job " +
          "is not started twice, one deletes it and makes it again.",
      },
    ],
    cure: [
      {
        line: "kubectl delete job restore --ignore-not-found -n {namespace} && " +
          "kubectl apply -f {work}/restore-job.yaml -n {namespace}",
      },
    ],
    explanation: {
      fr:
        "Un volume qui dure garde aussi les erreurs : DROP TABLE y est écrit comme le reste. Ce qui a " +
        "été saisi depuis la dernière sauvegarde est perdu ; deno task restore --to HEURE, dans la " +
        "stack, rejoue en plus le journal jusqu'à une minute choisie.",
      en:
        "A volume that lasts keeps mistakes, too: DROP TABLE is written there like the rest. What was " +
        "entered since the newest backup is lost; deno task restore --to TIME, on the stack, also " +
        "replays the log up to a moment that you choose.",
    },
  },
  {
    id: "quiet-nights",
    symptom: {
      fr: "Depuis trois nuits il n'y a pas de nouvelle sauvegarde. Aucun Job n'a échoué.",
      en: "For three nights there has been no new backup. No Job has failed.",
    },
    async break(place) {
      await place.kubectl(["patch", "cronjob/backup", '--patch={"spec":{"suspend":true}}']);
    },
    breaks: ["schedule"],
    hints: [
      {
        fr: "kubectl get cronjob -n {namespace} : lisez toutes les colonnes.",
        en: "kubectl get cronjob -n {namespace}: read all of its columns.",
      },
      {
        fr: "SUSPEND est True : quelqu'un l'avait arrêté pour une mise à jour.",
        en: "SUSPEND is True: somebody had stopped it for an update.",
      },
    ],
    cure: [{
      line: `kubectl patch cronjob backup -n {namespace} -p '{"spec":{"suspend":false}}'`,
    }],
    explanation: {
      fr:
        "Ce qui ne tourne pas n'échoue pas. Une alerte sur les échecs n'en sait rien : il en faut une " +
        "sur l'âge de la dernière sauvegarde réussie.",
      en:
        "What does not run does not fail. An alert on failures knows nothing of it: it takes one on the " +
        "age of the newest good backup.",
    },
  },
  {
    id: "half-a-file",
    symptom: {
      fr: "La sauvegarde de cette nuit est là, à la bonne heure, mais elle est bien petite.",
      en: "Tonight's backup is there, at the right time, but it is rather small.",
    },
    async break(place) {
      const cut = `head -c 600 "$(${NEWEST})" >/tmp/cut && ` +
        'mv /tmp/cut "/backups/$(date -u +%Y-%m-%dT%H-%M-%SZ).dump"';
      await place.exec("deployment/shelf", ["sh", "-c", cut]);
    },
    breaks: ["dump"],
    hints: [
      {
        fr:
          "kubectl exec deployment/shelf -n {namespace} -- ls -l /backups : comparez les tailles.",
        en: "kubectl exec deployment/shelf -n {namespace} -- ls -l /backups: compare the sizes.",
      },
      {
        fr: "Le fichier est coupé. Une nouvelle sauvegarde tout de suite : kubectl create job " +
          "NOM --from=cronjob/backup.",
        en: "The file is cut off. A new backup at once: kubectl create job NAME " +
          "--from=cronjob/backup.",
      },
    ],
    cure: [{ line: "kubectl create job backup-again --from=cronjob/backup -n {namespace}" }],
    explanation: {
      fr:
        "Un disque plein ou un pod tué au milieu laisse un fichier qui a l'air d'une sauvegarde. D'où " +
        "le nom .part jusqu'à la fin, et une preuve par restauration : la stack la fait à chaque fois.",
      en:
        "A full disk or a pod that is killed half-way leaves a file that looks like a backup. Hence the " +
        "name .part until the end, and a proof by restoring: the stack does it every time.",
    },
  },
];
