import type { RunPlace, TrackedRun } from "./tracking.ts";
import type { TrainPorts } from "../train_ports.ts";

/**
 * Does something in a run of its own. Whatever fails after the run was made leaves it `FAILED` (or
 * `KILLED`, if the signal aborted) with the reason as its description.
 *
 * @param ports Where runs go, who is told, and what stops them.
 * @param body What is done; it closes the run if all goes well.
 * @param place Where the run stands, if it is not the task's own.
 * @returns What came out.
 * @throws {Error} What the body, or the server, did wrong.
 */
export async function inRun<Result>(
  ports: Pick<TrainPorts, "tracking" | "progress" | "signal" | "now">,
  body: (run: TrackedRun, startedAt: Date) => Promise<Result>,
  place?: RunPlace,
): Promise<Result> {
  const startedAt = ports.now();
  const run = await ports.tracking.startRun(startedAt, place);
  if (place === undefined) ports.progress.done("run", `run ${run.runId}`, { "run_id": run.runId });
  try {
    ports.signal.throwIfAborted();
    requireProxiedArtifacts(run.artifactUri);
    return await body(run, startedAt);
  } catch (error) {
    const status = ports.signal.aborted ? "KILLED" : "FAILED";
    const note = error instanceof Error ? error.message : String(error);
    // The first fault is the one to tell; a server that is gone cannot be told either.
    await run.end(status, note).catch(() => {});
    throw error;
  }
}

/**
 * A server started with a default artifact root hands out paths of its own disk, where nothing that
 * this program writes would ever arrive.
 */
function requireProxiedArtifacts(artifactUri: string): void {
  if (artifactUri.startsWith("mlflow-artifacts:")) return;
  throw new Error(
    `Cannot log artifacts as the experiment's location must start with "mlflow-artifacts:": ` +
      `is "${artifactUri}" (start the server with --artifacts-destination, and use a new experiment)`,
  );
}
