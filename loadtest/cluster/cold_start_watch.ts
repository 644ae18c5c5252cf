import { delay } from "@std/async";
import type { ApiReader } from "./api_server.ts";
import { type ColdStart, coldStartOf } from "./cold_start.ts";
import type { ServiceForm } from "./service_form.ts";
import { countPods, isReady, type Pod, readPods } from "./pods.ts";

const LOOK_MS = 1_000;

/** Pods that a load's last requests woke may take that long after its end, in ms. */
const LATE_MS = 20_000;

/**
 * Takes the cold starts of a form apart while a load runs, and until the pods that it woke are ready.
 *
 * @param cluster The API server, and the signal that ends the watch.
 * @param load Runs the load; begins once the pods that are there already are known.
 * @returns What the load ended with, and the pods that became ready meanwhile, in that order.
 * @throws What the load throws.
 */
export async function watchColdStarts<T>(
  { api, signal }: { readonly api: ApiReader; readonly signal: AbortSignal },
  form: ServiceForm,
  load: () => Promise<T>,
): Promise<{ readonly outcome: T; readonly coldStarts: readonly ColdStart[] }> {
  const starts = new Map<string, ColdStart>();
  const old = new Set((await readPods(api, form))?.map(({ metadata }) => metadata.uid));
  let endedAt: number | undefined;
  const running = load();
  const end = () => endedAt = performance.now();
  running.then(end, end);
  for (;;) {
    const pods = (await readPods(api, form)) ?? [];
    for (const pod of pods.filter(isReady)) {
      const { uid } = pod.metadata;
      if (old.has(uid) || starts.has(uid)) continue;
      // At once: what the service tells of its start is gone with the pod.
      starts.set(uid, coldStartOf(pod, await metricsOf(api, pod, form)));
    }
    const isOver = endedAt !== undefined &&
      (countPods(pods, []).starting === 0 || performance.now() - endedAt > LATE_MS);
    if (isOver || signal.aborted) break;
    await delay(LOOK_MS, { signal }).catch(() => {});
  }
  return { outcome: await running, coldStarts: [...starts.values()] };
}

/** The service's own metrics, read from the pod itself. */
function metricsOf(
  api: ApiReader,
  { metadata }: Pod,
  form: ServiceForm,
): Promise<string | undefined> {
  return api.text(`/api/v1/namespaces/${form.namespace}/pods/${metadata.name}:8000/proxy/metrics`);
}
