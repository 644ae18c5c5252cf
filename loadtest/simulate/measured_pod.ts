import measured from "../results/capacity.json" with { type: "json" };
import recording from "../recordings/knative.json" with { type: "json" };
import type { PodModel } from "./pod_model.ts";

const { cpuSecondsPerRequest, containerConcurrency } = measured.capacity;

/** The workshop's CPU request, in cores. */
const CPU_REQUEST = measured.workshopMillis / 1000;

/**
 * One pod of the service as `deno task capacity` and `deno task compare --record` measured it last, on a
 * cluster that is full, where no pod gets more CPU than it asked for: the worst case, and the one that
 * is paid for.
 */
export const MEASURED_POD: PodModel = {
  maxThroughput: CPU_REQUEST / cpuSecondsPerRequest,
  serviceSeconds: cpuSecondsPerRequest / CPU_REQUEST,
  maxConcurrency: containerConcurrency,
  cpuSecondsPerRequest,
  cpuRequest: CPU_REQUEST,
  startSeconds: recording.figures.coldStartSeconds,
};
