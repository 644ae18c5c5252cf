import { delay } from "@std/async";
import { LoadError } from "../k6_run.ts";
import type { ServiceForm } from "./service_form.ts";
import type { LoadCluster } from "./open_cluster.ts";
import { isReady, readPods } from "./pods.ts";

const LOOK_MS = 1_000;

/** Longer than the HPA's 300 s, and than Knative's window and grace. */
const DEADLINE_MS = 480_000;

/**
 * Waits until a form has as many pods as it keeps when nobody asks, all of them ready.
 *
 * @param onLook Is told of the pods that there are, once a second.
 * @returns How long it took, in s.
 * @throws {LoadError} If it does not come to rest.
 */
export async function untilAtRest(
  { api, signal }: LoadCluster,
  form: ServiceForm,
  onLook: (pods: number | undefined, seconds: number) => void = () => {},
): Promise<number> {
  const begin = performance.now();
  for (;;) {
    const pods = await readPods(api, form);
    const isThere = pods?.length === form.pods && pods.every(isReady);
    const elapsedMs = performance.now() - begin;
    if (isThere) return elapsedMs / 1000;
    if (elapsedMs > DEADLINE_MS) {
      throw new LoadError(
        `Cannot go on as ${form.title}'s pods must come to rest at ${form.pods} within ` +
          `${DEADLINE_MS / 1000} s: there are ${pods?.length ?? "unknown"}`,
      );
    }
    onLook(pods?.length, Math.round(elapsedMs / 1000));
    await delay(LOOK_MS, { signal });
  }
}
