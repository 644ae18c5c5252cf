import type { MlflowClient } from "@mlops/mlflow";
import { REFERENCE_TASK } from "@mlops/tasks";
import type { Command, Exercise, Step } from "../../engine/exercise.ts";
import { fault } from "../../engine/words.ts";
import { STORAGE } from "../../looks/cluster_needs.ts";
import { askMlflow, versionOf } from "../../looks/registry.ts";
import { SHARED_MODELS } from "../../looks/shared_models.ts";
import { modelInBothForms } from "./model_in_both_forms.ts";
import { METRIC, register } from "./register.ts";
import { leavesTheBetter } from "./trial.ts";

const { model } = REFERENCE_TASK;

/** Scores of the two versions that the exercise begins with. */
const [OLD, NEW] = [0.812, 0.834];

async function scoreOf(client: MlflowClient, alias: string): Promise<number> {
  const { runId } = await versionOf(client, alias);
  return (await client.runs.getRun(runId ?? "")).metrics[METRIC]?.value ?? NaN;
}

const promoted: Step = {
  id: "promoted",
  title: { fr: "champion est sur la meilleure version", en: "champion is on the better version" },
  remedy: { fr: "comparez auc_roc des deux runs", en: "compare the two runs' auc_roc" },
  check: (place) =>
    askMlflow(place, async (client) => {
      const score = await scoreOf(client, "champion");
      if (score !== NEW) fault(`son auc_roc vaut ${score}`, `its auc_roc is ${score}`);
      return `${score}`;
    }),
};

const wayBack: Step = {
  id: "way-back",
  title: { fr: "previous est sur le champion d'avant", en: "previous is on the champion before" },
  remedy: {
    fr: "sans cet alias, qui saura demain où revenir ?",
    en: "without this alias, who will know tomorrow where to go back?",
  },
  check: (place) =>
    askMlflow(place, async (client) => {
      const score = await scoreOf(client, "previous");
      if (score !== OLD) fault(`son auc_roc vaut ${score}`, `its auc_roc is ${score}`);
      return `${score}`;
    }),
};

const noChallenger: Step = {
  id: "no-challenger",
  title: { fr: "challenger n'est plus posé", en: "challenger is not set any more" },
  remedy: { fr: "la promotion l'enlève", en: "the promotion takes it away" },
  check: (place) =>
    askMlflow(place, async (client) => {
      const found = await client.registry.getModelVersionByAlias(model, "challenger").catch(() =>
        null
      );
      if (found !== null) fault(`il est sur ${found.version}`, `it is on ${found.version}`);
      return "";
    }),
};

/** Puts champion on the newest version, by MLflow's REST interface. */
function championOnNewest(): Command[] {
  const post = (mlflow: string) => {
    const api = `${mlflow}/api/2.0/mlflow/registered-models`;
    const body =
      `{\\"name\\":\\"${model}\\",\\"alias\\":\\"champion\\",\\"version\\":\\"$VERSION\\"}`;
    return `VERSION=$(curl -sS --fail "${api}/get?name=${model}"` +
      ` | grep -o '"version": *"[0-9]*"' | grep -o '[0-9]*' | sort -n | tail -1) && ` +
      `curl -sS --fail -X POST "${api}/alias" -H 'content-type: application/json' -d "${body}"`;
  };
  const beside = "kubectl port-forward svc/mlflow-service 15000:5000 -n {namespace}";
  return [
    { on: "cluster", beside, line: post("http://localhost:15000") },
    { on: "local", line: post("{mlflow-service}") },
  ];
}

const PROMOTE = "deno run --allow-net --allow-env=MLFLOW_TRACKING_URI {work}/promote.ts";

const exercise: Exercise = {
  title: {
    fr: "Le modèle : alias, champion et challenger",
    en: "The model: aliases, champion and challenger",
  },
  minutes: 20,
  goal: {
    fr:
      "un programme qui ne remplace le champion que par un meilleur, et garde le chemin du retour. " +
      "Au début, deux versions sont enregistrées : champion et challenger.",
    en:
      "a program that replaces the champion by a better one only, and keeps the way back. At the " +
      "beginning two versions are registered: champion and challenger.",
  },
  places: ["cluster", "local"],
  needs: [STORAGE],
  changes: SHARED_MODELS,
  standsOn: ["01-postgres", "02-mlflow"],
  prepare: (place) =>
    askMlflow(place, async (client) => {
      await register(client, "champion", OLD);
      await register(client, "challenger", NEW);
    }),
  steps: [promoted, wayBack, noChallenger, leavesTheBetter],
  hints: [
    {
      fr:
        "Un alias désigne une version, une version nomme son run, un run a des mesures : trois questions.",
      en:
        "An alias points to a version, a version names its run, a run has metrics: three questions.",
    },
    {
      fr: "registry.getModelVersionByAlias(MODEL, alias), puis run.metrics[METRIC]?.value, puis " +
        "setRegisteredModelAlias.",
      en: "registry.getModelVersionByAlias(MODEL, alias), then run.metrics[METRIC]?.value, then " +
        "setRegisteredModelAlias.",
    },
  ],
  commands: [
    {
      on: "cluster",
      beside: "kubectl port-forward svc/mlflow-service 15000:5000 -n {namespace}",
      line: `MLFLOW_TRACKING_URI=http://localhost:15000 ${PROMOTE}`,
    },
    { on: "local", line: `MLFLOW_TRACKING_URI={mlflow-service} ${PROMOTE}` },
  ],
  injuries: [
    {
      id: "rolled-back",
      symptom: {
        fr: "Les prédictions sont celles du mois dernier, et personne n'a rien déployé.",
        en: "Predictions are those of last month, and nobody has deployed anything.",
      },
      break: (place) =>
        askMlflow(place, async (client) => {
          const { version } = await versionOf(client, "previous");
          await client.registry.setRegisteredModelAlias({
            name: model,
            alias: "champion",
            version,
          });
        }),
      breaks: ["promoted"],
      hints: [
        {
          fr: "Quelles versions ont quel alias ? MLflow, Models, diabetes-model.",
          en: "Which versions have which alias? MLflow, Models, diabetes-model.",
        },
        {
          fr:
            "champion et previous sont sur la même version : quelqu'un est revenu en arrière. Un " +
            "alias se déplace comme dans promote.ts : setRegisteredModelAlias.",
          en:
            "champion and previous are on the same version: somebody went back. An alias is moved as " +
            "in promote.ts: setRegisteredModelAlias.",
        },
      ],
      cure: championOnNewest(),
      explanation: {
        fr:
          "Un retour en arrière, ce n'est qu'un alias déplacé : le service suit en deux secondes, dans " +
          "les deux sens. D'où l'intérêt d'un registre qui note qui l'a fait.",
        en:
          "Going back is but a moved alias: the service follows within two seconds, both ways. Hence " +
          "the use of a registry that records who did it.",
      },
    },
  ],
  questions: [
    {
      number: "restart",
      after: "promoted",
      text: {
        fr: "Le service de la pile doit-il redémarrer pour servir le nouveau champion ? (oui/non)",
        en: "Must the stack's service be started again to serve the new champion? (yes/no)",
      },
      accepts: /^(non|no)$/i,
      explanation: {
        fr:
          "Non : il regarde l'alias toutes les deux secondes (MODEL_POLL_SECONDS) et charge la version " +
          "avant d'y passer. Celle qu'il ne peut pas lire, il la refuse et garde la précédente.",
        en:
          "No: it looks at the alias every two seconds (MODEL_POLL_SECONDS) and loads the version before " +
          "it changes over. One that it cannot read it refuses, and keeps the one before.",
      },
    },
    {
      number: "order",
      after: "way-back",
      text: {
        fr: "Pourquoi poser previous avant de déplacer champion, et pas après ?",
        en: "Why set previous before moving champion, and not after?",
      },
      choices: [
        {
          text: {
            fr: "Si le programme s'arrête entre les deux, le chemin du retour existe déjà.",
            en: "If the program ends between the two, the way back is there already.",
          },
          isRight: true,
        },
        { text: { fr: "MLflow l'exige.", en: "MLflow demands it." } },
        { text: { fr: "Cela ne change rien.", en: "It makes no difference." } },
      ],
      explanation: {
        fr:
          "Deux appels ne sont pas une transaction. On les range pour que chaque état intermédiaire soit " +
          "bon à prendre.",
        en:
          "Two calls are no transaction. They are ordered so that each state in between is a good one.",
      },
    },
  ],
  compare: modelInBothForms,
  comparesStack: true,
};

export default exercise;
