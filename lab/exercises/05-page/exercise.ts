import type { Exercise } from "../../engine/exercise.ts";
import { KNATIVE, STORAGE } from "../../looks/cluster_needs.ts";
import { podsAreReady, serviceLeads } from "../../looks/workload.ts";
import { INJURIES } from "./injuries.ts";
import { QUESTIONS } from "./questions.ts";
import { pageInBothForms } from "./page_in_both_forms.ts";
import { pageKnowsModel, pagePredicts, pageShows } from "./steps.ts";

const exercise: Exercise = {
  title: { fr: "La page", en: "The page" },
  minutes: 25,
  minutesHere: 15,
  goal: {
    fr:
      "une page où l'on donne huit valeurs et lit un risque. Elle ne sait rien du modèle : elle " +
      "demande à l'API, par son Service, en JSON.",
    en:
      "a page where one gives eight values and reads a risk. It knows nothing of the model: it asks " +
      "the API, by its Service, in JSON.",
  },
  places: ["cluster", "local"],
  needs: [STORAGE, KNATIVE],
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
      fr: "L'API attend les huit noms qui sont en tête de chaque ligne de FIELDS, dans page.ts.",
      en: "The API takes the eight names at the head of each line of FIELDS, in page.ts.",
    },
    {
      fr: 'Un champ : Pregnancies: value("Pregnancies"). La méthode est "POST", le corps est ' +
        "JSON.stringify(patient).",
      en: 'A field: Pregnancies: value("Pregnancies"). The method is "POST", the body is ' +
        "JSON.stringify(patient).",
    },
    {
      on: "cluster",
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
      line: "PORT={page-service:port} API_URL={predict} " +
        "deno run --allow-net --allow-env {work}/program/page.ts",
    },
  ],
  injuries: INJURIES,
  questions: QUESTIONS,
  compare: pageInBothForms,
};

export default exercise;
