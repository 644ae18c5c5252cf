import type { ModelStore } from "../model/model_store.ts";
import { ModelUnavailableError } from "../model/model_unavailable_error.ts";
import { Problem } from "../http/problem.ts";
import type { ServedModel } from "../model/served_model.ts";

/**
 * Finds a model in memory.
 *
 * @param store The models.
 * @param version The version that is wanted, or `null` for the champion.
 * @returns The model.
 * @throws {Problem} 404 if no such version is in memory.
 * @throws {ModelUnavailableError} If there is no champion.
 */
export function requireModel(store: ModelStore, version: string | null): ServedModel {
  if (version === null) {
    if (store.champion === null) throw new ModelUnavailableError(store.trouble ?? "none is found");
    return store.champion.model;
  }
  const found = store.find(version);
  if (found !== undefined) return found.model;
  const versions = [...store.assignments.values()].map(({ model }) => model.version);
  throw new Problem(404, `This version is not in memory; those that are: ${versions.join(", ")}`);
}
