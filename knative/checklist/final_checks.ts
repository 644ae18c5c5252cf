import { type Check, fail, type Section } from "./check.ts";
import type { Cluster, LiveObject } from "./cluster.ts";
import { isElsewhere } from "./outside_services.ts";
import { describePod, isReady, settledPods } from "./workload.ts";

/** Deployments of the stack; the Knative Service's own come and go. */
const DEPLOYMENTS = ["ml-api", "mlflow", "postgres", "ui"];

/** Label of a Revision's pods. */
const REVISION = "serving.knative.dev/revision";

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
      const hasNone = await isElsewhere(cluster, "Postgres");
      const wanted = DEPLOYMENTS.filter((name) => name !== "postgres" || !hasNone);
      const faults = wanted.flatMap((name) => {
        const found = deployments.find(({ metadata }) => metadata.name === name);
        if (found === undefined) return [`${name} does not exist`];
        const { availableReplicas = 0, replicas = 0 } = found.status;
        return Number(availableReplicas) > 0
          ? []
          : [`${name} has ${availableReplicas} of ${replicas} pods available`];
      });
      if (faults.length > 0) fail(faults.join(", "));
      return wanted.join(", ");
    },
  };
}

function podsAreWell(cluster: Cluster): Check {
  return {
    title: "Every pod is Running, or a Job's that ended well",
    remedy: `kubectl get pods -n ${cluster.namespace}; kubectl get events -n ${cluster.namespace}`,
    async run() {
      let done = new Set<string>();
      let left: LiveObject[] = [];
      const running = await settledPods(cluster, async () => {
        done = await endedJobs(cluster);
        const pods = (await cluster.objects("pods")).filter(({ metadata }) =>
          // A Job may have failed before it ended well; its failed pods stay to be read.
          !("deletionTimestamp" in metadata) &&
          !metadata.ownerReferences?.some(({ kind, name }) => kind === "Job" && done.has(name))
        );
        const inUse = await revisionsInUse(cluster);
        const [serving, others] = partition(pods, ({ metadata }) => {
          const revision = metadata.labels?.[REVISION];
          return revision === undefined || inUse === undefined || inUse.has(revision);
        });
        left = others;
        return serving;
      });
      const unwell = running.filter((pod) => !isReady(pod));
      if (unwell.length > 0) fail(unwell.map(describePod).join(", "));
      const others = left.length === 0 ? "" : `, ${left.length} of Revisions that serve nobody`;
      return `${running.length} running, ${done.size} Jobs ended well${others}`;
    },
  };
}

/** Names the Jobs that ended well; one of several parts wants as many to. */
async function endedJobs(cluster: Cluster): Promise<Set<string>> {
  const jobs = await cluster.objects("jobs");
  return new Set(
    jobs.filter(({ spec, status }) => status.succeeded === (spec["completions"] ?? 1))
      .map(({ metadata }) => metadata.name),
  );
}

/**
 * Lists the Revisions that get requests, and the one that was made last. An earlier one that never became
 * ready serves nobody, and Knative removes it in its own time.
 */
async function revisionsInUse(cluster: Cluster): Promise<Set<string> | undefined> {
  const [service] = await cluster.objects("services.serving.knative.dev", ["predict"]);
  if (service === undefined) return undefined;
  const { traffic = [], latestCreatedRevisionName: latest } = service.status as {
    traffic?: readonly { readonly revisionName?: string }[];
    latestCreatedRevisionName?: string;
  };
  const names = [latest, ...traffic.map(({ revisionName }) => revisionName)];
  return new Set(names.filter((name) => name !== undefined));
}

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
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
