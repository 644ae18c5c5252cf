import type { Question } from "../../engine/exercise.ts";
import { explain, readReport } from "./report.ts";

/** What is asked about explanations. */
export const QUESTIONS: readonly Question[] = [
  {
    number: "strongest",
    after: "strongest",
    text: {
      fr: "Quelle valeur de votre patient pèse le plus sur sa probabilité ?",
      en: "Which value of your patient weighs most on his probability?",
    },
    async expected(place) {
      const { patient } = await readReport(place);
      return (await explain(place, patient)).strongest[0]!.feature;
    },
    explanation: {
      fr:
        "C'est vrai de ce patient, non du modèle : d'un autre, la plus forte peut être une autre. " +
        "L'importance globale, sur la page, est celle du modèle.",
      en:
        "It is so of this patient, not of the model: of another one the strongest may be another. " +
        "The importances on the page are the model's.",
    },
  },
  {
    number: "base",
    after: "sum",
    text: {
      fr: "D'où vient base_value ?",
      en: "Where does base_value come from?",
    },
    choices: [
      { text: { fr: "C'est toujours 0,5.", en: "It is 0.5 always." } },
      {
        text: {
          fr: "C'est ce que le modèle répond en moyenne, quand on ne sait rien du patient.",
          en: "It is what the model answers on average, when nothing is known of the patient.",
        },
        isRight: true,
      },
      {
        text: {
          fr: "C'est le seuil des niveaux de risque.",
          en: "It is the risk levels' threshold.",
        },
      },
    ],
    explanation: {
      fr:
        "La moyenne sur les patients de l'entraînement. Chaque contribution est l'écart que fait une " +
        "valeur ; TreeSHAP les partage exactement, si bien que leur somme est la réponse.",
      en:
        "The average over the training's patients. Each contribution is the difference that a value " +
        "makes; TreeSHAP shares them exactly, so that their sum is the answer.",
    },
  },
  {
    number: "advice",
    after: "change",
    text: {
      fr:
        "nearest_change dit : « avec un Glucose plus bas, le risque serait moindre ». Est-ce un " +
        "conseil médical ? (oui/non)",
      en:
        'nearest_change says: "with a lower Glucose, the risk would be less". Is it medical advice? ' +
        "(yes/no)",
    },
    accepts: /^(non|no)$/i,
    explanation: {
      fr:
        "Non : cela dit ce que le modèle répondrait, pas ce qui arriverait au patient. Corrélation " +
        "n'est pas cause, et certaines valeurs, comme l'âge, ne se changent pas.",
      en:
        "No: it says what the model would answer, not what would come of the patient. Correlation is " +
        "no cause, and some values, as age, cannot be changed.",
    },
  },
];
