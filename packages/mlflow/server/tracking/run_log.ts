import type { DatasetInput, Metric, ModelOutput } from "../../run.ts";
import { keySegments } from "../file_store/entity_names.ts";
import {
  type KeyValue,
  parseJsonList,
  readKeys,
  removeKey,
  writeKey,
} from "../file_store/key_files.ts";
import { formatMetricLine, readMetricHistory } from "../file_store/metric_file.ts";
import { doesNotExist, invalidParameter } from "../requests/refused_request.ts";
import type { LoggedModelStore } from "./logged_model_store.ts";
import { writeRunInputs, writeRunOutputs } from "./run_inputs.ts";
import type { RunStore } from "./run_store.ts";
import type { StoreFolder } from "../file_store/store_folder.ts";

/** MLflow cuts longer values off without a word (MLFLOW_TRUNCATE_LONG_VALUES). */
const MAX_PARAM_LENGTH = 6_000;
const MAX_TAG_LENGTH = 8_000;
const NAME_TAG = "mlflow.runName";
const MODELS_TAG = "mlflow.log-model.history";

/** What runs log: parameters, metrics, tags, data sets and models. */
export class RunLog {
  readonly #store: StoreFolder;
  readonly #runs: RunStore;
  readonly #models: LoggedModelStore;

  /**
   * Opens the logs of a folder.
   *
   * @param store The folder of everything.
   * @param models Its logged models, which keep the metrics that are measured of them, too.
   */
  constructor(store: StoreFolder, runs: RunStore, models: LoggedModelStore) {
    this.#store = store;
    this.#runs = runs;
    this.#models = models;
  }

  /**
   * Logs parameters, metrics and tags, all of which are checked before the first is written.
   *
   * @param runId The run's id.
   * @param batch What to log.
   * @throws {RefusedRequest} If a key is no key, or a parameter would change.
   */
  logBatch(
    runId: string,
    batch: { metrics: Metric[]; params: KeyValue[]; tags: KeyValue[] },
  ): void {
    const { path } = this.#runs.findActive(runId);
    const params = batch.params.map((param) => shortened(param, MAX_PARAM_LENGTH));
    const tags = batch.tags.map((tag) => shortened(tag, MAX_TAG_LENGTH));
    for (const { key } of [...batch.metrics, ...tags]) keySegments(key);
    this.#refuseChanges(runId, params);
    this.#models.logMetrics(runId, batch.metrics);
    for (const param of params) writeKey(this.#store, `${path}/params`, param);
    for (const [key, points] of Map.groupBy(batch.metrics, (metric) => metric.key)) {
      const file = this.#store.inside(`${path}/metrics`, ...keySegments(key));
      this.#store.append(file, points.map(formatMetricLine).join(""));
    }
    for (const tag of tags) {
      if (tag.key === NAME_TAG) this.#runs.update(runId, { runName: tag.value });
      writeKey(this.#store, `${path}/tags`, tag);
    }
  }

  /**
   * Removes a tag.
   *
   * @param runId The run's id.
   * @param key The tag's key.
   * @throws {RefusedRequest} `RESOURCE_DOES_NOT_EXIST` if there is none.
   */
  deleteTag(runId: string, key: string): void {
    const { path } = this.#runs.findActive(runId);
    if (!removeKey(this.#store, `${path}/tags`, key)) {
      throw doesNotExist(`No tag with name: ${key} in run with id ${runId}`);
    }
  }

  /**
   * Gets every point of a metric.
   *
   * @param runId The run's id.
   * @param key Name of the metric.
   * @returns The points as they were logged.
   */
  history(runId: string, key: string): Metric[] {
    const { path } = this.#runs.find(runId);
    this.#store.inside(`${path}/metrics`, ...keySegments(key));
    return readMetricHistory(`${path}/metrics`, key);
  }

  /**
   * Logs data sets and logged models that a run read.
   *
   * @param runId The run's id.
   * @param datasets The data sets.
   * @throws {RefusedRequest} If there is no such model; then nothing is written.
   */
  logInputs(runId: string, datasets: readonly DatasetInput[], modelIds: readonly string[]): void {
    const { path } = this.#runs.findActive(runId);
    for (const modelId of modelIds) this.#models.get(modelId);
    writeRunInputs(this.#store, { path, runId }, { datasets, modelIds });
  }

  /**
   * Logs the logged models that a run made.
   *
   * @param runId The run's id.
   * @param outputs The models.
   * @throws {RefusedRequest} If there is no such model; then nothing is written.
   */
  logOutputs(runId: string, outputs: readonly ModelOutput[]): void {
    const { path } = this.#runs.findActive(runId);
    for (const { modelId } of outputs) this.#models.get(modelId);
    writeRunOutputs(this.#store, path, outputs);
  }

  /**
   * Adds a model to those that a run has logged.
   *
   * @param runId The run's id.
   * @param model What the model's `MLmodel` says.
   * @throws {RefusedRequest} If a part that MLflow asks for is missing.
   */
  logModel(runId: string, model: Readonly<Record<string, unknown>>): void {
    const { path } = this.#runs.findActive(runId);
    const wanted = ["artifact_path", "flavors", "utc_time_created", "run_id"];
    const missing = wanted.filter((key) => !(key in model));
    if (missing.length > 0) {
      throw invalidParameter(`Model json is missing mandatory fields: ${missing.join(", ")}`);
    }
    const history = parseJsonList(readKeys(`${path}/tags`)[MODELS_TAG]);
    const entry = {
      "run_id": model["run_id"],
      "artifact_path": model["artifact_path"],
      "utc_time_created": model["utc_time_created"],
      "model_uuid": model["model_uuid"],
      flavors: withoutConfig(model["flavors"]),
    };
    const value = JSON.stringify([...history, entry]);
    writeKey(this.#store, `${path}/tags`, { key: MODELS_TAG, value });
  }

  #refuseChanges(runId: string, params: readonly KeyValue[]): void {
    const { path } = this.#runs.findActive(runId);
    const logged = new Map(Object.entries(readKeys(`${path}/params`)));
    for (const { key, value } of params) {
      keySegments(key);
      const known = logged.get(key);
      if (known !== undefined && known !== value) {
        throw invalidParameter(
          `Changing param values is not allowed. Param with key='${key}' was already logged with value='${known}' for run ID='${runId}'. Attempted logging new value '${value}'.`,
        );
      }
      logged.set(key, value);
    }
  }
}

function shortened({ key, value }: KeyValue, maxLength: number): KeyValue {
  if (value.length <= maxLength) return { key, value };
  return { key, value: [...value].slice(0, maxLength).join("") };
}

/** MLflow leaves a flavor's `config` out of the tag. */
function withoutConfig(flavors: unknown): unknown {
  if (typeof flavors !== "object" || flavors === null) {
    throw invalidParameter("Model json must hold an object under 'flavors'");
  }
  return Object.fromEntries(
    Object.entries(flavors).map(([name, flavor]) => [name, { ...flavor, config: undefined }]),
  );
}
