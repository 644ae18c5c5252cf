/**
 * Says whether an object does what it is for. Nothing is asked here; objects are as the cluster
 * answered.
 *
 * @module
 */
import { type Condition, conditionOf } from "../cluster/condition.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";

/** State of an object. */
export type Readiness =
  | { readonly state: "ready" }
  | { readonly state: "waiting"; readonly reason: string }
  | { readonly state: "failed"; readonly reason: string };

interface Status {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly availableReplicas?: number;
  readonly latestCreatedRevisionName?: string;
  readonly latestReadyRevisionName?: string;
}

const READY: Readiness = { state: "ready" };

/**
 * Judges a Deployment, a Job or a Knative Service.
 *
 * @param object The object; `undefined` if the cluster has none.
 * @returns Its state, and the cluster's own reason if it is not ready.
 */
export function readinessOf(object: KubernetesObject | undefined): Readiness {
  if (object === undefined) return { state: "waiting", reason: "it does not exist yet" };
  if (object.kind === "Job") return jobReadiness(object);
  const status: Status = object["status"] ?? {};
  if ((status.observedGeneration ?? 0) < (object.metadata.generation ?? 0)) {
    return { state: "waiting", reason: "the cluster has not looked at it yet" };
  }
  return object.kind === "Deployment" ? deploymentReadiness(object) : serviceReadiness(object);
}

function deploymentReadiness(deployment: KubernetesObject): Readiness {
  const status: Status = deployment["status"] ?? {};
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  if (replicas > 0 && updatedReplicas === replicas && availableReplicas === replicas) return READY;
  const failure = conditionOf(deployment, "ReplicaFailure");
  if (failure?.status === "True") return { state: "failed", reason: words(failure) };
  const counted = `${availableReplicas} of ${replicas} pods are available`;
  return { state: "waiting", reason: counted };
}

function jobReadiness(job: KubernetesObject): Readiness {
  if (conditionOf(job, "Complete")?.status === "True") return READY;
  const failed = conditionOf(job, "Failed");
  if (failed?.status === "True") return { state: "failed", reason: words(failed) };
  return { state: "waiting", reason: "it has not ended yet" };
}

/** A Knative Service whose newest Revision cannot start says so with status False. */
function serviceReadiness(service: KubernetesObject): Readiness {
  const status: Status = service["status"] ?? {};
  const ready = conditionOf(service, "Ready");
  const isNewest = status.latestReadyRevisionName === status.latestCreatedRevisionName;
  if (ready?.status === "True" && isNewest) return READY;
  const reason = ready === undefined ? "Knative has not looked at it yet" : words(ready);
  return { state: ready?.status === "False" ? "failed" : "waiting", reason };
}

function words({ reason, message }: Condition): string {
  return [reason, message].filter((text) => text !== undefined && text !== "").join(": ") ||
    "the cluster gives no reason yet";
}
