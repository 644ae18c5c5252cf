import type { MlflowClient } from "@mlops/mlflow";
import { type GrowForest, growWith } from "../fit_workers.ts";
import { mlflowTracking, type MlflowTrackingOptions } from "../mlflow/mlflow_tracking.ts";
import type { Tracking } from "../mlflow/tracking.ts";
import { awaitParts } from "./await_parts.ts";
import { growPart } from "./grow_part.ts";
import { mlflowPartStore, type PartStore } from "./part_store.ts";
import { joinSharedRun } from "./shared_run.ts";

/** A program's part in a fit that several share. */
export interface Sharing {
  /** Name of the training, by which its programs find its run. */
  readonly trainingId: string;
  /** Programs that grow a part each. */
  readonly nParts: number;
  /** The part to grow; `null`: it merges all of them, and goes on with the training. */
  readonly part: number | null;
}

/** What differs between a program that trains alone and those that share a fit. */
export interface FitPorts {
  /** Where the run goes. */
  readonly tracking: Tracking;
  /** Grows the trees. */
  readonly grow: GrowForest;
}

/**
 * Makes what a program tracks its training with, and grows trees by.
 *
 * @param sharing Its part in a shared fit, or `null` if it trains alone.
 * @param client Client of the tracking server.
 * @param options Threads, and what tracking needs.
 * @returns Both.
 */
export function fitPorts(
  sharing: Sharing | null,
  client: MlflowClient,
  { workers, ...options }: MlflowTrackingOptions & { readonly workers: number | null },
): FitPorts {
  if (sharing === null) {
    return { tracking: mlflowTracking(client, options), grow: growWith(workers) };
  }
  const { trainingId, nParts, part } = sharing;
  const { signal } = options;
  const begun = Promise.withResolvers<PartStore>();
  const inner = part === null
    ? mlflowTracking(client, { ...options, trainingId })
    : joinSharedRun(client, { experiment: options.names.experiment, trainingId, signal });
  const tracking: Tracking = {
    async startRun(startedAt, place) {
      const run = await inner.startRun(startedAt, place);
      begun.resolve(mlflowPartStore(client, run.artifactUri, signal));
      return run;
    },
  };
  const grow: GrowForest = async (...args) => {
    const store = await begun.promise;
    return await (part === null
      ? awaitParts(nParts, store)
      : growPart({ part, nParts, store, workers }))(...args);
  };
  return { tracking, grow };
}
