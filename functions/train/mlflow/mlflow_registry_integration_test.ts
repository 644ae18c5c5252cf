import { MlflowClient } from "@mlops/mlflow";
import { onnxModelDirectory } from "@mlops/mlflow/model_directory";
import { startRegistry } from "@mlops/testing/registries";
import { encodeForest } from "@mlops/onnx";
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { mlflowRegistry } from "./mlflow_registry.ts";
import type { ModelRegistry } from "./model_registry.ts";

/** A forest of one leaf. */
function stump(nFeatures: number, classes: readonly number[]): Uint8Array<ArrayBuffer> {
  return encodeForest({
    nFeatures,
    classes,
    roots: Int32Array.of(0),
    left: Int32Array.of(-1),
    right: Int32Array.of(-1),
    feature: Int32Array.of(-2),
    threshold: Float64Array.of(-2),
    cover: Float64Array.of(4),
    value: new Float64Array(classes.length).fill(1 / classes.length),
  });
}

async function withRegistry(
  body: (registry: ModelRegistry, client: MlflowClient) => Promise<void>,
): Promise<void> {
  await using server = await startRegistry();
  const client = new MlflowClient({ trackingUri: new URL(server.url) });
  await body(mlflowRegistry(client, new AbortController().signal), client);
}

/** Registers a model file as `champion`, as any client could have done. */
async function registerChampion(
  registry: ModelRegistry,
  client: MlflowClient,
  model: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const { experimentId } = await client.experiments.setExperiment("other");
  const { info } = await client.runs.createRun({ experimentId });
  const { files } = onnxModelDirectory({
    model,
    artifactPath: "model",
    runId: info.runId,
    modelUuid: "0".repeat(32),
    createdAt: new Date(0),
    signature: { inputs: [], outputs: [] },
    inputExample: [],
    metadata: null,
  });
  for (const [name, content] of files) {
    await client.artifacts.uploadArtifact(info.artifactUri, `model/${name}`, content);
  }
  const uri = `${info.artifactUri}/model`;
  const version = await registry.createVersion({ runId: info.runId, uri }, { sha256: "ab" });
  await registry.setAlias("champion", version);
}

Deno.test("mlflowRegistry() finds no rival where nothing is registered", async () => {
  await withRegistry(async (registry) => equal(await registry.loadRival("champion"), null));
});

Deno.test("mlflowRegistry() loads the forest behind an alias", async () => {
  await withRegistry(async (registry, client) => {
    await registerChampion(registry, client, stump(8, [0, 1]));
    const rival = await registry.loadRival("champion");
    ok(rival !== null && "forest" in rival);
    equal(rival.version, "1");
    deepEqual([...rival.forest.value], [0.5, 0.5]);
  });
});

const UNSCORABLE: [name: string, model: Uint8Array<ArrayBuffer>, reason: RegExp][] = [
  ["a damaged file", stump(8, [0, 1]).slice(0, -10), /^Cannot /],
  ["other features", stump(3, [0, 1]), /^it must have 8 features and .*: has 3 features/],
  ["other classes", stump(8, [0, 1, 2]), /and the classes 0, 1, 2$/],
];
for (const [name, model, reason] of UNSCORABLE) {
  Deno.test(`mlflowRegistry() says why it cannot score ${name}`, async () => {
    await withRegistry(async (registry, client) => {
      await registerChampion(registry, client, model);
      const rival = await registry.loadRival("champion");
      ok(rival !== null && "unscorable" in rival);
      match(rival.unscorable, reason);
    });
  });
}

Deno.test("mlflowRegistry() takes back a version, and gives each version its tags at birth", async () => {
  await withRegistry(async (registry, client) => {
    await registerChampion(registry, client, stump(8, [0, 1]));
    const version = await client.registry.getModelVersionByAlias("diabetes-model", "champion");
    deepEqual(version?.tags, { sha256: "ab" });
    await registry.deleteVersion("1");
    equal(await client.registry.getModelVersionByAlias("diabetes-model", "champion"), null);
  });
});
