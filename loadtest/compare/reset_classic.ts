import { delay } from "@std/async";
import { untilAtRest } from "../cluster/at_rest.ts";
import type { ServiceForm } from "../cluster/service_form.ts";
import type { LoadCluster } from "../cluster/open_cluster.ts";
import { withoutHpa } from "../cluster/without_hpa.ts";

/** The HPA's controller looks every 15 s, and notices a deletion then. */
const FORGET_MS = 20_000;

/**
 * Sets the Deployment back to two pods as if nobody had asked for five minutes.
 *
 * The HPA would ask for what it wanted within the last 300 s again: it is deleted until its controller
 * has forgotten that, and then made anew.
 *
 * @param form The classic form.
 */
export async function resetClassic(cluster: LoadCluster, form: ServiceForm): Promise<void> {
  await withoutHpa(cluster, form, async () => {
    await cluster.kubectl.text("set the Deployment back", [
      "scale",
      "deployment/ml-api",
      `--namespace=${form.namespace}`,
      `--replicas=${form.pods}`,
    ]);
    await untilAtRest(cluster, form);
    await delay(FORGET_MS, { signal: cluster.signal });
  });
}
