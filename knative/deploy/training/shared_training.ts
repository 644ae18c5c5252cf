/**
 * A training whose trees several pods grow: an Indexed Job with a pod for each part, and the training's own
 * Job, which merges the parts and goes on. Both are made of the pattern that the cluster holds.
 *
 * @module
 */
import { ApplyError } from "../apply_error.ts";
import type { Kubectl } from "../cluster/kubectl.ts";
import { type KubernetesObject, listOf } from "../cluster/kubernetes_object.ts";

/** Tries of one part, however often the others fail. */
const TRIES_OF_A_PART = 4;

/** What is started. */
export interface SharedTrainingOptions {
  /** Where. */
  readonly namespace: string;
  /** What makes the Jobs' names unique. */
  readonly id: string;
  /** Pods that grow a part of the trees each. */
  readonly nParts: number;
  /** Longest time that the training may take, in ms. */
  readonly timeoutMs: number;
}

/** Names of the Jobs. */
export interface SharedTraining {
  /** Grows the parts. */
  readonly growing: string;
  /** Merges them, and registers the model. */
  readonly merging: string;
}

interface JobSpec {
  readonly template: {
    readonly spec: {
      readonly containers: readonly [{ readonly args?: readonly string[] }];
    };
  };
}

/**
 * Starts a shared training.
 *
 * @param kubectl Calls kubectl.
 * @param options What is started.
 * @returns Names of its Jobs.
 * @throws {ApplyError} If the cluster refuses, or nothing is deployed there.
 */
export async function startSharedTraining(
  kubectl: Kubectl,
  options: SharedTrainingOptions,
): Promise<SharedTraining> {
  const { namespace, id } = options;
  const [pattern] = await kubectl.objects("find the pattern of a training", [
    "cronjob/train",
    `--namespace=${namespace}`,
  ]);
  if (pattern === undefined) {
    throw new ApplyError(
      "Cannot start a training as the cluster must hold its pattern, cronjob/train: deploy first",
    );
  }
  const names = { growing: `train-${id}-parts`, merging: `train-${id}` };
  const jobs = sharedTrainingJobs(pattern, names, options);
  await kubectl.text("start a training", ["create", "--filename=-"], listOf(jobs));
  return names;
}

/**
 * Makes the Jobs of a shared training.
 *
 * @param pattern The CronJob that holds the pattern.
 * @param names Names of the Jobs.
 * @param options What is started.
 * @returns The Job that grows, with a pod for each part, and the one that merges.
 */
function sharedTrainingJobs(
  pattern: KubernetesObject,
  { growing, merging }: SharedTraining,
  { namespace, id, nParts, timeoutMs }: SharedTrainingOptions,
): readonly KubernetesObject[] {
  const { jobTemplate } = pattern["spec"] as {
    jobTemplate: { metadata?: { labels?: Readonly<Record<string, string>> }; spec: JobSpec };
  };
  const { labels = {} } = jobTemplate.metadata ?? {};
  const shared = [`--shards=${nParts}`, `--training=${id}`];
  const job = (name: string, args: readonly string[], more: object): KubernetesObject => ({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace, labels },
    spec: {
      ...withArgs(jobTemplate.spec, args),
      // The pattern's limit is for a training that grows its trees by itself.
      activeDeadlineSeconds: Math.ceil(timeoutMs / 1_000),
      ...more,
    },
  });
  return [
    job(growing, [...shared, "--shard=$(JOB_COMPLETION_INDEX)"], {
      completionMode: "Indexed",
      completions: nParts,
      parallelism: nParts,
      backoffLimitPerIndex: TRIES_OF_A_PART,
      // All tries of all parts: the limit of one part is the one that counts.
      backoffLimit: TRIES_OF_A_PART * nParts,
    }),
    job(merging, shared, {}),
  ];
}

function withArgs(spec: JobSpec, args: readonly string[]): JobSpec {
  const { template } = spec;
  const [container, ...others] = template.spec.containers;
  const first = { ...container, args: [...container.args ?? [], ...args] };
  return {
    ...spec,
    template: { ...template, spec: { ...template.spec, containers: [first, ...others] } },
  };
}
