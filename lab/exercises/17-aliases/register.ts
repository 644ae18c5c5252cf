import type { MlflowClient } from "@mlops/mlflow";
import { REFERENCE_TASK } from "@mlops/tasks";
import { registerVersion } from "../../looks/registry.ts";

/** By which versions are judged. */
export const METRIC = "auc_roc";

/**
 * Registers a version whose run has a metric, under an alias. Its files are those of the version that the
 * alias `champion` is on, if there is one: a service that follows the alias serves it.
 *
 * @param score The metric.
 * @returns The version.
 */
export async function register(
  client: MlflowClient,
  alias: string,
  score: number,
): Promise<string> {
  const served = await client.registry.getModelVersionByAlias(REFERENCE_TASK.model, "champion");
  return await registerVersion(client, {
    alias,
    runName: `${alias}-run`,
    metrics: { [METRIC]: score },
    source: served?.source,
  });
}
