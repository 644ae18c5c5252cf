import { REFERENCE_TASK } from "@mlops/tasks";
import type { Question } from "../../engine/exercise.ts";
import { askMlflow, versionOf } from "../../looks/registry.ts";
import { askStack } from "../../looks/stack_service.ts";

/** What is asked about challenger and shadow. */
export const QUESTIONS: readonly Question[] = [
  {
    number: "same-client",
    after: "answered",
    text: {
      fr: "Un client envoie dix fois le même X-Request-Id. Combien de versions différentes lui " +
        "répondent ?",
      en: "A client sends the same X-Request-Id ten times. By how many different versions is it " +
        "answered?",
    },
    async expected(place) {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () =>
          askStack(place, "/predict", {
            body: REFERENCE_TASK.sample.row,
            headers: { "x-prediction-log": "off", "x-request-id": "bed-12" },
          })),
      );
      return `${new Set(answers.map(({ headers }) => headers.get("x-model-version"))).size}`;
    },
    explanation: {
      fr:
        "Une : le choix vient d'une empreinte de l'identifiant, pas du hasard. Un patient qu'on " +
        "redemande ne change pas de modèle, sur aucune instance.",
      en:
        "One: the choice is by a hash of the id and not by chance. A patient asked about again does " +
        "not change models, on any instance.",
    },
  },
  {
    number: "both",
    after: "compared",
    text: {
      fr: "Pourquoi l'ombre compare-t-elle mieux que le challenger, à nombre égal de patients ?",
      en: "Why does a shadow compare better than a challenger, on as many patients?",
    },
    choices: [
      {
        text: {
          fr:
            "Elle note les mêmes patients que le champion : la différence ne vient que du modèle.",
          en: "It scores the same patients as the champion: the model alone makes the difference.",
        },
        isRight: true,
      },
      { text: { fr: "Elle calcule plus vite.", en: "It computes faster." } },
      { text: { fr: "Elle voit les résultats d'avance.", en: "It sees the outcomes beforehand." } },
    ],
    explanation: {
      fr:
        "Le challenger a d'autres patients que le champion, et la chance avec. L'ombre, elle, ne dit " +
        "pas ce qu'un autre modèle change à ce que font les médecins : pour cela il faut répondre.",
      en:
        "The challenger has other patients than the champion, and other luck. The shadow in turn does " +
        "not tell how another model changes what doctors do: for that one has to answer.",
    },
  },
  {
    number: "count",
    after: "compared",
    text: {
      fr: "Sur combien de patients /quality?days=1 compare-t-il l'ombre et le champion ? " +
        "(comparisons, count)",
      en: "On how many patients does /quality?days=1 compare shadow and champion? " +
        "(comparisons, count)",
    },
    async expected(place) {
      const { version } = await askMlflow(place, (client) => versionOf(client, "champion"));
      const { body } = await askStack(place, "/quality?days=1");
      const comparisons = body.comparisons as { served: string; count: number }[];
      return `${comparisons.find(({ served }) => served === version)?.count}`;
    },
    explanation: {
      fr:
        "Regardez accuracy_difference : si son intervalle contient 0, ces patients ne suffisent pas " +
        "pour choisir.",
      en:
        "Look at accuracy_difference: if its interval holds 0, these patients do not suffice to choose.",
    },
  },
];
