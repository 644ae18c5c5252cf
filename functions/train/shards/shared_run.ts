import { delay } from "@std/async";
import type { MlflowClient, RunInfo } from "@mlops/mlflow";
import type { TrackedRun, Tracking } from "../mlflow/tracking.ts";

/** Tag by which programs that share a training find its run. */
export const TRAINING_TAG = "training_id";

/** How often is looked for a run that is not there yet. */
const LOOK_MS = 1_000;
/** How long is looked for it: the training's own pod may be waiting for a place on the cluster. */
const LOOK_LIMIT_MS = 600_000;

/** Which run, and what stops the search. */
export interface SharedRunOptions {
  /** Name of the training. */
  readonly trainingId: string;
  /** Aborts when the program is to stop. */
  readonly signal: AbortSignal;
}

/**
 * Finds the run of a shared training.
 *
 * @param client Client of the tracking server.
 * @param options Which run, and in which experiment.
 * @returns The run, or `null` if it was not begun.
 */
export async function findSharedRun(
  client: MlflowClient,
  { experimentId, trainingId, signal }: SharedRunOptions & { readonly experimentId: string },
): Promise<RunInfo | null> {
  const { items } = await client.runs.searchRuns({
    experimentIds: [experimentId],
    filter: `tags.${TRAINING_TAG} = '${trainingId}'`,
    maxResults: 1,
  }, { signal });
  return items[0]?.info ?? null;
}

/**
 * Joins the run of a shared training, waiting until it is begun. What the training tells of it is its own
 * program's to log, and whether it ends well, too: here nothing but files can be added.
 *
 * @param client Client of the tracking server.
 * @param options Which run, and the experiment's name.
 * @returns The tracking port of a program that grows a part.
 */
export function joinSharedRun(
  client: MlflowClient,
  options: SharedRunOptions & { readonly experiment: string },
): Tracking {
  return {
    async startRun() {
      const { runId, artifactUri } = await untilBegun(client, options);
      return joinedRun(runId, artifactUri);
    },
  };
}

async function untilBegun(
  client: MlflowClient,
  options: SharedRunOptions & { readonly experiment: string },
): Promise<RunInfo> {
  const { experiment, trainingId, signal } = options;
  for (let waited = 0; waited < LOOK_LIMIT_MS; waited += LOOK_MS) {
    const found = await client.experiments.getExperimentByName(experiment, { signal });
    const run = found === null
      ? null
      : await findSharedRun(client, { ...options, experimentId: found.experimentId });
    if (run !== null) return run;
    await delay(LOOK_MS, { signal });
  }
  throw new Error(
    `Cannot grow a part of the forest as its training must have begun: no run of "${experiment}" ` +
      `has the tag ${TRAINING_TAG} = "${trainingId}"`,
  );
}

function joinedRun(runId: string, artifactUri: string): TrackedRun {
  const nothing = () => Promise.resolve();
  return {
    runId,
    artifactUri,
    logInput: nothing,
    logResults: nothing,
    upload: nothing,
    logModel: nothing,
    end: nothing,
  };
}
