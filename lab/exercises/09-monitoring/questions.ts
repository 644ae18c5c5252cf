import type { Question } from "../../engine/exercise.ts";
import { readTargets } from "./steps.ts";

/** What is asked about watching. */
export const QUESTIONS: readonly Question[] = [
  {
    number: "counter",
    after: "query",
    text: {
      fr:
        "Pourquoi compter les requêtes depuis le démarrage, plutôt que d'exposer « requêtes par " +
        "seconde » ?",
      en: 'Why count requests since the start, and not expose "requests a second"?',
    },
    choices: [
      {
        text: {
          fr: "Une lecture manquée ne perd rien, et chacun choisit sa fenêtre après coup.",
          en: "A reading that is missed loses nothing, and each chooses a window afterwards.",
        },
        isRight: true,
      },
      { text: { fr: "Un compteur prend moins de place.", en: "A counter takes less room." } },
      {
        text: {
          fr: "Un compteur ne repart jamais de zéro.",
          en: "A counter never begins at zero again.",
        },
      },
    ],
    explanation: {
      fr:
        "Il repart bien de zéro avec le pod, et rate() le sait : une valeur plus petite que la précédente " +
        "est un redémarrage.",
      en:
        "It does begin at zero again with its pod, and rate() knows: a value below the one before is a " +
        "new start.",
    },
  },
  {
    number: "asleep",
    after: "alert",
    text: {
      fr: 'Le service Knative est à zéro pod. Que donne up{job="risk"} pour lui ?',
      en: 'The Knative Service has no pod. What does up{job="risk"} give for it?',
    },
    choices: [
      { text: { fr: "0", en: "0" } },
      { text: { fr: "1", en: "1" } },
      { text: { fr: "Rien du tout.", en: "Nothing at all." }, isRight: true },
    ],
    explanation: {
      fr:
        "Rien : pas de pod, pas de cible. Une alerte « absent(up) » sonnerait chaque nuit où tout va " +
        "bien. On alerte sur ce que les clients reçoivent.",
      en:
        'Nothing: no pod, no target. An alert on "absent(up)" would fire each night when all is well. One ' +
        "alerts on what clients get.",
    },
  },
  {
    number: "quantile",
    after: "panel",
    text: {
      fr:
        "Deux pods ont un 95e centile de 100 et de 300 ms. Celui des deux ensemble est-il 200 ms ? " +
        "(oui, non, ou on ne sait pas)",
      en:
        "Two pods have a 95th percentile of 100 and of 300 ms. Is that of both together 200 ms? " +
        "(yes, no, or unknown)",
    },
    accepts: /^(on ne (le )?sait pas|inconnue?|unknown)$/i,
    explanation: {
      fr:
        "On ne peut pas le savoir : tout dépend de qui a répondu à combien. Les seaux (buckets) d'un " +
        "histogramme, eux, s'additionnent ; le centile se calcule après.",
      en:
        "It cannot be known: it depends on who answered how many. The buckets of a histogram can be " +
        "added, though; the percentile is computed afterwards.",
    },
  },
  {
    number: "targets",
    after: "targets",
    text: {
      fr: "Combien de cibles Prometheus aurait-il pour risk-classic ?",
      en: "How many targets would Prometheus have of risk-classic?",
    },
    async expected(place) {
      const targets = await readTargets(place);
      return `${targets.filter(({ pod }) => pod.startsWith("risk-classic-")).length}`;
    },
    explanation: {
      fr:
        "Une par pod. Interroger le Service donnerait tantôt les compteurs de l'un, tantôt ceux de " +
        "l'autre : une scie, que rate() prendrait pour des redémarrages.",
      en:
        "One a pod. To ask the Service would give now the counters of one, now those of the other: a " +
        "saw, which rate() would take for new starts.",
    },
  },
];
