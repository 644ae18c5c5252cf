import { REFERENCE_TASK } from "@mlops/tasks";
import type { Exercise } from "../../engine/exercise.ts";
import { askMlflow, versionOf } from "../../looks/registry.ts";
import { SHARED_MODELS } from "../../looks/shared_models.ts";
import { APPROVE, MAKE_KEY, RETRAIN, SERVE, WARD } from "./commands.ts";
import { INJURIES } from "./injuries.ts";
import { QUESTIONS } from "./questions.ts";
import { approved, drift, key, sources } from "./steps.ts";
import { driftInBothForms } from "./drift_in_both_forms.ts";

const { model } = REFERENCE_TASK;

const exercise: Exercise = {
  title: {
    fr: "Le modèle : dérive et réentraînement",
    en: "The model: drift and retraining",
  },
  minutes: 30,
  goal: {
    fr:
      "un service hospitalier dont les patients sont plus âgés que ceux de l'étude : vous voyez la dérive, " +
      "il dit sous son nom ce qui est arrivé, vous entraînez sur ces résultats, et quelqu'un approuve. " +
      "Sur les patients de l'étude, le challenger peut avoir un auc_roc plus bas que le champion et être " +
      "pourtant le bon choix, à l'inverse de l'exercice 17 : il a appris de ceux qui demandent maintenant, " +
      "que l'étude n'avait pas. Il faut la pile de deno task start.",
    en:
      "a ward whose patients are older than those of the study: you see the drift, it tells by its name " +
      "what came true, you train on these outcomes, and somebody approves. On the study's patients the " +
      "challenger's auc_roc may be lower than the champion's and it the right choice all the same, unlike " +
      "in exercise 17: it has learnt from those who ask now, whom the study did not have. It takes the " +
      "stack of deno task start.",
  },
  places: ["local"],
  changes: SHARED_MODELS,
  async prepare(place) {
    await askMlflow(place, async (client) => {
      await versionOf(client, "champion");
      const found = await client.registry.getModelVersionByAlias(model, "challenger");
      if (found !== null) await client.registry.deleteRegisteredModelAlias(model, "challenger");
    });
  },
  steps: [key, drift, sources, approved],
  hints: [
    {
      fr:
        "Le service sait qui parle par l'en-tête authorization. Une réponse à plusieurs patients n'a " +
        "qu'un x-request-id : le résultat dit aussi la ligne (row).",
      en:
        "The service knows who speaks by the header authorization. An answer about several patients has " +
        "one x-request-id: the outcome names the row too.",
    },
    {
      fr:
        '`Bearer ${key}` ; "request_id": requestId, row, outcome ; `/drift?rows=${patients.length}` ; ' +
        'level === "major".',
      en:
        '`Bearer ${key}`; "request_id": requestId, row, outcome; `/drift?rows=${patients.length}`; ' +
        'level === "major".',
    },
  ],
  commands: [MAKE_KEY, SERVE, WARD, RETRAIN, APPROVE],
  injuries: INJURIES,
  questions: QUESTIONS,
  compare: driftInBothForms,
  comparesStack: true,
};

export default exercise;
