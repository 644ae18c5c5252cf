import { MlflowError } from "./mlflow_error.ts";
import { type ModelVersion, parseModelVersion } from "./model_version.ts";
import { parseRegisteredModel, type RegisteredModel } from "./registered_model.ts";
import type { CallOptions, Page, RestClient, SearchQuery } from "./rest_client.ts";
import { formatTags } from "./tag.ts";

/** Registered models, versions and aliases; a part of `MlflowClient`. */
export class RegistryClient {
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
   * Makes a registered model.
   *
   * @param name Its name; must be new.
   * @param options Signal and time limit.
   * @returns The model.
   */
  async createRegisteredModel(name: string, options?: CallOptions): Promise<RegisteredModel> {
    const answer = await this.#change("POST", "registered-models/create", { name }, options, false);
    return parseRegisteredModel(answer.object("registered_model"));
  }

  /**
   * Finds a registered model by its name.
   *
   * @param options Signal and time limit.
   * @returns The model, or `null` if there is none.
   */
  async getRegisteredModel(name: string, options?: CallOptions): Promise<RegisteredModel | null> {
    try {
      const answer = await this.#rest.get("mlflow/registered-models/get", { name }, options);
      return parseRegisteredModel(answer.object("registered_model"));
    } catch (error) {
      if (error instanceof MlflowError && error.code === "RESOURCE_DOES_NOT_EXIST") return null;
      throw error;
    }
  }

  /**
   * Deletes a registered model with its versions and aliases.
   *
   * @param name Its name.
   * @param options Signal and time limit.
   */
  async deleteRegisteredModel(name: string, options?: CallOptions): Promise<void> {
    await this.#change("DELETE", "registered-models/delete", { name }, options, false);
  }

  /**
   * Searches registered models.
   *
   * @param query What to search for.
   * @param options Signal and time limit.
   * @returns One page of models.
   */
  async searchRegisteredModels(
    query: SearchQuery = {},
    options?: CallOptions,
  ): Promise<Page<RegisteredModel>> {
    const answer = await this.#rest.get(
      "mlflow/registered-models/search",
      formatQuery(query),
      options,
    );
    return {
      items: answer.list("registered_models", parseRegisteredModel),
      nextPageToken: answer.stringOrNull("next_page_token") || null,
    };
  }

  /**
   * Makes the next version of a registered model.
   *
   * @param version The model's name, where the files lie, and, if wanted, the run and tags.
   * @param options Signal and time limit.
   * @returns The version.
   */
  async createModelVersion(
    version: {
      name: string;
      source: string;
      runId?: string;
      description?: string;
      tags?: Readonly<Record<string, string>>;
    },
    options?: CallOptions,
  ): Promise<ModelVersion> {
    const answer = await this.#change(
      "POST",
      "model-versions/create",
      {
        name: version.name,
        source: version.source,
        "run_id": version.runId,
        description: version.description,
        tags: formatTags(version.tags ?? {}),
      },
      options,
      false,
    );
    return parseModelVersion(answer.object("model_version"));
  }

  /**
   * Gets a model version.
   *
   * @param name The registered model's name.
   * @param version Its number, as text.
   * @param options Signal and time limit.
   * @returns The version.
   */
  async getModelVersion(
    name: string,
    version: string,
    options?: CallOptions,
  ): Promise<ModelVersion> {
    const answer = await this.#rest.get("mlflow/model-versions/get", { name, version }, options);
    return parseModelVersion(answer.object("model_version"));
  }

  /**
   * Deletes a model version, and with it the aliases that point to it.
   *
   * @param name The registered model's name.
   * @param version Its number, as text.
   * @param options Signal and time limit.
   */
  async deleteModelVersion(name: string, version: string, options?: CallOptions): Promise<void> {
    await this.#change("DELETE", "model-versions/delete", { name, version }, options, false);
  }

  /**
   * Searches model versions.
   *
   * @param query What to search for, e.g. `{filter: "name = 'penguins-species-model'"}`.
   * @param options Signal and time limit.
   * @returns One page of versions.
   */
  async searchModelVersions(
    query: SearchQuery = {},
    options?: CallOptions,
  ): Promise<Page<ModelVersion>> {
    const answer = await this.#rest.get(
      "mlflow/model-versions/search",
      formatQuery(query),
      options,
    );
    return {
      items: answer.list("model_versions", parseModelVersion),
      nextPageToken: answer.stringOrNull("next_page_token") || null,
    };
  }

  /**
   * Sets a tag of a model version.
   *
   * @param tag The version, and the tag's key and value.
   * @param options Signal and time limit.
   */
  async setModelVersionTag(
    tag: { name: string; version: string; key: string; value: string },
    options?: CallOptions,
  ): Promise<void> {
    await this.#change("POST", "model-versions/set-tag", tag, options);
  }

  /**
   * Gets where a version's files lie.
   *
   * @param name The registered model's name.
   * @param version The version's number, as text.
   * @param options Signal and time limit.
   * @returns An artifact URI, e.g. `mlflow-artifacts:/1/<run>/artifacts/model`.
   */
  async getModelVersionDownloadUri(
    name: string,
    version: string,
    options?: CallOptions,
  ): Promise<string> {
    const query = { name, version };
    const answer = await this.#rest.get("mlflow/model-versions/get-download-uri", query, options);
    return answer.string("artifact_uri");
  }

  /**
   * Lets an alias point to a version, moving it if it exists.
   *
   * @param alias The model's name, the alias and the version's number, as text.
   * @param options Signal and time limit.
   */
  async setRegisteredModelAlias(
    alias: { name: string; alias: string; version: string },
    options?: CallOptions,
  ): Promise<void> {
    await this.#change("POST", "registered-models/alias", alias, options);
  }

  /**
   * Finds the version that an alias points to.
   *
   * @param name The registered model's name.
   * @param alias The alias, e.g. `champion`.
   * @param options Signal and time limit.
   * @returns The version, or `null` if there is no such alias or model.
   */
  async getModelVersionByAlias(
    name: string,
    alias: string,
    options?: CallOptions,
  ): Promise<ModelVersion | null> {
    try {
      const answer = await this.#rest.get(
        "mlflow/registered-models/alias",
        { name, alias },
        options,
      );
      return parseModelVersion(answer.object("model_version"));
    } catch (error) {
      if (isAliasMissing(error)) return null;
      throw error;
    }
  }

  /**
   * Removes an alias; nothing happens if there is none.
   *
   * @param name The registered model's name.
   * @param options Signal and time limit.
   */
  async deleteRegisteredModelAlias(
    name: string,
    alias: string,
    options?: CallOptions,
  ): Promise<void> {
    await this.#change("DELETE", "registered-models/alias", { name, alias }, options);
  }

  #change(
    method: "POST" | "DELETE",
    path: string,
    fields: Readonly<Record<string, unknown>>,
    options: CallOptions | undefined,
    isIdempotent = true,
  ) {
    return this.#rest.send({ method, path: `mlflow/${path}`, isIdempotent }, fields, options);
  }
}

/** MLflow answers a missing alias with 400 `INVALID_PARAMETER_VALUE`; only the message tells. */
function isAliasMissing(error: unknown): boolean {
  return error instanceof MlflowError && (error.code === "RESOURCE_DOES_NOT_EXIST" ||
    error.code === "INVALID_PARAMETER_VALUE" && /alias .* not found/is.test(error.message));
}

function formatQuery(query: SearchQuery) {
  return {
    filter: query.filter,
    "max_results": query.maxResults,
    "order_by": query.orderBy,
    "page_token": query.pageToken ?? undefined,
  };
}
