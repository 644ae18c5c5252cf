/**
 * What steps look at in MLflow: the champion, its run, its files.
 *
 * @module
 */
import { MlflowClient, MlflowError, type ModelVersion, type Run } from "@mlops/mlflow";
import { REFERENCE_TASK } from "@mlops/tasks";
import type { Place } from "../engine/place.ts";
import { fault, LabFault, type Words } from "../engine/words.ts";

/**
 * Asks the place's MLflow.
 *
 * @param ask What to ask.
 * @returns Its answer.
 * @throws {LabFault} If it does not answer, or refuses.
 */
export async function askMlflow<T>(
  place: Place,
  ask: (client: MlflowClient) => Promise<T>,
): Promise<T> {
  await using way = await place.forward("mlflow-service", 5000);
  try {
    return await ask(new MlflowClient({ trackingUri: new URL(way.url) }));
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    throw new LabFault(place.kind === "local" ? notHere(way.url, error) : refused(error), {
      cause: error,
    });
  }
}

function notHere(url: string, error: MlflowError): Words {
  if (error.status !== 0) return refused(error);
  return {
    fr: `MLflow ne répond pas (${url}) : démarrez la pile, deno task start`,
    en: `MLflow does not answer (${url}): start the stack, deno task start`,
  };
}

function refused({ message }: MlflowError): Words {
  return { fr: `MLflow : ${message}`, en: `MLflow: ${message}` };
}

/**
 * Finds the version that an alias points to.
 *
 * @throws {LabFault} If there is none.
 */
export async function versionOf(
  client: MlflowClient,
  alias: string,
): Promise<ModelVersion> {
  const { model } = REFERENCE_TASK;
  const version = await client.registry.getModelVersionByAlias(model, alias);
  return version ?? fault(
    `aucune version de ${model} n'a l'alias ${alias}`,
    `no version of ${model} has the alias ${alias}`,
  );
}

/**
 * Finds the run of the version that an alias points to.
 *
 * @throws {LabFault} If there is no such version, or it names no run.
 */
export async function runOf(client: MlflowClient, alias: string): Promise<Run> {
  const { version, runId } = await versionOf(client, alias);
  if (!runId) {
    return fault(`la version ${version} ne nomme pas son run`, `version ${version} names no run`);
  }
  return await client.runs.getRun(runId);
}

/** A version as a training would register it. */
export interface TrainedVersion {
  /** Alias that is moved to it. */
  readonly alias: string;
  /** Name of its run. */
  readonly runName: string;
  /** Metrics of its run. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Parameters of its run. */
  readonly params?: Readonly<Record<string, string>>;
  /** Where its files are; in its run, which has none, if not given. */
  readonly source?: string | undefined;
}

/**
 * Registers a version with a finished run, and moves an alias to it.
 *
 * @returns The version.
 */
export async function registerVersion(
  client: MlflowClient,
  { alias, runName, metrics, params = {}, source }: TrainedVersion,
): Promise<string> {
  const { experiment, model: name } = REFERENCE_TASK;
  const { experimentId } = await client.experiments.setExperiment(experiment);
  const { info } = await client.runs.createRun({ experimentId, runName });
  await client.runs.logBatch(info.runId, {
    params,
    metrics: Object.entries(metrics).map(([key, value]) => ({ key, value })),
  });
  await client.runs.updateRun(info.runId, { status: "FINISHED", endTime: Date.now() });
  if (await client.registry.getRegisteredModel(name) === null) {
    await client.registry.createRegisteredModel(name);
  }
  const { version } = await client.registry.createModelVersion({
    name,
    source: source ?? `${info.artifactUri}/model`,
    runId: info.runId,
  });
  await client.registry.setRegisteredModelAlias({ name, alias, version });
  return version;
}

/**
 * Registers a version whose run is worthless, and moves the alias of what is served to it.
 *
 * @returns The version.
 */
export async function promoteBadModel(client: MlflowClient): Promise<string> {
  return await registerVersion(client, {
    alias: "champion",
    runName: "quick-try",
    params: { "n_estimators": "1", "max_depth": "1" },
    metrics: { "auc_roc": 0.5, accuracy: 0.65 },
  });
}
