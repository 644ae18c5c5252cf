import { CHAMPION } from "@mlops/task";
import { DIABETES } from "@mlops/tasks/diabetes";
import { formatModelMetadata, type MlflowClient } from "@mlops/mlflow";
import { onnxModelDirectory } from "@mlops/mlflow/model_directory";
import { createHash } from "node:crypto";
import type { TrainedModel } from "./trained_model.ts";

/**
 * Registers a model as a new version, as the trainer does; no alias moves.
 *
 * @param client The tracking server.
 * @param options `damage` changes the file after its digest was taken.
 * @returns The version.
 */
export async function publishModel(
  client: MlflowClient,
  model: Pick<TrainedModel, "onnx" | "metadata">,
  options: { damage?: (onnx: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> } = {},
): Promise<string> {
  const { experimentId } = await client.experiments.setExperiment("reliability");
  const { info } = await client.runs.createRun({ experimentId });
  const { files } = onnxModelDirectory({
    model: options.damage?.(model.onnx.slice()) ?? model.onnx,
    artifactPath: "model",
    runId: info.runId,
    modelUuid: "0".repeat(32),
    createdAt: new Date("2026-11-25T01:02:03Z"),
    signature: {
      inputs: [{ name: null, type: "tensor", dtype: "float32", shape: [-1, 8] }],
      outputs: [{ name: "probabilities", type: "tensor", dtype: "float32", shape: [-1, 2] }],
    },
    inputExample: [[0, 0, 0, 0, 0, 0, 0, 0]],
    metadata: formatModelMetadata(model.metadata),
  });
  for (const name of ["model.onnx", "MLmodel"]) {
    const content = files.get(name) ?? "";
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await client.artifacts.uploadArtifact(info.artifactUri, `model/${name}`, bytes);
  }
  if (await client.registry.getRegisteredModel(DIABETES.model) === null) {
    await client.registry.createRegisteredModel(DIABETES.model);
  }
  const { version } = await client.registry.createModelVersion({
    name: DIABETES.model,
    source: `${info.artifactUri}/model`,
    runId: info.runId,
    tags: { sha256: createHash("sha256").update(model.onnx).digest("hex") },
  });
  return version;
}

/**
 * Moves the alias that the service follows.
 *
 * @param client The tracking server.
 * @param version Where it is to point.
 */
export async function moveChampion(client: MlflowClient, version: string): Promise<void> {
  await client.registry.setRegisteredModelAlias({ name: DIABETES.model, alias: CHAMPION, version });
}
