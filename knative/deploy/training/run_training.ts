import type { Kubectl } from "../cluster/kubectl.ts";
import type { Clock } from "../clock.ts";
import { waitForPart } from "../ready/wait_ready.ts";
import type { Report } from "../report.ts";
import { type SharedTraining, startSharedTraining } from "./shared_training.ts";
import { startTraining } from "./train_job.ts";

/** What a training needs. */
export interface TrainingDeps {
  readonly kubectl: Kubectl;
  readonly report: Report;
  readonly clock: Clock;
}

/** What is trained. */
export interface TrainingOptions {
  /** Namespace of the stack. */
  readonly namespace: string;
  /** What makes the names of its Jobs unique. */
  readonly id: string;
  /** Pods that share it; 1 is a training of one. */
  readonly nShards: number;
  /** Longest time of each of its Jobs, in ms. */
  readonly timeoutMs: number;
}

/**
 * Trains a version on the cluster, and waits until it is registered.
 *
 * @param deps What that needs.
 * @param options What is trained.
 * @returns The last line of its log.
 * @throws {ApplyError} If it fails, or takes too long.
 */
export async function runTraining(deps: TrainingDeps, options: TrainingOptions): Promise<string> {
  const { namespace, id, nShards, timeoutMs } = options;
  if (nShards === 1) {
    const name = await startTraining(deps.kubectl, { namespace, id });
    return await waitForTraining(deps, options, name);
  }
  const shared = { namespace, id, nParts: nShards, timeoutMs };
  const names = await startSharedTraining(deps.kubectl, shared);
  await waitForParts(deps, options, names);
  return await waitForTraining(deps, options, names.merging);
}

async function waitForParts(
  deps: TrainingDeps,
  options: TrainingOptions,
  { growing, merging }: SharedTraining,
): Promise<void> {
  try {
    await wait(deps, options, {
      title: `trees ${growing}, ${options.nShards} pods`,
      name: growing,
    });
  } catch (error) {
    // It would wait for parts that nobody grows; told to end, it says so in its run.
    await deps.kubectl.call(["delete", `job/${merging}`, `--namespace=${options.namespace}`]);
    throw error;
  }
}

async function waitForTraining(
  deps: TrainingDeps,
  options: TrainingOptions,
  name: string,
): Promise<string> {
  await wait(deps, options, { title: `training ${name}`, name });
  const where = `--namespace=${options.namespace}`;
  const args = ["logs", `job/${name}`, where, "--tail=1"];
  return (await deps.kubectl.text("read the training's log", args)).trim();
}

async function wait(
  { kubectl, report, clock }: TrainingDeps,
  { namespace, timeoutMs }: TrainingOptions,
  { title, name }: { title: string; name: string },
): Promise<void> {
  const part = { title: "the training", resource: "job", name } as const;
  await report.step(title, () => waitForPart(part, { kubectl, namespace, clock, timeoutMs }));
}
