import type { Question } from "../../engine/exercise.ts";
import { askMlflow, runOf } from "../../looks/registry.ts";

/** What is asked about drift and retraining. */
export const QUESTIONS: readonly Question[] = [
  {
    number: "rows",
    after: "sources",
    text: {
      fr:
        "Sur combien de résultats challenger a-t-il été entraîné en plus ? (feedback_rows de son run)",
      en:
        "On how many outcomes was challenger trained beside the data set? (feedback_rows of its run)",
    },
    expected: (place) =>
      askMlflow(
        place,
        async (client) => `${(await runOf(client, "challenger")).tags["feedback_rows"]}`,
      ),
    explanation: {
      fr:
        "Ni les valeurs hors de portée, ni les patients du test, ni plus de lignes que le jeu de données " +
        "n'en a : qui enseigne ne fixe pas la mesure.",
      en:
        "No values out of range, no patients of the test, no more rows than the data set has: who " +
        "teaches does not set the measure.",
    },
  },
  {
    number: "named",
    after: "key",
    text: {
      fr: "Pourquoi n'entraîner que sur des sources nommées ?",
      en: "Why train on named sources only?",
    },
    choices: [
      { text: { fr: "C'est plus rapide.", en: "It is faster." } },
      {
        text: {
          fr: "Sinon, quiconque atteint le service peut apprendre au modèle ce qu'il veut.",
          en: "Else whoever reaches the service can teach the model what he likes.",
        },
        isRight: true,
      },
      { text: { fr: "MLflow l'exige.", en: "MLflow demands it." } },
    ],
    explanation: {
      fr:
        "feedback/sources.json du run dit même ce que chaque source change : le modèle est entraîné une " +
        "fois de plus sans elle.",
      en:
        "feedback/sources.json of the run even says what each source changes: the model is trained once " +
        "more without it.",
    },
  },
  {
    number: "drift-is-worse",
    after: "drift",
    text: {
      fr: "L'âge a dérivé. Le modèle est-il donc devenu mauvais ? (oui/non/on ne sait pas)",
      en: "Age has drifted. Has the model thus become bad? (yes/no/unknown)",
    },
    accepts: /sait pas|unknown|inconnu|don'?t know/i,
    explanation: {
      fr:
        "On ne sait pas : la dérive dit que les patients sont autres, pas que les réponses sont fausses. " +
        "Seuls les résultats constatés le disent, dans /quality.",
      en:
        "That is unknown: drift says that the patients are others, not that the answers are wrong. Only " +
        "outcomes tell that, in /quality.",
    },
  },
];
