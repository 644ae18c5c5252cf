import { dirname } from "@std/path";
import { createHash } from "node:crypto";
import { formatPyYaml } from "../py_yaml.ts";
import type { DatasetInput } from "../run.ts";
import { readEach, readMeta } from "./meta_file.ts";
import { kindOf, listFolders, type StoreFolder } from "./store_folder.ts";

/**
 * Reads the data sets that a run read.
 *
 * @param runPath The run's folder, in that of its experiment.
 * @returns The data sets; those whose own folder is missing are left aside.
 */
export function readRunInputs(runPath: string): DatasetInput[] {
  const datasets = `${dirname(runPath)}/datasets`;
  return readEach(listFolders(`${runPath}/inputs`), (id) => {
    const input = readMeta(`${runPath}/inputs/${id}`);
    if (input === null || input.stringOrNull("source_type") !== "DATASET") return null;
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
 * Logs the data sets that a run read; one that is there already stays as it is.
 *
 * @param store The folder of everything.
 * @param run The run's folder and id.
 * @param inputs The data sets.
 */
export function writeRunInputs(
  store: StoreFolder,
  run: { path: string; runId: string },
  inputs: readonly DatasetInput[],
): void {
  const experimentPath = dirname(run.path);
  for (const input of inputs) {
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

function createOnce(store: StoreFolder, path: string, meta: string): void {
  if (kindOf(path) === "nothing") store.create(path, { files: { "meta.yaml": meta } });
}

/** MLflow names these folders by an MD5, where nothing depends on its strength. */
function hashOf(...texts: string[]): string {
  const hash = createHash("md5");
  for (const text of texts) hash.update(text);
  return hash.digest("hex");
}
