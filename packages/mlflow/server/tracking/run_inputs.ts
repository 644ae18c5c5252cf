import { dirname } from "@std/path";
import { createHash } from "node:crypto";
import { formatPyYaml } from "../../py_yaml.ts";
import type { DatasetInput, ModelOutput, Run } from "../../run.ts";
import type { WireObject } from "../../wire_object.ts";
import { readEach, readMeta } from "../file_store/meta_file.ts";
import { kindOf, listFolders, type StoreFolder } from "../file_store/store_folder.ts";

/**
 * Reads the data sets and logged models that a run read.
 *
 * @param runPath The run's folder, in that of its experiment.
 * @returns Both; data sets whose own folder is missing are left aside.
 */
export function readRunInputs(runPath: string): Pick<Run, "datasetInputs" | "modelInputs"> {
  const inputs = readEach(
    listFolders(`${runPath}/inputs`),
    (id) => readMeta(`${runPath}/inputs/${id}`),
  );
  const ofType = (type: string) =>
    inputs.filter((input) => input.stringOrNull("source_type") === type);
  return {
    datasetInputs: readDatasets(
      `${dirname(runPath)}/datasets`,
      ofType("DATASET"),
    ),
    modelInputs: readEach(ofType("MODEL"), (input) => input.string("source_id")),
  };
}

/**
 * Reads the logged models that a run made.
 *
 * @param runPath The run's folder, in that of its experiment.
 * @returns The models, by id.
 */
export function readRunOutputs(runPath: string): ModelOutput[] {
  return readEach(listFolders(`${runPath}/outputs`), (modelId) => {
    const output = readMeta(`${runPath}/outputs/${modelId}`);
    return output === null ? null : { modelId, step: output.numberOrNull("step") ?? 0 };
  });
}

function readDatasets(datasets: string, inputs: readonly WireObject[]): DatasetInput[] {
  return readEach(inputs, (input) => {
    const sourceId = input.string("source_id");
    const dataset = listFolders(datasets).includes(sourceId)
      ? readMeta(`${datasets}/${sourceId}`)
      : null;
    if (dataset === null) return null;
    const tags = input.object("tags");
    return {
      name: dataset.string("name"),
      digest: dataset.string("digest"),
      sourceType: dataset.string("source_type"),
      source: dataset.string("source"),
      schema: dataset.stringOrNull("schema"),
      profile: dataset.stringOrNull("profile"),
      tags: Object.fromEntries(tags.keys().map((key) => [key, tags.stringOrNull(key) ?? ""])),
    };
  });
}

/**
 * Logs the data sets and logged models that a run read; what is there already stays as it is.
 *
 * @param store The folder of everything.
 * @param run The run's folder and id.
 * @param inputs The data sets, and the models' ids.
 */
export function writeRunInputs(
  store: StoreFolder,
  run: { path: string; runId: string },
  inputs: { datasets: readonly DatasetInput[]; modelIds: readonly string[] },
): void {
  const experimentPath = dirname(run.path);
  for (const modelId of inputs.modelIds) {
    const link = formatPyYaml({
      // MLflow's file store names the model here, too, and not the run.
      "destination_id": modelId,
      "destination_type": "RUN",
      "source_id": modelId,
      "source_type": "MODEL",
      tags: {},
    });
    createOnce(store, `${run.path}/inputs/${hashOf(modelId, run.runId)}`, link);
  }
  for (const input of inputs.datasets) {
    const datasetId = hashOf(input.name, input.digest);
    const meta = formatPyYaml({
      digest: input.digest,
      name: input.name,
      profile: input.profile ?? null,
      schema: input.schema ?? null,
      source: input.source,
      "source_type": input.sourceType,
    });
    createOnce(store, `${experimentPath}/datasets/${datasetId}`, meta);
    const link = formatPyYaml({
      "destination_id": run.runId,
      "destination_type": "RUN",
      "source_id": datasetId,
      "source_type": "DATASET",
      tags: input.tags ?? {},
    });
    createOnce(store, `${run.path}/inputs/${hashOf(datasetId, run.runId)}`, link);
  }
}

/**
 * Logs the logged models that a run made; one that is there already stays as it is.
 *
 * @param store The folder of everything.
 * @param runPath The run's folder.
 * @param outputs The models.
 */
export function writeRunOutputs(
  store: StoreFolder,
  runPath: string,
  outputs: readonly ModelOutput[],
): void {
  for (const { modelId, step } of outputs) {
    const link = formatPyYaml({
      // As above.
      "destination_id": modelId,
      "destination_type": "MODEL_OUTPUT",
      "source_id": modelId,
      "source_type": "RUN_OUTPUT",
      step,
      tags: {},
    });
    createOnce(store, `${runPath}/outputs/${modelId}`, link);
  }
}

function createOnce(store: StoreFolder, path: string, meta: string): void {
  if (kindOf(path) === "nothing") store.create(path, { files: { "meta.yaml": meta } });
}

/** MLflow names these folders by an MD5, where nothing depends on its strength. */
function hashOf(...texts: string[]): string {
  const hash = createHash("md5");
  for (const text of texts) hash.update(text);
  return hash.digest("hex");
}
