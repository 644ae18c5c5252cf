import { REFERENCE_TASK } from "@mlops/tasks";
import type { Exercise } from "../../engine/exercise.ts";
import { askMlflow, versionOf } from "../../looks/registry.ts";
import { SHARED_MODELS } from "../../looks/shared_models.ts";
import { QUESTIONS } from "./questions.ts";
import { answered, compared, shadow, share } from "./steps.ts";
import { sharesInBothForms } from "./shares_in_both_forms.ts";

const { model: name } = REFERENCE_TASK;

const WHERE = "MLFLOW_TRACKING_URI={mlflow-service}";
const TRAIN = `${WHERE} deno task retrain --n-estimators 30`;
const ROLLOUT = `${WHERE} API_URL={predict} ` +
  "deno run --allow-net --allow-env=MLFLOW_TRACKING_URI,API_URL {work}/rollout.ts";

/** Sets the challenger's share. */
function injureShare(value: string) {
  return (place: Parameters<Exercise["steps"][0]["check"]>[0]) =>
    askMlflow(place, async (client) => {
      const { version } = await versionOf(client, "challenger");
      await client.registry.setModelVersionTag({ name, version, key: "traffic", value });
    });
}

const exercise: Exercise = {
  title: {
    fr: "Le modèle : challenger et ombre",
    en: "The model: challenger and shadow",
  },
  minutes: 25,
  goal: {
    fr:
      "une nouvelle version mesurée avant d'être promue : comme ombre, elle note en secret les mêmes " +
      "patients que le champion ; comme challenger, elle répond à un cinquième des requêtes. " +
      "Il faut la pile de deno task start.",
    en:
      "a new version that is measured before it is promoted: as a shadow it scores in secret the same " +
      "patients as the champion; as a challenger it answers a fifth of the requests. It takes the stack " +
      "of deno task start.",
  },
  places: ["local"],
  changes: SHARED_MODELS,
  async prepare(place) {
    await askMlflow(place, async (client) => {
      // Without a champion there is nothing to compare with, and the sentence says so.
      await versionOf(client, "champion");
      for (const alias of ["shadow", "challenger"]) {
        const found = await client.registry.getModelVersionByAlias(name, alias);
        if (found !== null) await client.registry.deleteRegisteredModelAlias(name, alias);
      }
    });
  },
  steps: [share, shadow, answered, compared],
  hints: [
    {
      fr:
        "Le service suit trois alias : champion, challenger et shadow. La part du challenger est une " +
        "étiquette (tag) de sa version : traffic. Ses routes sont décrites dans /docs.",
      en:
        "The service follows three aliases: champion, challenger and shadow. The challenger's share " +
        "is a tag of its version: traffic. Its routes are described in /docs.",
    },
    {
      fr:
        'alias: "shadow" ; key: "traffic", value: "0.2" ; chaque réponse porte un x-request-id, que ' +
        "/feedback demande avec le résultat ; /quality?days=1 compare.",
      en: 'alias: "shadow"; key: "traffic", value: "0.2"; each answer has an x-request-id, which ' +
        "/feedback asks for beside the outcome; /quality?days=1 compares.",
    },
  ],
  commands: [{ line: TRAIN }, { line: ROLLOUT }],
  injuries: [
    {
      id: "nobody-asks-it",
      symptom: {
        fr: "Depuis hier le challenger ne reçoit plus une seule requête, et rien n'est tombé.",
        en: "Since yesterday the challenger gets not one request, and nothing has failed.",
      },
      break: injureShare("0,2"),
      breaks: ["share", "answered"],
      hints: [
        {
          fr: "Le journal du service (.stack/logs/predict.log) le dit : cherchez traffic.",
          en: "The service's log (.stack/logs/predict.log) says it: look for traffic.",
        },
        {
          fr: "Un nombre s'écrit avec un point, dans MLflow comme ailleurs.",
          en: "A number is written with a point, in MLflow as elsewhere.",
        },
      ],
      cure: [{ line: ROLLOUT }],
      explanation: {
        fr:
          "traffic valait « 0,2 », qui n'est pas un nombre : le service l'écrit dans son journal et ne " +
          "donne rien au challenger. Dans le doute, tout va au champion.",
        en:
          'traffic was "0,2", which is no number: the service writes so into its log, and gives the ' +
          "challenger nothing. In doubt all goes to the champion.",
      },
    },
    {
      id: "all-at-once",
      symptom: {
        fr: "Plus personne n'est servi par le champion, et pourtant nul n'a été promu.",
        en: "Nobody is served by the champion any more, yet none was promoted.",
      },
      break: injureShare("1"),
      breaks: ["share", "answered"],
      hints: [
        {
          fr: "Quelle version répond ? curl -i … /predict, l'en-tête x-model-version.",
          en: "Which version answers? curl -i … /predict, the header x-model-version.",
        },
        { fr: "traffic vaut 1 : toutes les requêtes.", en: "traffic is 1: all requests." },
      ],
      cure: [{ line: ROLLOUT }],
      explanation: {
        fr:
          "Une part de 1 est une promotion sans le nom : champion désigne une version que personne ne " +
          "voit plus, et il n'y a plus rien à quoi comparer.",
        en:
          "A share of 1 is a promotion without its name: champion points to a version that nobody sees " +
          "any more, and nothing is left to compare with.",
      },
    },
  ],
  questions: QUESTIONS,
  compare: sharesInBothForms,
  comparesStack: true,
};

export default exercise;
