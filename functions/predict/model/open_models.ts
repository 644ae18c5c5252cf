import { delay } from "@std/async";
import type { MlflowClient } from "@mlops/mlflow";
import type { PublicKey } from "@mlops/signing";
import { scorerProcesses } from "../apart/scorer_processes.ts";
import type { Config } from "../config.ts";
import type { Logger } from "../logger.ts";
import type { BootPhase } from "../metrics/boot_phases.ts";
import { FileModelCache } from "./file_model_cache.ts";
import { loadModel } from "./load_model.ts";
import { LoadedModels } from "./loaded_models.ts";
import { MlflowRegistry } from "./mlflow_registry.ts";
import { type FollowerMetrics, type FollowerNotes, ModelFollower } from "./model_follower.ts";
import { ModelStore } from "./model_store.ts";
import { REGISTRY_TIMEOUT_MS } from "./registry_timeout_and_retry.ts";

/** The models as the service uses them. */
export interface OpenModels {
  /** The models in memory. */
  readonly store: ModelStore;
  /** What was loaded; to be disposed of at the end. */
  readonly loaded: LoadedModels;
  /** Follows the registry; it is to be started. */
  readonly follower: ModelFollower;
}

/**
 * Assembles what brings models from the registry into memory; nothing is asked yet.
 *
 * @param config Which model, how it is kept and checked, and how much memory there is.
 * @param parts The registry's client, which asks once, as the follower is the one place that tries
 * again; the keys that versions must be signed with; who counts, notes and is told.
 * @returns The models.
 */
export function openModels(
  config: Config,
  { client, trustedKeys, metrics, notes, logger, onPhase }: {
    client: MlflowClient;
    trustedKeys: readonly PublicKey[];
    metrics: FollowerMetrics;
    notes: FollowerNotes;
    logger: Logger;
    onPhase: (phase: BootPhase) => void;
  },
): OpenModels {
  const { engine, isDigestRequired, memoryLimitMib, cacheDirectory } = config;
  const now = () => performance.now();
  const { openGraph, readApart } = scorerProcesses(memoryLimitMib);
  const registry = new MlflowRegistry(client, config.modelUri, {
    memoryLimitMib,
    isSignatureWanted: trustedKeys.length > 0,
    readApart,
  });
  const loaded = new LoadedModels({
    registry,
    load: (reference, files) =>
      loadModel(reference, files, {
        engine,
        openGraph,
        isDigestRequired,
        trustedKeys,
        now: Date.now,
        onPhase,
      }),
    cache: cacheDirectory === null
      ? null
      : new FileModelCache(cacheDirectory, { uri: registry.uri, logger, readApart }),
    now,
    onPhase,
  });
  const store = new ModelStore();
  const follower = new ModelFollower({
    registry,
    store,
    loaded,
    metrics,
    logger,
    notes,
    pollIntervalMs: config.pollIntervalMs,
    lookLimitMs: REGISTRY_TIMEOUT_MS,
    random: Math.random,
    sleep: (ms, signal) => delay(ms, { signal }),
  });
  return { store, loaded, follower };
}
