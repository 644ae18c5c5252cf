import type { ViewType } from "./experiment.ts";
import { type LoggedModel, parseLoggedModel } from "./logged_model.ts";
import { formatMlModelMapping, type MlModel } from "./ml_model.ts";
import type { CallOptions, Page, RestClient, SearchQuery } from "./rest_client.ts";
import {
  type DatasetInput,
  formatDatasetInput,
  formatMetricValue,
  type Metric,
  parseMetric,
  parseRun,
  parseRunInfo,
  type Run,
  type RunInfo,
  type RunStatus,
} from "./run.ts";
import { batchesOf } from "./run_batch.ts";
import { formatTags } from "./tag.ts";

/** A metric as callers log it: without a time it is now, without a step it is 0. */
export type NewMetric = Pick<Metric, "key" | "value"> & Partial<Metric>;

/** Runs of a tracking server and what they log; a part of `MlflowClient`. */
export class RunClient {
  readonly #rest: RestClient;

  /**
   * Prepares; nothing is sent.
   *
   * @param rest Speaks with the server.
   */
  constructor(rest: RestClient) {
    this.#rest = rest;
  }

  /**
   * Starts a run.
   *
   * @param run Its experiment and, if wanted, name, user, start (ms since 1970, default now) and tags.
   * @param options Signal and time limit.
   * @returns The run, `RUNNING`.
   */
  async createRun(
    run: {
      experimentId: string;
      runName?: string;
      userId?: string;
      startTime?: number;
      tags?: Readonly<Record<string, string>>;
    },
    options?: CallOptions,
  ): Promise<Run> {
    const call = { method: "POST", path: "mlflow/runs/create", isIdempotent: false } as const;
    const answer = await this.#rest.send(call, {
      "experiment_id": run.experimentId,
      "run_name": run.runName,
      "user_id": run.userId,
      "start_time": run.startTime ?? Date.now(),
      tags: formatTags(run.tags ?? {}),
    }, options);
    return parseRun(answer.object("run"));
  }

  /**
   * Changes a run's status, end or name.
   *
   * @param change What to change; `endTime` in ms since 1970.
   * @param options Signal and time limit.
   * @returns What the run is now.
   */
  async updateRun(
    runId: string,
    change: { status?: RunStatus; endTime?: number; runName?: string },
    options?: CallOptions,
  ): Promise<RunInfo> {
    const answer = await this.#log("update", runId, {
      status: change.status,
      "end_time": change.endTime,
      "run_name": change.runName,
    }, options);
    return parseRunInfo(answer.object("run_info"));
  }

  /**
   * Gets a run with what it logged.
   *
   * @param options Signal and time limit.
   * @returns The run.
   */
  async getRun(runId: string, options?: CallOptions): Promise<Run> {
    const answer = await this.#rest.get("mlflow/runs/get", { "run_id": runId }, options);
    return parseRun(answer.object("run"));
  }

  /**
   * Puts a run into the trash, from where MLflow can restore it.
   *
   * @param runId The run's id.
   * @param options Signal and time limit.
   */
  async deleteRun(runId: string, options?: CallOptions): Promise<void> {
    await this.#log("delete", runId, {}, options);
  }

  /**
   * Gets a model as MLflow 3 logs it; MLflow 2 knows none.
   *
   * @param modelId Its id, `m-` and 32 hex digits.
   * @param options Signal and time limit.
   * @returns The model.
   */
  async getLoggedModel(modelId: string, options?: CallOptions): Promise<LoggedModel> {
    const path = `mlflow/logged-models/${encodeURIComponent(modelId)}`;
    return parseLoggedModel((await this.#rest.get(path, {}, options)).object("model"));
  }

  /**
   * Searches runs of some experiments.
   *
   * @param query Their ids, and what to search for.
   * @param options Signal and time limit.
   * @returns One page of runs.
   */
  async searchRuns(
    query: SearchQuery & {
      experimentIds: readonly string[];
      viewType?: ViewType;
    },
    options?: CallOptions,
  ): Promise<Page<Run>> {
    const call = { method: "POST", path: "mlflow/runs/search", isIdempotent: true } as const;
    const answer = await this.#rest.send(call, {
      "experiment_ids": query.experimentIds,
      filter: query.filter,
      "run_view_type": query.viewType,
      "max_results": query.maxResults,
      "order_by": query.orderBy,
      "page_token": query.pageToken ?? undefined,
    }, options);
    return {
      items: answer.list("runs", parseRun),
      nextPageToken: answer.stringOrNull("next_page_token") || null,
    };
  }

  /**
   * Gets every point of one metric.
   *
   * @param runId The run's id.
   * @param key Name of the metric.
   * @param options Signal and time limit.
   * @returns The points.
   */
  async getMetricHistory(runId: string, key: string, options?: CallOptions): Promise<Metric[]> {
    const query = { "run_id": runId, "metric_key": key };
    const answer = await this.#rest.get("mlflow/metrics/get-history", query, options);
    return answer.list("metrics", parseMetric);
  }

  /**
   * Logs many metrics, parameters and tags, in as many requests as MLflow's limits ask for.
   *
   * @param runId The run's id.
   * @param batch What to log.
   * @param options Signal and time limit.
   */
  async logBatch(
    runId: string,
    batch: {
      metrics?: readonly NewMetric[];
      params?: Readonly<Record<string, string>>;
      tags?: Readonly<Record<string, string>>;
    },
    options?: CallOptions,
  ): Promise<void> {
    const now = Date.now();
    for (
      const part of batchesOf({
        metrics: (batch.metrics ?? []).map((metric) => formatMetric(metric, now)),
        params: formatTags(batch.params ?? {}),
        tags: formatTags(batch.tags ?? {}),
      })
    ) {
      await this.#log("log-batch", runId, part, options, part.metrics.length === 0);
    }
  }

  /**
   * Logs a parameter, which cannot be changed later.
   *
   * @param runId The run's id.
   * @param param Its key and value.
   * @param options Signal and time limit.
   */
  async logParam(
    runId: string,
    param: { key: string; value: string },
    options?: CallOptions,
  ): Promise<void> {
    await this.#log("log-parameter", runId, param, options);
  }

  /**
   * Logs one point of a metric.
   *
   * @param runId The run's id.
   * @param metric The point.
   * @param options Signal and time limit.
   */
  async logMetric(runId: string, metric: NewMetric, options?: CallOptions): Promise<void> {
    await this.#log("log-metric", runId, formatMetric(metric, Date.now()), options, false);
  }

  /**
   * Sets a tag of a run.
   *
   * @param runId The run's id.
   * @param tag Its key and value.
   * @param options Signal and time limit.
   */
  async setTag(
    runId: string,
    tag: { key: string; value: string },
    options?: CallOptions,
  ): Promise<void> {
    await this.#log("set-tag", runId, tag, options);
  }

  /**
   * Logs the data sets that a run read.
   *
   * @param runId The run's id.
   * @param datasets The data sets.
   * @param options Signal and time limit.
   */
  async logInputs(
    runId: string,
    datasets: readonly DatasetInput[],
    options?: CallOptions,
  ): Promise<void> {
    await this.#log("log-inputs", runId, { datasets: datasets.map(formatDatasetInput) }, options);
  }

  /**
   * Tells the server that a run's artifacts hold a model, so that pages show it as one.
   *
   * @param runId The run's id.
   * @param model What its `MLmodel` file says.
   * @param options Signal and time limit.
   */
  async logModel(runId: string, model: MlModel, options?: CallOptions): Promise<void> {
    const fields = { "model_json": JSON.stringify(formatMlModelMapping(model)) };
    await this.#log("log-model", runId, fields, options, false);
  }

  #log(
    name: string,
    runId: string,
    fields: object,
    options: CallOptions | undefined,
    isIdempotent = true,
  ) {
    const call = { method: "POST", path: `mlflow/runs/${name}`, isIdempotent } as const;
    return this.#rest.send(call, { "run_id": runId, ...fields }, options);
  }
}

function formatMetric(metric: NewMetric, now: number) {
  return {
    key: metric.key,
    value: formatMetricValue(metric.value),
    timestamp: metric.timestamp ?? now,
    step: metric.step ?? 0,
  };
}
