/**
 * Checks that several exercises share: a volume is bound, pods run.
 *
 * @module
 */
import { conditionOf } from "../deploy/cluster/condition.ts";
import { podTroubles } from "../deploy/ready/pod_trouble.ts";
import { type Check, fail } from "./check.ts";
import type { Cluster, LiveObject } from "./cluster.ts";
import { eventually } from "./eventually.ts";

/**
 * Checks that a claim has its volume.
 *
 * @param claim Name of the claim.
 * @returns The check.
 */
export function volumeIsBound(cluster: Cluster, claim: string): Check {
  return {
    title: `Volume claim ${claim} is Bound`,
    remedy: `kubectl describe pvc ${claim} -n ${cluster.namespace}`,
    async run() {
      const { status } = await cluster.object("persistentvolumeclaims", claim);
      if (status.phase !== "Bound") fail(`it is ${status.phase}`);
      return (status.capacity as Record<string, string>).storage ?? "Bound";
    },
  };
}

/**
 * Checks that a Deployment's pods run and are ready.
 *
 * @param deployment Its name.
 * @param options `atLeast` is how many there must be.
 * @returns The check.
 */
export function podsRun(
  cluster: Cluster,
  deployment: string,
  { atLeast }: { atLeast: number },
): Check {
  return {
    title: atLeast === 1
      ? `Pod of ${deployment} is Running`
      : `At least ${atLeast} pods of ${deployment} are Running`,
    remedy: `kubectl describe pods -l app=${deployment} -n ${cluster.namespace}`,
    async run() {
      const pods = await settledPods(
        cluster,
        async () =>
          (await cluster.objects("pods", [`--selector=app=${deployment}`]))
            .filter(({ metadata }) => !("deletionTimestamp" in metadata)),
      );
      const unready = pods.filter((pod) => !isReady(pod));
      if (unready.length > 0) fail(`${unready.map(describePod).join(", ")}`);
      if (pods.length < atLeast) fail(`there are ${pods.length}`);
      const restarts = pods.reduce((sum, pod) => sum + restartsOf(pod), 0);
      return `${pods.length} ready, ${restarts} restarts`;
    },
  };
}

/**
 * Looks at pods until all are ready, or one is in a trouble that waiting does not end. An autoscaler makes
 * some at any time, and each takes a while to come: that is no fault.
 *
 * @param cluster Its patience is the longest wait.
 * @param look Reads the pods.
 * @returns The pods at the last look.
 */
export async function settledPods(
  cluster: Cluster,
  look: () => Promise<LiveObject[]>,
): Promise<LiveObject[]> {
  let pods: LiveObject[] = [];
  await eventually(cluster.patienceMs, async () => {
    pods = await look();
    const unready = pods.filter((pod) => !isReady(pod));
    const isLost = unready.some(hasEnded) || podTroubles(unready).some(({ isFinal }) => isFinal);
    if (unready.length > 0 && !isLost) fail("they are still coming");
  }).catch(() => {}); // Who asked judges what is there now.
  return pods;
}

function hasEnded({ status }: LiveObject): boolean {
  return status.phase === "Failed" || status.phase === "Succeeded";
}

/**
 * Checks that a Deployment runs an image by its digest.
 *
 * @param deployment Its name.
 * @returns The check.
 */
export function imageIsPinned(cluster: Cluster, deployment: string): Check {
  return {
    title: `Image of ${deployment} is built and named by what it holds`,
    remedy: "deno task deploy",
    async run() {
      const { spec } = await cluster.object("deployments", deployment);
      const { image } = containersOf(spec.template)[0] ?? fail("it has no container");
      // From an archive (kind, minikube) an image has no digest: its tag is made from it.
      const digest = /@sha256:([0-9a-f]{12})|^dev\.local\/.*:.*?([0-9a-f]{12})/.exec(image);
      if (digest === null) fail(`it is ${image}`);
      return `${image.split("@")[0]?.split("/").at(-1)} ${digest[1] ?? digest[2]}`;
    },
  };
}

/**
 * Tells whether a pod runs and answers its readiness probe.
 *
 * @returns Whether it does.
 */
export function isReady(pod: LiveObject): boolean {
  return conditionOf(pod, "Ready")?.status === "True";
}

/**
 * Names a pod that is not ready, with its container's own reason.
 *
 * @returns For example `mlflow-5c4b is ImagePullBackOff`, or `… runs and is not ready`.
 */
export function describePod(pod: LiveObject): string {
  const state = stateOf(pod);
  return `${pod.metadata.name} ${state === undefined ? "runs and is not ready" : `is ${state}`}`;
}

/**
 * Names the state of a pod that is not ready, as kubectl does.
 *
 * @returns For example `ImagePullBackOff`, its container's own reason, or `Pending`; `undefined` if it runs.
 */
export function stateOf({ status }: LiveObject): string | undefined {
  const containers = status.containerStatuses as ContainerStatus[] | undefined;
  const reason = containers?.map(({ state }) => state?.waiting?.reason).find((text) => text);
  return reason ?? (status.phase === "Running" ? undefined : `${status.phase}`);
}

interface ContainerStatus {
  readonly restartCount: number;
  readonly state?: { readonly waiting?: { readonly reason?: string } };
}

function restartsOf(pod: LiveObject): number {
  const containers = pod.status.containerStatuses as ContainerStatus[] | undefined;
  return (containers ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0);
}

function containersOf(template: unknown): { image: string }[] {
  return (template as { spec?: { containers?: { image: string }[] } } | undefined)?.spec
    ?.containers ?? [];
}
