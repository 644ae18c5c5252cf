/**
 * Measures one pod of the Deployment by its own address, so that no autoscaler and no other pod takes
 * part.
 *
 * @module
 */
import { delay } from "@std/async";
import { startClusterK6 } from "../cluster/cluster_k6.ts";
import { CpuMeter, type StatsSummary } from "../cluster/cpu_meter.ts";
import type { ServiceForm } from "../cluster/service_form.ts";
import type { LoadCluster } from "../cluster/open_cluster.ts";
import { isReady, type Pod, readPods } from "../cluster/pods.ts";
import { LoadError } from "../k6_run.ts";
import type { LoadOptions } from "../options.ts";
import type { CapacityPoint } from "./fit_capacity.ts";

/** Between two readings of the kubelet's counters, which it renews every 10 s. */
const STATS_MS = 11_000;

/**
 * Finds a pod to measure.
 *
 * @param form The classic form.
 * @returns A ready pod.
 * @throws {LoadError} If there is none.
 */
export async function podToMeasure({ api }: LoadCluster, form: ServiceForm): Promise<Pod> {
  const pod = (await readPods(api, form))?.find(isReady);
  if (pod !== undefined) return pod;
  throw new LoadError(
    `Cannot measure a pod as one of the Deployment's must be ready in ${form.namespace}: none is; ` +
      "deno task deploy puts it there",
  );
}

/**
 * Sends a closed loop to a pod from inside the cluster.
 *
 * @param options Requests in flight, length in s, and the load's options.
 * @returns What the pod bore.
 * @throws {LoadError} If an answer failed, or k6 could not run.
 */
export async function measurePod(
  cluster: LoadCluster,
  pod: Pod,
  { concurrency, seconds, options }: {
    readonly concurrency: number;
    readonly seconds: number;
    readonly options: LoadOptions;
  },
): Promise<CapacityPoint> {
  const meter = new CpuMeter();
  const look = async () => {
    const path = `/api/v1/nodes/${pod.spec.nodeName}/proxy/stats/summary`;
    const stats = await cluster.api.get<StatsSummary>(path);
    meter.look(stats === undefined ? [] : [stats], new Set([pod.metadata.uid]));
  };
  await look();
  const run = await startClusterK6({
    ...cluster,
    image: options.image,
    namespace: options.namespace,
    env: {
      BASE_URL: `http://${pod.status.podIP}:8000`,
      PROFILE: "closed",
      VUS: `${concurrency}`,
      DURATION_SECONDS: `${seconds}`,
    },
  });
  const summary = await run.summary;
  if (summary.failed > 0 || summary.wrong > 0) {
    throw new LoadError(
      `Cannot measure the pod as every answer must be right: ${summary.failed} failed and ` +
        `${summary.wrong} were wrong with ${concurrency} in flight`,
    );
  }
  await delay(STATS_MS, { signal: cluster.signal });
  await look();
  return {
    concurrency,
    throughput: summary.requestsPerSecond,
    meanSeconds: summary.latencyMs.mean / 1000,
    cpuSecondsPerRequest: meter.seconds / summary.requests,
  };
}
