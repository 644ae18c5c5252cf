import type { ApiReader } from "./api_server.ts";
import { type ColdStart, coldStartOf } from "./cold_start.ts";
import type { Form } from "./form.ts";
import { isReady, readPods } from "./pods.ts";

const LOOK_MS = 1_000;

/**
 * Takes the cold starts of a form apart while a load runs.
 *
 * @param api The API server.
 * @param form The form.
 * @param until Settles when the load has ended.
 * @returns The pods that became ready meanwhile, in that order.
 */
export async function watchColdStarts(
  api: ApiReader,
  form: Form,
  until: Promise<unknown>,
): Promise<ColdStart[]> {
  const starts = new Map<string, ColdStart>();
  const old = new Set((await readPods(api, form))?.map(({ metadata }) => metadata.uid));
  let isOver = false;
  const ended = until.then(() => isOver = true, () => isOver = true);
  while (!isOver) {
    const pods = (await readPods(api, form)) ?? [];
    for (const pod of pods.filter(isReady)) {
      const { uid, name } = pod.metadata;
      if (old.has(uid) || starts.has(uid)) continue;
      const metrics = await api.text(
        `/api/v1/namespaces/${form.namespace}/pods/${name}:8000/proxy/metrics`,
      );
      starts.set(uid, coldStartOf(pod, metrics));
    }
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, LOOK_MS))]);
  }
  return [...starts.values()];
}
