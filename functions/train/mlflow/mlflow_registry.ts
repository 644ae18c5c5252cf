import { REFERENCE_TASK } from "@mlops/tasks";
import { locateModel, type MlflowClient, MlflowError } from "@mlops/mlflow";
import { parseMlModel } from "@mlops/mlflow/model_directory";
import { decodeForest, OnnxError } from "@mlops/onnx";
import type { ModelRegistry, Rival } from "./model_registry.ts";

/** Largest files that are downloaded to be compared with; what is larger is an error. */
const MAX_MODEL_BYTES = 256 * 2 ** 20;
const MAX_MLMODEL_BYTES = 2 ** 20;

/**
 * Registers in an MLflow model registry.
 *
 * @param client Client of the server.
 * @param signal Aborts when the training is to stop; what has begun to change the registry goes on.
 * @param name Name of the registered model.
 * @returns The registry port.
 */
export function mlflowRegistry(
  client: MlflowClient,
  signal: AbortSignal,
  name: string = REFERENCE_TASK.model,
): ModelRegistry {
  return {
    modelName: name,
    async loadRival(alias) {
      const location = await locateModel(client, { kind: "alias", name, alias }, { signal });
      if (location === null || location.version === null) return null;
      return await loadForest(client, location.artifactUri, location.version.version, signal);
    },
    async createVersion({ runId, uri }, tags) {
      try {
        await client.registry.createRegisteredModel(name, { signal });
      } catch (error) {
        if (!(error instanceof MlflowError) || error.code !== "RESOURCE_ALREADY_EXISTS") {
          throw error;
        }
      }
      // Not ended by the signal: a version that was made but not heard of could not be taken back.
      return (await client.registry.createModelVersion({ name, source: uri, runId, tags })).version;
    },
    deleteVersion: (version) => client.registry.deleteModelVersion(name, version),
    setAlias: (alias, version) => client.registry.setRegisteredModelAlias({ name, alias, version }),
  };
}

async function loadForest(
  client: MlflowClient,
  uri: string,
  version: string,
  signal: AbortSignal,
): Promise<Rival> {
  const options = { signal, maxBytes: MAX_MLMODEL_BYTES };
  const description = await client.artifacts.downloadArtifact(uri, "MLmodel", options);
  const { flavors } = parseMlModel(new TextDecoder().decode(description.bytes));
  const file = flavors["onnx"]?.["data"];
  if (typeof file !== "string") {
    const found = Object.keys(flavors).join(", ");
    return { version, unscorable: `it must have the flavor "onnx": has ${found}` };
  }
  const model = await client.artifacts.downloadArtifact(uri, file, {
    signal,
    maxBytes: MAX_MODEL_BYTES,
  });
  try {
    const forest = decodeForest(model.bytes);
    // Whether a forest of a table's columns suits the table, whoever scores it says.
    const isSameTask = forest.columns !== null ||
      forest.nFeatures === REFERENCE_TASK.columns.length &&
        forest.classes.join() === "0,1";
    return isSameTask ? { version, forest } : {
      version,
      unscorable:
        `it must have 8 features and the classes 0, 1: has ${forest.nFeatures} features ` +
        `and the classes ${forest.classes.join(", ")}`,
    };
  } catch (error) {
    if (!(error instanceof OnnxError)) throw error;
    return { version, unscorable: error.message };
  }
}
