import { REFERENCE_TASK } from "@mlops/tasks";
import type { Question } from "../../engine/exercise.ts";
import { ask } from "../../looks/api.ts";
import { livePods } from "../../looks/workload.ts";

/** Questions 12 to 14 of the workshop. */
export const QUESTIONS: readonly Question[] = [
  {
    number: "12",
    after: "health",
    text: {
      fr: "Que vaut model_loaded dans /health ?",
      en: "What is model_loaded in /health?",
    },
    accepts: /^(true|vrai)$/i,
    explanation: {
      fr:
        "true, une fois la version chargée. Tant qu'elle ne l'est pas, /ready répond 503 et le pod ne " +
        "reçoit rien, alors que /health répond 200 : relancer le processus ne ferait pas venir MLflow.",
      en:
        "true, once the version is loaded. Until then /ready answers 503 and the pod is sent nothing, " +
        "while /health answers 200: starting the process again would not bring MLflow.",
    },
  },
  {
    number: "13",
    after: "pods",
    text: {
      fr: "Combien de pods de ml-api sont Running ?",
      en: "How many pods of ml-api are Running?",
    },
    async expected(place) {
      return `${(await livePods(place, "app=ml-api")).length}`;
    },
    explanation: {
      fr:
        "Autant que replicas. Ils chargent chacun le modèle et répondent tous pareil ; le Service leur " +
        "partage les connexions.",
      en:
        "As many as replicas. Each loads the model and all answer alike; the Service shares the " +
        "connections among them.",
    },
  },
  {
    number: "14",
    after: "predict",
    text: {
      fr:
        "Quelle probabilité /predict donne-t-il pour le patient de l'énoncé (6, 148, 72, 35, 0, 33.6, " +
        "0.627, 50) ? (trois décimales)",
      en:
        "Which probability does /predict give for the workshop's patient (6, 148, 72, 35, 0, 33.6, " +
        "0.627, 50)? (three decimals)",
    },
    async expected(place) {
      await using way = await place.forward("ml-api-service", 8000);
      return `${(await ask(`${way.url}/predict`, REFERENCE_TASK.sample.row)).probability}`;
    },
    explanation: {
      fr:
        "Environ 0,77, un risque élevé, et le diagnostic était bien positif. Deux valeurs échangées " +
        "donneraient encore une probabilité, fausse et plausible : c'est pourquoi la vérification " +
        "compare avec le modèle lui-même.",
      en:
        "About 0.77, a high risk, and the diagnosis was indeed positive. Two values in the wrong order " +
        "would still give a probability, wrong and plausible: which is why the check compares with the " +
        "model itself.",
    },
  },
];
