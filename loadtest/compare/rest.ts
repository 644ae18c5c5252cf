import type { Form } from "../cluster/form.ts";
import type { LoadCluster } from "../cluster/open_cluster.ts";
import { isReady, readPods } from "../cluster/pods.ts";
import { LoadError } from "../k6_run.ts";

const LOOK_MS = 1_000;

/** Longer than the HPA's 300 s, and than Knative's window and grace. */
const DEADLINE_MS = 480_000;

/**
 * Waits until a form has as many pods as it keeps when nobody asks, all of them ready.
 *
 * @param cluster The cluster.
 * @param form The form.
 * @returns How long it took, in s.
 * @throws {LoadError} If it does not come to rest.
 */
export async function untilAtRest({ api }: LoadCluster, form: Form): Promise<number> {
  const begin = performance.now();
  for (;;) {
    const pods = await readPods(api, form);
    const isThere = pods?.length === form.pods && pods.every(isReady);
    const elapsedMs = performance.now() - begin;
    if (isThere) return elapsedMs / 1000;
    if (elapsedMs > DEADLINE_MS) {
      throw new LoadError(
        `Cannot compare as ${form.title}'s pods must come to rest at ${form.pods} within ` +
          `${DEADLINE_MS / 1000} s: there are ${pods?.length ?? "unknown"}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/**
 * Sets the Deployment back to two pods, without waiting for the HPA.
 *
 * @param cluster The cluster.
 * @param form The classic form.
 */
export async function setBack({ kubectl }: LoadCluster, form: Form): Promise<void> {
  await kubectl.text("set the Deployment back", [
    ...["scale", "deployment/ml-api", `--namespace=${form.namespace}`, `--replicas=${form.pods}`],
  ]);
}
