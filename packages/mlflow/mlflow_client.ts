import { ArtifactClient } from "./artifact_client.ts";
import { ExperimentClient } from "./experiment_client.ts";
import { RegistryClient } from "./registry_client.ts";
import { type MlflowClientOptions, RestClient } from "./rest_client.ts";
import { RunClient } from "./run_client.ts";

/**
 * Client of an MLflow tracking server: experiments and runs, the model registry, and artifacts
 * through the server's proxy.
 *
 * @example Which version the alias `champion` points to
 * ```ts
 * import { MlflowClient } from "@mlops/mlflow";
 * import { equal } from "node:assert/strict";
 *
 * const client = new MlflowClient({
 *   trackingUri: new URL("http://localhost:5000"),
 *   // Stands for a server here; leave it out to ask a real one.
 *   fetch: () => Promise.resolve(Response.json({ "model_version": { name: "m", version: "3" } })),
 * });
 * const champion = await client.registry.getModelVersionByAlias("m", "champion");
 * equal(champion?.version, "3");
 * ```
 */
export class MlflowClient {
  /** Experiments. */
  readonly experiments: ExperimentClient;
  /** Runs and what they log. */
  readonly runs: RunClient;
  /** Registered models, versions and aliases. */
  readonly registry: RegistryClient;
  /** Artifacts, through the server's proxy. */
  readonly artifacts: ArtifactClient;
  readonly #rest: RestClient;

  /**
   * Prepares a client; nothing is sent yet.
   *
   * @param options What to know of the server.
   * @throws {TypeError} If the tracking URI is no http(s) address.
   */
  constructor(options: MlflowClientOptions) {
    this.#rest = new RestClient(options);
    this.experiments = new ExperimentClient(this.#rest);
    this.runs = new RunClient(this.#rest);
    this.registry = new RegistryClient(this.#rest);
    this.artifacts = new ArtifactClient(this.#rest);
  }

  /** Address of the server without credentials and without a final slash; safe to show. */
  get trackingUri(): string {
    return this.#rest.trackingUri;
  }
}
