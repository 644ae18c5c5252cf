import type { Question } from "../../engine/exercise.ts";
import { NEWEST } from "./steps.ts";

/** What is asked about backups. */
export const QUESTIONS: readonly Question[] = [
  {
    number: "volume",
    text: {
      fr: "Pourquoi un PVC ne remplace-t-il pas une sauvegarde ?",
      en: "Why is a claim no substitute for a backup?",
    },
    choices: [
      {
        text: {
          fr: "Il est vidé quand le pod redémarre.",
          en: "It is emptied when the pod starts again.",
        },
      },
      {
        text: {
          fr: "Il garde tout, aussi ce qu'on a effacé par erreur.",
          en: "It keeps everything, also what was deleted by mistake.",
        },
        isRight: true,
      },
      { text: { fr: "Il n'a pas assez de place.", en: "It has not enough room." } },
    ],
    explanation: {
      fr:
        "Un PVC protège de la perte d'un pod. D'un DROP TABLE, d'un disque mort ou d'un PVC effacé, " +
        "seule une copie ailleurs protège.",
      en:
        "A claim protects against the loss of a pod. Against a DROP TABLE, a dead disk or a deleted " +
        "claim only a copy elsewhere protects.",
    },
  },
  {
    number: "loss",
    after: "schedule",
    text: {
      fr: "Avec une sauvegarde par nuit, combien d'heures de saisies perd-on au pire ?",
      en: "With one backup a night, how many hours of entries are lost at worst?",
    },
    accepts: /^~?24\s*(h|heures?|hours?)?$/i,
    explanation: {
      fr:
        "24 : c'est l'objectif de point de reprise (RPO). La stack archive en plus le journal de " +
        "Postgres (WAL), et le ramène à la minute près.",
      en:
        "24: that is the recovery point objective (RPO). The stack also archives Postgres' log (WAL), " +
        "which brings it down to a minute or so.",
    },
  },
  {
    number: "newest",
    after: "dump",
    text: {
      fr: "Comment s'appelle le fichier de la dernière sauvegarde, avec son dossier ?",
      en: "What is the newest backup's file called, with its folder?",
    },
    expected: async (place) => (await place.exec("deployment/shelf", ["sh", "-c", NEWEST])).trim(),
    explanation: {
      fr:
        "L'heure est dans le nom, en UTC et de l'année à la seconde : l'ordre des noms est celui du " +
        "temps, et les Jobs prennent le dernier.",
      en:
        "The time is in the name, in UTC and from the year to the second: the order of names is that " +
        "of time, and the Jobs take the last one.",
    },
  },
];
