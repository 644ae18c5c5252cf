import type { Question } from "../../engine/exercise.ts";
import { askMlflow, runOf, versionOf } from "../../looks/registry.ts";

/** Questions 9 to 11 of the workshop. */
export const QUESTIONS: readonly Question[] = [
  {
    number: "9",
    after: "experiment",
    text: {
      fr: "L'entraînement a fini sans erreur. Quel état MLflow donne-t-il au run ?",
      en: "The training ended without an error. Which status does MLflow give the run?",
    },
    accepts: /^finished$/i,
    explanation: {
      fr:
        "FINISHED, parce que le programme l'a dit à la fin ; un run dont le programme meurt reste " +
        "RUNNING pour toujours, à moins qu'il ne se marque FAILED en partant.",
      en:
        "FINISHED, as the program said so at its end; a run whose program dies stays RUNNING for " +
        "ever, unless it marks itself FAILED on its way out.",
    },
  },
  {
    number: "10",
    after: "metrics",
    text: {
      fr: "Des cinq mesures, que vaut auc_roc pour le champion ? (trois décimales)",
      en: "Of the five metrics, what is the champion's auc_roc? (three decimals)",
    },
    expected: (place) =>
      askMlflow(place, async (client) => {
        const { metrics } = await runOf(client, "champion");
        return `${metrics["auc_roc"]?.value}`;
      }),
    explanation: {
      fr:
        "La probabilité qu'un malade pris au hasard ait un score plus haut qu'un bien portant. Elle " +
        "se calcule sur les probabilités : avec les étiquettes prédites elle serait plus basse.",
      en:
        "The probability that a patient with the disease, taken at random, scores higher than one " +
        "without. It is computed from probabilities: from predicted labels it would be lower.",
    },
  },
  {
    number: "11",
    after: "alias",
    text: {
      fr: "Sur quelle version l'alias champion est-il posé ?",
      en: "On which version is the alias champion?",
    },
    expected: (place) =>
      askMlflow(place, async (client) => (await versionOf(client, "champion")).version),
    explanation: {
      fr:
        "L'alias remplace les stages, que MLflow a abandonnés : un nom qu'on déplace, et que le " +
        "service suit. Revenir en arrière, c'est le remettre sur une version d'avant.",
      en:
        "Aliases replace the stages that MLflow has given up: a name that is moved, and that the " +
        "service follows. To go back is to put it on an earlier version again.",
    },
  },
];
