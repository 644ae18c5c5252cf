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
    fr: `MLflow ne répond pas (${url}) : démarrez la pile, deno task start (${error.message})`,
    en: `MLflow does not answer (${url}): start the stack, deno task start (${error.message})`,
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

/**
 * Registers a version whose run is worthless, and moves the alias to it.
 *
 * @returns The version.
 */
export async function promoteBadModel(client: MlflowClient): Promise<string> {
  const { experiment, model } = REFERENCE_TASK;
  const { experimentId } = await client.experiments.setExperiment(experiment);
  const { info } = await client.runs.createRun({ experimentId, runName: "quick-try" });
  await client.runs.logBatch(info.runId, {
    params: { "n_estimators": "1", "max_depth": "1" },
    metrics: [{ key: "auc_roc", value: 0.5 }, { key: "accuracy", value: 0.65 }],
  });
  await client.runs.updateRun(info.runId, { status: "FINISHED", endTime: Date.now() });
  const { version } = await client.registry.createModelVersion({
    name: model,
    source: `${info.artifactUri}/model`,
    runId: info.runId,
  });
  await client.registry.setRegisteredModelAlias({ name: model, alias: "champion", version });
  return version;
}
