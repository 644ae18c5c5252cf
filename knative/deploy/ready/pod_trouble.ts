import { conditionOf } from "../cluster/condition.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";

/** What keeps a pod from running. */
export interface PodTrouble {
  /** Name of the pod. */
  readonly pod: string;
  /** Name of the container, or empty where the pod as a whole is meant. */
  readonly container: string;
  /** The cluster's own words. */
  readonly reason: string;
  /** Whether the container ran, so that it has a log. */
  readonly hasLog: boolean;
  /** Whether waiting will not help. */
  readonly isFinal: boolean;
}

interface Terminated {
  readonly reason?: string;
  readonly exitCode: number;
}

interface ContainerStatus {
  readonly name: string;
  readonly restartCount: number;
  readonly ready: boolean;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: Terminated;
    readonly running?: unknown;
  };
  readonly lastState?: { readonly terminated?: Terminated };
}

interface PodStatus {
  readonly phase?: string;
  readonly initContainerStatuses?: readonly ContainerStatus[];
  readonly containerStatuses?: readonly ContainerStatus[];
}

/** Reasons that only another image name or another manifest ends. */
const FINAL = new Set(["ImagePullBackOff", "InvalidImageName", "CreateContainerConfigError"]);

/** A container that ended so often will most likely do so again. */
const MANY_RESTARTS = 3;

/**
 * Finds what keeps pods from running.
 *
 * @returns Their troubles, those that waiting will not end first.
 */
export function podTroubles(pods: readonly KubernetesObject[]): PodTrouble[] {
  const all = pods.flatMap((pod) => troublesOf(pod));
  // Knative's own container only repeats that the program beside it is not ready.
  const own = all.filter(({ container }) => container !== "queue-proxy");
  const troubles = own.length > 0 ? own : all;
  return troubles.toSorted((a, b) => Number(b.isFinal) - Number(a.isFinal));
}

function troublesOf(pod: KubernetesObject): PodTrouble[] {
  const status: PodStatus = pod["status"] ?? {};
  const { name } = pod.metadata;
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled?.status === "False") {
    const reason = `no node takes it: ${scheduled.message ?? "no reason given"}`;
    return [{ pod: name, container: "", reason, hasLog: false, isFinal: false }];
  }
  const containers = [
    ...status.initContainerStatuses ?? [],
    ...status.containerStatuses ?? [],
  ];
  return containers.flatMap((container) => troubleOf(container, name) ?? []);
}

function troubleOf(container: ContainerStatus, pod: string): PodTrouble | undefined {
  const { name, restartCount, ready, state = {}, lastState } = container;
  const { waiting, terminated } = state;
  const base = { pod, container: name, hasLog: restartCount > 0 || state.running !== undefined };
  if (
    waiting !== undefined && !/^(PodInitializing|ContainerCreating)$/.test(waiting.reason ?? "")
  ) {
    const ended = lastState?.terminated;
    // What the cluster says of a crash is only how long it waits now.
    const message = ended === undefined ? waiting.message : describe(ended);
    const reason = [waiting.reason, message].filter(Boolean).join(": ");
    const isFinal = FINAL.has(waiting.reason ?? "") || restartCount >= MANY_RESTARTS;
    return { ...base, reason, isFinal };
  }
  if (terminated !== undefined && terminated.exitCode !== 0) {
    return { ...base, reason: describe(terminated), hasLog: true, isFinal: false };
  }
  if (state.running !== undefined && !ready) {
    return { ...base, reason: "it runs and is not ready", isFinal: false };
  }
  return undefined;
}

/** `OOMKilled` tells more than its exit code 137; `Error` tells nothing. */
function describe({ reason, exitCode }: Terminated): string {
  const said = reason === undefined || reason === "Error" ? "" : `${reason}, `;
  return `it ended with ${said}exit code ${exitCode}`;
}
