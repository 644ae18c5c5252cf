import { DIABETES } from "@mlops/tasks/diabetes";
import type { MlflowClient } from "@mlops/mlflow";

/** What is registered beside the files. */
export interface PublishOptions {
  /** Name of the registered model (default: that of the drills). */
  readonly name?: string;
  /** Where the version says that its files lie, instead of where they do. */
  readonly source?: string;
  /** Tags of the version. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Whether the run is deleted afterwards. */
  readonly isRunDeleted?: boolean;
}

/**
 * Registers files of any kind as a new version of a model; no alias moves.
 *
 * @param client The tracking server.
 * @param files The files by their path in the model's folder.
 * @param options What is registered beside them.
 * @returns The version.
 */
export async function publishFiles(
  client: MlflowClient,
  files: Iterable<readonly [path: string, content: Uint8Array | string]>,
  options: PublishOptions = {},
): Promise<string> {
  const { name = DIABETES.model, source, tags = {}, isRunDeleted = false } = options;
  const { experimentId } = await client.experiments.setExperiment("files");
  const { info } = await client.runs.createRun({ experimentId });
  for (const [path, content] of files) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content.slice();
    await client.artifacts.uploadArtifact(info.artifactUri, `model/${path}`, bytes);
  }
  if (await client.registry.getRegisteredModel(name) === null) {
    await client.registry.createRegisteredModel(name);
  }
  const { version } = await client.registry.createModelVersion({
    name,
    source: source ?? `${info.artifactUri}/model`,
    runId: info.runId,
    tags,
  });
  if (isRunDeleted) {
    const response = await fetch(`${client.trackingUri}/api/2.0/mlflow/runs/delete`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ "run_id": info.runId }),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`Cannot delete run: ${response.status}`);
  }
  return version;
}
