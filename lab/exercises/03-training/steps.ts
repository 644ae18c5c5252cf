import { REFERENCE_TASK } from "@mlops/tasks";
import type { Step } from "../../engine/exercise.ts";
import { fault } from "../../engine/words.ts";
import { askMlflow, runOf, versionOf } from "../../looks/registry.ts";
import type { Models } from "../../looks/shared_models.ts";

const PARAMS = {
  "n_estimators": "100",
  "max_depth": "10",
  "min_samples_split": "5",
  "min_samples_leaf": "2",
  "random_state": "42",
};

/** Ranges of the workshop, a little wider: another version of scikit-learn splits otherwise. */
const METRICS = {
  "accuracy": [0.72, 0.82],
  "precision": [0.6, 0.8],
  "recall": [0.5, 0.72],
  "f1_score": [0.58, 0.75],
  "auc_roc": [0.79, 0.88],
} as const;

/** The experiment and the run by their names. */
export const experimentIsThere: Step = {
  id: "experiment",
  title: {
    fr: `L'expérience ${REFERENCE_TASK.experiment} a un run ${REFERENCE_TASK.run} terminé`,
    en: `The experiment ${REFERENCE_TASK.experiment} has a finished run ${REFERENCE_TASK.run}`,
  },
  remedy: {
    fr: "relancez l'entraînement et lisez sa dernière ligne",
    en: "run the training again and read its last line",
  },
  check: (place, before) =>
    askMlflow(place, async (client) => {
      const others = (before as Models | undefined)?.runs ?? [];
      const { experiment, run } = REFERENCE_TASK;
      const found = await client.experiments.getExperimentByName(experiment);
      if (found === null) fault(`${experiment} n'existe pas`, `${experiment} does not exist`);
      const { items } = await client.runs.searchRuns({ experimentIds: [found.experimentId] });
      const finished = items.filter(({ info }) =>
        info.runName === run && info.status === "FINISHED" && !others.includes(info.runId)
      );
      if (finished.length === 0) {
        fault(`aucun run ${run} à vous n'est terminé`, `no run ${run} of yours is finished`);
      }
      return `${finished.length}`;
    }),
};

/** Without it the service has nothing to load. */
export const aliasIsSet: Step = {
  id: "alias",
  title: {
    fr: `L'alias champion est sur une version de ${REFERENCE_TASK.model} que vous avez enregistrée`,
    en: `The alias champion is on a version of ${REFERENCE_TASK.model} that you have registered`,
  },
  remedy: {
    fr: "MLflow, Models : posez l'alias champion",
    en: "MLflow, Models: put the alias champion",
  },
  check: (place, before) =>
    askMlflow(place, async (client) => {
      const { version } = await versionOf(client, "champion");
      if ((before as Models | undefined)?.versions.includes(version)) {
        fault(`la version ${version} était déjà là`, `version ${version} was there before`);
      }
      return `version ${version}`;
    }),
};

/** What went in: whoever reads the run can grow the same forest. */
export const paramsAreLogged: Step = {
  id: "params",
  title: {
    fr: "Le run du champion a les cinq paramètres",
    en: "The champion's run has the five parameters",
  },
  remedy: {
    fr: "étape 5 du fichier : ce qui est noté, et sous quel nom",
    en: "step 5 of the file: what is logged, and by which name",
  },
  check: (place) =>
    askMlflow(place, async (client) => {
      const { params } = await runOf(client, "champion");
      const wrong = Object.entries(PARAMS).filter(([name, value]) => params[name] !== value)
        .map(([name, value]) => `${name} = ${params[name] ?? "?"} (${value})`).join(", ");
      if (wrong !== "") fault(wrong, wrong);
      return Object.keys(PARAMS).join(", ");
    }),
};

/** What came out, on rows that the fit has not seen. */
export const metricsAreLogged: Step = {
  id: "metrics",
  title: {
    fr: "Le run du champion a les cinq mesures, et elles sont bonnes",
    en: "The champion's run has the five metrics, and they are good",
  },
  remedy: {
    fr:
      "étapes 4 et 5 du fichier : auc_roc prend les probabilités, le reste les réponses. Et quel " +
      "run, dans MLflow, le champion nomme-t-il ?",
    en:
      "steps 4 and 5 of the file: auc_roc takes probabilities, the others answers. And which run, " +
      "in MLflow, does the champion name?",
  },
  check: (place) =>
    askMlflow(place, async (client) => {
      const { metrics } = await runOf(client, "champion");
      const wrong = Object.entries(METRICS).filter(([name, [low, high]]) => {
        const value = metrics[name]?.value;
        return value === undefined || value < low || value > high;
      }).map(([name, [low, high]]) => `${name} = ${metrics[name]?.value ?? "?"} (${low}–${high})`);
      if (wrong.length > 0) fault(wrong.join(", "), wrong.join(", "));
      return Object.keys(METRICS).map((name) => `${name} ${metrics[name]!.value.toFixed(3)}`).join(
        ", ",
      );
    }),
};

/** The registry holds names; the files lie on the artifacts' volume. */
export const filesAreThere: Step = {
  id: "artifacts",
  title: {
    fr: "Les fichiers du champion sont là, MLmodel parmi eux",
    en: "The champion's files are there, MLmodel among them",
  },
  remedy: {
    fr: "MLflow, le run, Artifacts : le dossier model",
    en: "MLflow, the run, Artifacts: the folder model",
  },
  check: (place) =>
    askMlflow(place, async (client) => {
      const { version } = await versionOf(client, "champion");
      const uri = await client.registry.getModelVersionDownloadUri(REFERENCE_TASK.model, version);
      const files = await client.artifacts.listArtifacts(uri);
      if (!files.some(({ path }) => path.endsWith("MLmodel"))) {
        fault(`la version ${version} n'a pas de MLmodel`, `version ${version} has no MLmodel`);
      }
      return `${files.length}`;
    }),
};
