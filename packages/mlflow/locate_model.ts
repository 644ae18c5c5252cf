import type { MlflowClient } from "./mlflow_client.ts";
import type { ModelUri } from "./model_uri.ts";
import type { ModelVersion } from "./model_version.ts";
import type { CallOptions } from "./rest_client.ts";

/** Where a model lies. */
export interface ModelLocation {
  /** Artifact URI of its folder. */
  readonly artifactUri: string;
  /** The version that it is, or `null` for a logged model or a run's artifacts. */
  readonly version: ModelVersion | null;
}

/**
 * Resolves a model URI, the way `models:/` and `runs:/` work in Python. A version's files are where the
 * server says, not where its `source` says: that of MLflow 3 is `models:/m-…`.
 *
 * @param client Asks the tracking server.
 * @param uri What to look for.
 * @param options Signal and time limit of each call.
 * @returns Where the model lies, or `null` if there is no such alias.
 * @throws {MlflowError} If there is no such version, logged model or run.
 */
export async function locateModel(
  client: MlflowClient,
  uri: ModelUri,
  options: CallOptions = {},
): Promise<ModelLocation | null> {
  switch (uri.kind) {
    case "run":
      return { artifactUri: await locateInRun(client, uri, options), version: null };
    case "model": {
      const { artifactUri } = await client.runs.getLoggedModel(uri.modelId, options);
      return { artifactUri, version: null };
    }
    case "alias":
    case "version": {
      const version = uri.kind === "alias"
        ? await client.registry.getModelVersionByAlias(uri.name, uri.alias, options)
        : await client.registry.getModelVersion(uri.name, uri.version, options);
      if (version === null) return null;
      return { artifactUri: await locateVersion(client, version, options), version };
    }
  }
}

/**
 * Asks where a version's files lie.
 *
 * @param client Asks the tracking server.
 * @param version Its name and number.
 * @param options Signal and time limit.
 * @returns Artifact URI of its folder; never one of `models:/`.
 */
export async function locateVersion(
  client: MlflowClient,
  { name, version }: Pick<ModelVersion, "name" | "version">,
  options: CallOptions = {},
): Promise<string> {
  const uri = await client.registry.getModelVersionDownloadUri(name, version, options);
  const modelId = /^models:\/(m-[\w-]+)$/.exec(uri)?.[1];
  if (modelId === undefined) return uri;
  return (await client.runs.getLoggedModel(modelId, options)).artifactUri;
}

/** What MLflow 3 logs in a run under a name does not lie under the run's artifacts. */
async function locateInRun(
  client: MlflowClient,
  { runId, path }: { runId: string; path: string },
  options: CallOptions,
): Promise<string> {
  const { info, modelOutputs } = await client.runs.getRun(runId, options);
  for (const { modelId } of modelOutputs) {
    const model = await client.runs.getLoggedModel(modelId, options);
    if (model.name === path) return model.artifactUri;
  }
  return `${info.artifactUri.replace(/\/$/, "")}/${path}`;
}
