import type { MlflowClient, Page } from "@mlops/mlflow";
import { REFERENCE_TASK } from "@mlops/tasks";
import type { SharedState } from "../engine/exercise.ts";
import { askMlflow } from "./registry.ts";

const { experiment, model: name } = REFERENCE_TASK;

/** The experiment that every store of MLflow makes when it is made. */
const FIRST_EXPERIMENT = "0";

/** How the models of the reference task are. */
export interface Models {
  /** When their store was made, in ms since 1970: by this it is known again. */
  readonly store: number | null;
  /** Whether the registered model is there. */
  readonly isRegistered: boolean;
  /** Versions by alias. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Its versions' numbers, as text, sorted. */
  readonly versions: readonly string[];
  /** Ids of the experiment's runs, sorted. */
  readonly runs: readonly string[];
}

/** Aliases, versions and runs of the reference task in the MLflow that the learner shares with the stack. */
export const SHARED_MODELS: SharedState = {
  title: {
    fr: `les alias, les versions et les runs de ${name} dans MLflow`,
    en: `the aliases, versions and runs of ${name} in MLflow`,
  },
  read: (place) => askMlflow(place, readModels),
  putBack: (place, before) => askMlflow(place, (client) => putModelsBack(client, before as Models)),
};

async function readModels({ experiments, registry, runs }: MlflowClient): Promise<Models> {
  const { creationTime } = await experiments.getExperiment(FIRST_EXPERIMENT);
  const registered = await registry.getRegisteredModel(name);
  const versions = await allOf((pageToken) =>
    registry.searchModelVersions({ filter: `name = '${name}'`, pageToken })
  );
  const found = await experiments.getExperimentByName(experiment);
  const logged = found === null
    ? []
    : await allOf((pageToken) =>
      runs.searchRuns({ experimentIds: [found.experimentId], pageToken })
    );
  return {
    store: creationTime,
    isRegistered: registered !== null,
    aliases: registered?.aliases ?? {},
    versions: versions.map(({ version }) => version).sort(),
    runs: logged.map(({ info }) => info.runId).sort(),
  };
}

async function putModelsBack(client: MlflowClient, before: Models): Promise<void> {
  const { registry, runs } = client;
  const now = await readModels(client);
  // Another store, as that of a stack which was made anew, holds nothing of what was begun on the first.
  if (now.store !== before.store) return;
  if (now.isRegistered && !before.isRegistered) await registry.deleteRegisteredModel(name);
  else {
    // The aliases first: a service that follows them never finds one on a version that is gone.
    for (const [alias, version] of Object.entries(before.aliases)) {
      if (now.aliases[alias] === version || !now.versions.includes(version)) continue;
      await registry.setRegisteredModelAlias({ name, alias, version });
    }
    for (const alias of Object.keys(now.aliases)) {
      if (!(alias in before.aliases)) await registry.deleteRegisteredModelAlias(name, alias);
    }
    for (const version of now.versions) {
      if (!before.versions.includes(version)) await registry.deleteModelVersion(name, version);
    }
  }
  for (const run of now.runs) if (!before.runs.includes(run)) await runs.deleteRun(run);
}

/** Goes through all pages of a search. */
async function allOf<T>(search: (pageToken: string | null) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let pageToken: string | null = null;
  do {
    const page: Page<T> = await search(pageToken);
    all.push(...page.items);
    pageToken = page.nextPageToken;
  } while (pageToken !== null);
  return all;
}
