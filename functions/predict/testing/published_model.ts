/**
 * A tracking server of the test's own with a small model in it.
 *
 * @module
 */
import { MlflowClient } from "@mlops/mlflow";
import { startRegistry } from "@mlops/testing/registries";
import { smallDiabetesModel, type SmallModel } from "./small_models.ts";

/** The server; ends with the block that declares it (`await using`). */
export interface PublishedModel extends AsyncDisposable {
  /** Address of the tracking server, without a final slash. */
  readonly trackingUri: string;
}

/**
 * Starts a tracking server in this process and registers a model as the champion.
 *
 * @returns The server.
 */
export async function publishModel(
  model: SmallModel = smallDiabetesModel(),
): Promise<PublishedModel> {
  const registry = await startRegistry();
  const trackingUri = registry.url;
  await publishVersion(trackingUri, model, "champion");
  return {
    trackingUri,
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  };
}

/**
 * Registers a model as the next version, and points an alias to it.
 *
 * @param trackingUri Address of the tracking server.
 * @returns The version.
 */
export async function publishVersion(
  trackingUri: string,
  model: SmallModel,
  alias: string,
): Promise<string> {
  const client = new MlflowClient({ trackingUri: new URL(trackingUri) });
  const { name, tags } = model.reference;
  const { experimentId } = await client.experiments.setExperiment("tests");
  const { info } = await client.runs.createRun({ experimentId });
  const mlModel = new TextEncoder().encode(model.files.mlModel.text);
  await client.artifacts.uploadArtifact(info.artifactUri, "model/MLmodel", mlModel);
  for (const [path, bytes] of model.files.files) {
    await client.artifacts.uploadArtifact(info.artifactUri, `model/${path}`, bytes);
  }
  if (await client.registry.getRegisteredModel(name) === null) {
    await client.registry.createRegisteredModel(name);
  }
  const { version } = await client.registry.createModelVersion({
    name,
    source: `${info.artifactUri}/model`,
    runId: info.runId,
    tags,
  });
  await client.registry.setRegisteredModelAlias({ name, alias, version });
  return version;
}
