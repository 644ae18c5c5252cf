import type { Exercise } from "../../engine/exercise.ts";
import { podsAreReady, serviceLeads } from "../../looks/workload.ts";
import { INJURIES } from "./injuries.ts";
import { QUESTIONS } from "./questions.ts";
import { pageInBothForms } from "./page_in_both_forms.ts";
import { pageKnowsModel, pagePredicts, pageShows } from "./steps.ts";

const exercise: Exercise = {
  title: { fr: "La page", en: "The page" },
  minutes: 25,
  goal: {
    fr:
      "une page où l'on donne huit valeurs et lit un risque. Elle ne sait rien du modèle : elle " +
      "demande à l'API, par son Service, en JSON.",
    en:
      "a page where one gives eight values and reads a risk. It knows nothing of the model: it asks " +
      "the API, by its Service, in JSON.",
  },
  places: ["cluster", "local"],
  standsOn: ["01-postgres", "02-mlflow", "04-service"],
  steps: [
    podsAreReady("page", 2),
    serviceLeads("page-service", "NodePort"),
    pageShows,
    pageKnowsModel,
    pagePredicts,
  ],
  hints: [
    {
      fr: "Ce que l'API attend est écrit dans main.ts de l'exercice 4 : les noms des huit champs.",
      en: "What the API takes is written in main.ts of exercise 4: the names of the eight fields.",
    },
    {
      fr: 'Un champ : Pregnancies: value("Pregnancies"). La méthode est "POST", le corps est ' +
        "JSON.stringify(patient).",
      en: 'A field: Pregnancies: value("Pregnancies"). The method is "POST", the body is ' +
        "JSON.stringify(patient).",
    },
    {
      fr: "Dans le cluster, l'API est à http://ml-api-service:8000. deno task lab image {n} fait " +
        "l'image de la page.",
      en:
        "In the cluster, the API is at http://ml-api-service:8000. deno task lab image {n} makes the " +
        "page's image.",
    },
  ],
  commands: [
    { on: "cluster", line: "kubectl apply -f {work} -n {namespace}" },
    {
      on: "local",
      stays: true,
      line: "PORT=${LAB_PAGE_PORT:-8450} API_URL=http://localhost:${API_PORT:-8000} " +
        "deno run --allow-net --allow-env {work}/program/page.ts",
    },
  ],
  injuries: INJURIES,
  questions: QUESTIONS,
  compare: pageInBothForms,
};

export default exercise;
