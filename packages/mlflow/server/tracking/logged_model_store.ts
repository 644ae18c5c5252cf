import { basename } from "@std/path";
import {
  LOGGED_MODEL_STATUSES,
  type LoggedModel,
  type LoggedModelStatus,
} from "../../logged_model.ts";
import { formatPyYaml } from "../../py_yaml.ts";
import type { Metric } from "../../run.ts";
import { checkLoggedModelName, isRunId, keySegments } from "../file_store/entity_names.ts";
import type { ExperimentStore } from "./experiment_store.ts";
import {
  type KeyValue,
  parseJsonList,
  readKeys,
  removeKey,
  writeKey,
} from "../file_store/key_files.ts";
import { readEach, readMeta } from "../file_store/meta_file.ts";
import { formatModelMetricLine, readModelMetrics } from "../file_store/metric_file.ts";
import { doesNotExist, RefusedRequest } from "../requests/refused_request.ts";
import { newRunName } from "./run_name.ts";
import { kindOf, listFolders, type StoreFolder } from "../file_store/store_folder.ts";

/** What a new logged model is. */
export interface NewLoggedModel {
  /** The experiment that it belongs to. */
  readonly experimentId: string;
  /** Its name, or empty for one that is drawn. */
  readonly name: string;
  /** What kind of model its maker calls it, or empty. */
  readonly modelType: string;
  /** The run that logs it, or empty. */
  readonly sourceRunId: string;
  /** Its parameters. */
  readonly params: readonly KeyValue[];
  /** Its tags. */
  readonly tags: readonly KeyValue[];
}

const VERSIONS_TAG = "mlflow.modelVersions";

/** Logged models of MLflow 3's file store: folders in `models/` of their experiment. */
export class LoggedModelStore {
  readonly #store: StoreFolder;
  readonly #experiments: ExperimentStore;

  /**
   * Opens the logged models of a folder.
   *
   * @param store The folder of everything.
   */
  constructor(store: StoreFolder, experiments: ExperimentStore) {
    this.#store = store;
    this.#experiments = experiments;
  }

  /**
   * Lists the logged models of an experiment; deleted and malformed ones are left aside.
   *
   * @param experimentId Its id; an unknown one has no models.
   * @returns The models, by id.
   */
  list(experimentId: string): LoggedModel[] {
    const folder = this.#experiments.folderOf(experimentId);
    if (folder === null) return [];
    return readEach(listFolders(`${folder}/models`), (id) => readModel(`${folder}/models/${id}`));
  }

  /**
   * Gets a logged model.
   *
   * @returns The model.
   * @throws {RefusedRequest} `RESOURCE_DOES_NOT_EXIST` if there is none, or it is deleted.
   */
  get(modelId: string): LoggedModel {
    const model = readModel(this.#find(modelId));
    if (model === null) throw notFound(modelId);
    return model;
  }

  /**
   * Makes a logged model, whose files are still to come.
   *
   * @returns The model, `PENDING`.
   * @throws {RefusedRequest} If the experiment is missing or deleted, or the name is none.
   */
  create(model: NewLoggedModel): LoggedModel {
    if (model.name !== "") checkLoggedModelName(model.name);
    const experiment = this.#experiments.get(model.experimentId);
    if (experiment.lifecycleStage === "deleted") {
      throw new RefusedRequest(
        "INVALID_STATE",
        `Could not create model under non-active experiment with ID ${model.experimentId}.`,
      );
    }
    const modelId = `m-${crypto.randomUUID().replaceAll("-", "")}`;
    const now = Date.now();
    const meta = formatMeta({
      modelId,
      experimentId: experiment.experimentId,
      name: model.name || newRunName(),
      artifactUri: `${experiment.artifactLocation.replace(/\/$/, "")}/models/${modelId}/artifacts`,
      creationTimestamp: now,
      lastUpdatedTimestamp: now,
      status: "PENDING",
      modelType: model.modelType,
      sourceRunId: model.sourceRunId,
    });
    const folder = this.#experiments.folderOf(experiment.experimentId);
    this.#store.create(`${folder}/models/${modelId}`, {
      folders: ["metrics", "params"],
      files: {
        "meta.yaml": meta,
        ...keyFiles("params", model.params),
        ...keyFiles("tags", model.tags),
      },
    });
    return this.get(modelId);
  }

  /**
   * Says that a logged model's files have come, or will not come.
   *
   * @param status What it is now.
   * @returns The model.
   */
  finalize(modelId: string, status: LoggedModelStatus): LoggedModel {
    const model = { ...this.get(modelId), status, lastUpdatedTimestamp: Date.now() };
    this.#store.write(`${this.#find(modelId)}/meta.yaml`, formatMeta(model));
    return model;
  }

  /**
   * Deletes a logged model; its files stay.
   */
  delete(modelId: string): void {
    const model = { ...this.get(modelId), lastUpdatedTimestamp: Date.now() };
    this.#store.write(`${this.#find(modelId)}/meta.yaml`, formatMeta(model, "deleted"));
  }

  /**
   * Adds parameters to a logged model.
   *
   * @param params The parameters.
   */
  logParams(modelId: string, params: readonly KeyValue[]): void {
    this.#writeKeys(modelId, "params", params);
  }

  /**
   * Sets tags of a logged model.
   */
  setTags(modelId: string, tags: readonly KeyValue[]): void {
    this.#writeKeys(modelId, "tags", tags);
  }

  /**
   * Tags a logged model with a version that is made of it, as MLflow 3 does.
   *
   * @param version The registered model's name and the version's number.
   */
  tellVersion(modelId: string, version: { name: string; version: number }): void {
    const told = parseJsonList(this.get(modelId).tags[VERSIONS_TAG]);
    this.setTags(modelId, [{ key: VERSIONS_TAG, value: JSON.stringify([...told, version]) }]);
  }

  /**
   * Removes a tag of a logged model.
   *
   * @param key The tag's key.
   * @throws {RefusedRequest} `RESOURCE_DOES_NOT_EXIST` if there is none.
   */
  deleteTag(modelId: string, key: string): void {
    this.get(modelId);
    if (!removeKey(this.#store, `${this.#find(modelId)}/tags`, key)) {
      throw doesNotExist(`No tag with key '${key}' found for model with ID '${modelId}'.`);
    }
  }

  /**
   * Logs points of metrics that a run measured of logged models.
   *
   * @param metrics The points, each with a `modelId`; those without are left aside.
   * @throws {RefusedRequest} If there is no such model; then nothing is written.
   */
  logMetrics(runId: string, metrics: readonly Metric[]): void {
    const files = new Map<string, string>();
    for (const metric of metrics) {
      if (metric.modelId === undefined) continue;
      this.get(metric.modelId);
      const folder = `${this.#find(metric.modelId)}/metrics`;
      const file = this.#store.inside(folder, ...keySegments(metric.key));
      files.set(file, (files.get(file) ?? "") + formatModelMetricLine({ ...metric, runId }));
    }
    for (const [file, lines] of files) this.#store.append(file, lines);
  }

  #writeKeys(modelId: string, kind: "params" | "tags", entries: readonly KeyValue[]): void {
    this.get(modelId);
    for (const { key } of entries) keySegments(key);
    const folder = `${this.#find(modelId)}/${kind}`;
    for (const entry of entries) writeKey(this.#store, folder, entry);
  }

  #find(modelId: string): string {
    const { mlruns } = this.#store;
    for (const base of isRunId(modelId) ? [mlruns, `${mlruns}/.trash`] : []) {
      for (const experimentId of listFolders(base)) {
        const path = `${base}/${experimentId}/models/${modelId}`;
        // "models" beside the experiments holds the registry.
        if (experimentId !== "models" && kindOf(path) === "folder") return path;
      }
    }
    throw notFound(modelId);
  }
}

function keyFiles(kind: string, entries: readonly KeyValue[]): Record<string, string> {
  return Object.fromEntries(
    entries.map(({ key, value }) => [[kind, ...keySegments(key)].join("/"), value]),
  );
}

function readModel(path: string): LoggedModel | null {
  const meta = readMeta(path);
  if (meta === null || meta.stringOrNull("lifecycle_stage") === "deleted") return null;
  const modelId = basename(path);
  return {
    modelId,
    experimentId: meta.string("experiment_id"),
    name: meta.stringOrNull("name") ?? "",
    artifactUri: meta.string("artifact_location"),
    creationTimestamp: meta.numberOrNull("creation_timestamp"),
    lastUpdatedTimestamp: meta.numberOrNull("last_updated_timestamp"),
    status: LOGGED_MODEL_STATUSES[meta.numberOrNull("status") ?? 0] ?? "UNSPECIFIED",
    modelType: meta.stringOrNull("model_type") ?? "",
    sourceRunId: meta.stringOrNull("source_run_id") ?? "",
    params: readKeys(`${path}/params`),
    tags: readKeys(`${path}/tags`),
    metrics: readModelMetrics(`${path}/metrics`).map((metric) => ({ ...metric, modelId })),
  };
}

function formatMeta(
  model: Omit<LoggedModel, "params" | "tags" | "metrics">,
  stage: "active" | "deleted" = "active",
): string {
  return formatPyYaml({
    "artifact_location": model.artifactUri,
    "creation_timestamp": model.creationTimestamp,
    "experiment_id": model.experimentId,
    "last_updated_timestamp": model.lastUpdatedTimestamp,
    "lifecycle_stage": stage,
    "model_id": model.modelId,
    "model_type": model.modelType,
    name: model.name,
    "source_run_id": model.sourceRunId,
    status: LOGGED_MODEL_STATUSES.indexOf(model.status),
    "status_message": null,
  });
}

function notFound(modelId: string): RefusedRequest {
  return doesNotExist(`Model '${modelId.slice(0, 100)}' not found`);
}
