import { REFERENCE_TASK } from "@mlops/tasks";
import type { Injury } from "../../engine/exercise.ts";
import { askMlflow, promoteBadModel } from "../../looks/registry.ts";
import { TRAINING } from "./commands.ts";

/** What can be broken once a champion is there. */
export const INJURIES: readonly Injury[] = [
  {
    id: "worse-answers",
    symptom: {
      fr: "Depuis ce matin, les prédictions ne valent plus rien. Rien n'a été redéployé.",
      en: "Since this morning predictions are worthless. Nothing was deployed anew.",
    },
    async break(place) {
      await askMlflow(place, promoteBadModel);
    },
    breaks: ["params", "metrics", "artifacts"],
    hints: [
      {
        fr: "Le service suit un alias. Qui l'a déplacé, et sur quoi ? MLflow, Models.",
        en: "The service follows an alias. Who moved it, and to what? MLflow, Models.",
      },
      {
        fr: "Comparez auc_roc des versions. Une pièce jetée en l'air a 0,5.",
        en: "Compare the versions' auc_roc. A tossed coin has 0.5.",
      },
      {
        fr:
          "Remettez champion sur votre version : par l'API de MLflow (POST registered-models/alias), par sa " +
          "page quand elle le permet, ou en entraînant encore une fois.",
        en:
          "Put champion on your version again: by MLflow's API (POST registered-models/alias), by its page " +
          "where that can, or by training once more.",
      },
    ],
    cure: TRAINING,
    explanation: {
      fr:
        "Un essai à un arbre avait pris l'alias : un modèle se déploie sans que rien ne se déploie. " +
        "deno task train --promote-if-better auc_roc ne déplace l'alias que si le nouveau est meilleur, " +
        "et le service refuse une version dont les fichiers manquent en gardant la précédente.",
      en:
        "A try with one tree had taken the alias: a model is deployed though nothing is deployed. " +
        "deno task train --promote-if-better auc_roc moves the alias only if the new one is better, and " +
        "the service refuses a version whose files are missing and keeps the one before.",
    },
  },
  {
    id: "nothing-to-load",
    symptom: {
      fr: "Un service qui démarre ne trouve plus de modèle.",
      en: "A service that starts finds no model any more.",
    },
    async break(place) {
      await askMlflow(
        place,
        (client) => client.registry.deleteRegisteredModelAlias(REFERENCE_TASK.model, "champion"),
      );
    },
    breaks: ["alias", "metrics"],
    hints: [
      {
        fr: "Le service demande models:/diabetes-model@champion. Que lit-on dans MLflow, Models ?",
        en:
          "The service asks for models:/diabetes-model@champion. What does MLflow say under Models?",
      },
      {
        fr: "La version est toujours là ; le nom qui y menait ne l'est plus.",
        en: "The version is still there; the name that led to it is not.",
      },
    ],
    cure: TRAINING,
    explanation: {
      fr:
        "L'alias avait été effacé. Un service en marche garde sa version ; un nouveau pod, lui, n'a " +
        "rien à charger, et sa sonde le dit : sans elle il recevrait des requêtes.",
      en:
        "The alias had been deleted. A running service keeps its version; a new pod has nothing to " +
        "load, and its probe says so: without one it would be sent requests.",
    },
  },
];
