import { type Experiment, parseExperiment, type ViewType } from "./experiment.ts";
import { MlflowError } from "./mlflow_error.ts";
import type { CallOptions, Page, RestClient, SearchQuery } from "./rest_client.ts";

/** Experiments of a tracking server; a part of `MlflowClient`. */
export class ExperimentClient {
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
   * Finds an experiment by its name.
   *
   * @param options Signal and time limit.
   * @returns The experiment, perhaps a deleted one, or `null` if there is none.
   */
  async getExperimentByName(name: string, options?: CallOptions): Promise<Experiment | null> {
    try {
      const query = { "experiment_name": name };
      const answer = await this.#rest.get("mlflow/experiments/get-by-name", query, options);
      return parseExperiment(answer.object("experiment"));
    } catch (error) {
      if (error instanceof MlflowError && error.code === "RESOURCE_DOES_NOT_EXIST") return null;
      throw error;
    }
  }

  /**
   * Gets an experiment by its id.
   *
   * @param options Signal and time limit.
   * @returns The experiment.
   */
  async getExperiment(experimentId: string, options?: CallOptions): Promise<Experiment> {
    const query = { "experiment_id": experimentId };
    const answer = await this.#rest.get("mlflow/experiments/get", query, options);
    return parseExperiment(answer.object("experiment"));
  }

  /**
   * Searches experiments.
   *
   * @param query What to search for; 1000 a page unless it says otherwise.
   * @param options Signal and time limit.
   * @returns One page of experiments.
   */
  async searchExperiments(
    query: SearchQuery & { viewType?: ViewType } = {},
    options?: CallOptions,
  ): Promise<Page<Experiment>> {
    const call = { method: "POST", path: "mlflow/experiments/search", isIdempotent: true } as const;
    const answer = await this.#rest.send(call, {
      filter: query.filter,
      "view_type": query.viewType,
      // MLflow 2.17.2 has no default here.
      "max_results": query.maxResults ?? 1_000,
      "order_by": query.orderBy,
      "page_token": query.pageToken ?? undefined,
    }, options);
    return {
      items: answer.list("experiments", parseExperiment),
      nextPageToken: answer.stringOrNull("next_page_token") || null,
    };
  }

  /**
   * Makes an experiment.
   *
   * @param name Its name; must be new.
   * @param options Signal and time limit.
   * @returns Its id.
   */
  async createExperiment(name: string, options?: CallOptions): Promise<string> {
    const call = {
      method: "POST",
      path: "mlflow/experiments/create",
      isIdempotent: false,
    } as const;
    return (await this.#rest.send(call, { name }, options)).string("experiment_id");
  }

  /**
   * Finds an experiment by its name, making it if there is none.
   *
   * @param options Signal and time limit.
   * @returns The experiment.
   * @throws {MlflowError} `INVALID_STATE` if it is deleted.
   */
  async setExperiment(name: string, options?: CallOptions): Promise<Experiment> {
    let experiment = await this.getExperimentByName(name, options);
    if (experiment === null) {
      try {
        return await this.getExperiment(await this.createExperiment(name, options), options);
      } catch (error) {
        const isRace = error instanceof MlflowError && error.code === "RESOURCE_ALREADY_EXISTS";
        experiment = isRace ? await this.getExperimentByName(name, options) : null;
        if (experiment === null) throw error;
      }
    }
    if (experiment.lifecycleStage === "deleted") {
      throw new MlflowError(
        0,
        "INVALID_STATE",
        `experiment "${name}" must be active: is deleted; restore it or choose another name`,
      );
    }
    return experiment;
  }
}
