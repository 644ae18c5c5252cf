/**
 * Runs k6 in the cluster as a Job, so that no port-forward limits the load.
 *
 * @module
 */
import { delay } from "@std/async";
import type { Kubectl } from "../../knative/deploy/cluster/kubectl.ts";
import { listOf } from "../../knative/deploy/cluster/kubernetes_object.ts";
import { type K6Run, LoadError, readSummary } from "../k6_run.ts";
import type { Summary } from "../summary.ts";
import type { ApiReader } from "./api_server.ts";
import { K6_API_PORT, k6JobObjects } from "./k6_job.ts";
import type { Pod } from "./pods.ts";
import { scriptFiles } from "./script_files.ts";

const NAME = "loadtest";

/** Time between two looks at the Job's pod, in ms. */
const LOOK_MS = 500;

/** Time in which the Job's pod must start, its image's pull included, in ms. */
const START_MS = 180_000;

/** What a load in the cluster needs. */
export interface ClusterK6Options {
  /** Calls kubectl. */
  readonly kubectl: Kubectl;
  /** The API server. */
  readonly api: ApiReader;
  /** Settings as `settings.ts` reads them. */
  readonly env: Readonly<Record<string, string>>;
  /** Image of k6. */
  readonly image: string;
  /** The stack's namespace. */
  readonly namespace: string;
  /** Ends the load early. */
  readonly signal: AbortSignal;
}

/**
 * Starts a load in the cluster and waits until it runs; an earlier one is removed.
 *
 * @param options What it needs.
 * @returns The running load.
 * @throws {LoadError} If its pod does not start.
 */
export async function startClusterK6(options: ClusterK6Options): Promise<K6Run> {
  const { kubectl, api, image, namespace } = options;
  await removeLoad(options);
  const files = await scriptFiles(
    "predict.js",
    (path) => Deno.readTextFile(new URL(`../${path}`, import.meta.url)),
  );
  const env = { ...options.env, REPORT_DIR: "-" };
  const objects = k6JobObjects(NAME, { namespace, files, env, image });
  const pod = await removingOnFailure(options, async () => {
    await kubectl.text("start the load", ["create", "--filename=-"], listOf(objects));
    return await untilRunning(options);
  });
  return {
    place: `in the cluster, as ${pod}`,
    metrics: () =>
      api.get(`/api/v1/namespaces/${namespace}/pods/${pod}:${K6_API_PORT}/proxy/v1/metrics`),
    summary: summaryOf(options, pod),
  };
}

async function untilRunning(options: ClusterK6Options): Promise<string> {
  const end = performance.now() + START_MS;
  for (;;) {
    const pod = await loadPod(options);
    if (pod !== undefined && pod.status.phase !== "Pending") return pod.metadata.name;
    if (performance.now() > end) {
      throw new LoadError(
        `Cannot run the load in the cluster as its pod must start within ${START_MS / 1000} s: ` +
          `it is ${pod?.status.phase ?? "not there"}; see kubectl describe pods ` +
          `-n ${options.namespace} -l job-name=${NAME}`,
      );
    }
    await delay(LOOK_MS, { signal: options.signal });
  }
}

async function summaryOf(options: ClusterK6Options, pod: string): Promise<Summary> {
  const isOver = (phase: string | undefined) => phase === "Succeeded" || phase === "Failed";
  const log = await removingOnFailure(options, async () => {
    while (!isOver((await loadPod(options))?.status.phase)) {
      await delay(LOOK_MS, { signal: options.signal });
    }
    const { kubectl, namespace } = options;
    return await kubectl.text("read the load's log", ["logs", pod, `--namespace=${namespace}`]);
  });
  await removeLoad(options);
  return readSummary(log);
}

async function removingOnFailure<T>(options: ClusterK6Options, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    await removeLoad(options);
    throw error;
  }
}

async function loadPod({ api, namespace }: ClusterK6Options): Promise<Pod | undefined> {
  const list = await api.get<{ items: Pod[] }>(
    `/api/v1/namespaces/${namespace}/pods?labelSelector=job-name%3D${NAME}`,
  );
  return list?.items[0];
}

async function removeLoad({ kubectl, namespace }: ClusterK6Options): Promise<void> {
  await kubectl.text("remove the load", [
    "delete",
    `job/${NAME}`,
    `configmap/${NAME}`,
    `--namespace=${namespace}`,
    "--ignore-not-found",
    "--cascade=foreground",
    "--wait=true",
  ]);
}
