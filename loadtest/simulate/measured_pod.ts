import type { PodModel } from "./pod_model.ts";

/** CPU time of a request in core-seconds: `deno task capacity` on the test cluster, 2026-11-25. */
const CPU_SECONDS_PER_REQUEST = 0.00005;

/** The manifests' CPU request, in cores. */
const CPU_REQUEST = 0.05;

/**
 * One pod of the service on a cluster that is full, where no pod gets more CPU than it asked for: the
 * worst case, and the one that is paid for.
 */
export const MEASURED_POD: PodModel = {
  maxThroughput: CPU_REQUEST / CPU_SECONDS_PER_REQUEST,
  serviceSeconds: CPU_SECONDS_PER_REQUEST / CPU_REQUEST,
  maxConcurrency: 50, // the manifest's containerConcurrency
  cpuSecondsPerRequest: CPU_SECONDS_PER_REQUEST,
  cpuRequest: CPU_REQUEST,
  startSeconds: 2, // s; from the decision to the first answer on an idle node
};
