import type { Question } from "../../engine/exercise.ts";
import { readDecision } from "./steps.ts";

/** What is asked about a canary of the program. */
export const QUESTIONS: readonly Question[] = [
  {
    number: "ready",
    after: "judge",
    text: {
      fr: "La Revision risk-v2 était Ready, ses sondes vertes. Pourquoi cela ne suffisait-il pas ?",
      en: "The Revision risk-v2 was Ready, its probes green. Why did that not suffice?",
    },
    choices: [
      {
        text: {
          fr: "Une sonde demande si le programme répond, pas s'il répond bien à tous les patients.",
          en: "A probe asks whether the program answers, not whether it answers all patients well.",
        },
        isRight: true,
      },
      {
        text: {
          fr: "Knative n'attend pas les sondes avant d'envoyer du trafic.",
          en: "Knative does not wait for probes before it sends traffic.",
        },
      },
      {
        text: {
          fr: "Ready ne vaut que pour la première Revision.",
          en: "Ready holds for the first Revision only.",
        },
      },
    ],
    explanation: {
      fr:
        "La faute ne touche que les patients sans insuline : un sur quatre. Aucun essai à la main ne " +
        "l'avait vue ; de vraies requêtes la trouvent en quelques secondes.",
      en:
        "The fault meets patients without insulin only: one in four. No trial by hand had seen it; real " +
        "requests find it within seconds.",
    },
  },
  {
    number: "exposed",
    after: "judge",
    text: {
      fr: "25 requêtes par seconde, 10 % au canari, un patient sur quatre touché. Combien de " +
        "prédictions échouent en une minute ?",
      en: "25 requests a second, 10 % for the canary, one patient in four affected. How many " +
        "predictions fail within a minute?",
    },
    accepts: /^(3[78]|37[.,]5|~?\s*38)$/,
    explanation: {
      fr:
        "25 × 60 × 0,1 × 0,25 = 37,5. Livrée à tous, ce serait 375 ; et dix fois plus de pods à refaire.",
      en:
        "25 × 60 × 0.1 × 0.25 = 37.5. Released to all it would be 375, and ten times the pods to redo.",
    },
  },
  {
    number: "count",
    after: "decided",
    text: {
      fr:
        "Combien de prédictions de risk-v2 votre juge connaissait-il en décidant ? (decision.json)",
      en: "Of how many predictions of risk-v2 did your judge know when it decided? (decision.json)",
    },
    expected: async (place) => `${(await readDecision(place)).answered}`,
    explanation: {
      fr:
        "Sur 50, un quart d'échecs ne peut être le hasard. Pour voir une faute qui touche un patient sur " +
        "mille il en faudrait des milliers : un canari court trouve les grosses fautes.",
      en:
        "Of 50, a quarter of faults cannot be chance. To see a fault that meets one patient in a thousand " +
        "would take thousands: a short canary finds the large faults.",
    },
  },
];
