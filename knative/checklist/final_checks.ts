import { type Check, fail, type Section } from "./check.ts";
import type { Cluster } from "./cluster.ts";
import { describePod, isReady } from "./workload.ts";

/** Deployments of the stack; the Knative Service's own come and go. */
const DEPLOYMENTS = ["ml-api", "mlflow", "postgres", "ui"];

/**
 * Lists the checks of the workshop's final validation.
 *
 * @returns The section.
 */
export function finalChecks(cluster: Cluster): Section {
  return {
    title: "Final validation",
    checks: [deploymentsExist(cluster), podsAreWell(cluster), volumesAreBound(cluster)],
  };
}

function deploymentsExist(cluster: Cluster): Check {
  return {
    title: "Every Deployment is available",
    remedy: "deno task deploy",
    async run() {
      const deployments = await cluster.objects("deployments");
      const available = deployments.filter(({ status }) => Number(status.availableReplicas) > 0)
        .map(({ metadata }) => metadata.name);
      const missing = DEPLOYMENTS.filter((name) => !available.includes(name));
      if (missing.length > 0) fail(`${missing.join(", ")} missing`);
      return DEPLOYMENTS.join(", ");
    },
  };
}

function podsAreWell(cluster: Cluster): Check {
  return {
    title: "Every pod is Running, or a Job's that ended well",
    remedy: `kubectl get pods -n ${cluster.namespace}; kubectl get events -n ${cluster.namespace}`,
    async run() {
      const jobs = await cluster.objects("jobs");
      const done = new Set(
        // A Job of several parts wants as many to end well.
        jobs.filter(({ spec, status }) => status.succeeded === (spec["completions"] ?? 1))
          .map(({ metadata }) => metadata.name),
      );
      const pods = (await cluster.objects("pods"))
        .filter(({ metadata }) => !("deletionTimestamp" in metadata));
      // A Job may have failed before it ended well; its failed pods stay to be read.
      const running = pods.filter(({ metadata }) =>
        !metadata.ownerReferences?.some(({ kind, name }) => kind === "Job" && done.has(name))
      );
      const unwell = running.filter((pod) => !isReady(pod));
      if (unwell.length > 0) fail(unwell.map(describePod).join(", "));
      return `${running.length} running, ${done.size} Jobs ended well`;
    },
  };
}

function volumesAreBound(cluster: Cluster): Check {
  return {
    title: "Every volume claim is Bound",
    remedy: `kubectl get pvc -n ${cluster.namespace}`,
    async run() {
      const claims = await cluster.objects("persistentvolumeclaims");
      const unbound = claims.filter(({ status }) => status.phase !== "Bound");
      if (claims.length === 0 || unbound.length > 0) {
        fail(unbound.map(({ metadata }) => metadata.name).join(", ") || "there is none");
      }
      return claims.map(({ metadata }) => metadata.name).join(", ");
    },
  };
}
