import type { Form } from "../cluster/form.ts";
import type { LoadCluster } from "../cluster/open_cluster.ts";
import { isReady, readPods } from "../cluster/pods.ts";
import { LoadError } from "../k6_run.ts";

const LOOK_MS = 1_000;

/** The HPA's controller looks every 15 s, and notices a deletion then. */
const FORGET_MS = 20_000;

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
 * Sets the Deployment back to two pods as if nobody had asked for five minutes.
 *
 * The HPA would ask for what it wanted within the last 300 s again: it is deleted until its controller
 * has forgotten that, and then made anew.
 *
 * @param cluster The cluster.
 * @param form The classic form.
 */
export async function setBack(cluster: LoadCluster, form: Form): Promise<void> {
  const { kubectl } = cluster;
  const inNamespace = `--namespace=${form.namespace}`;
  const name = ["horizontalpodautoscalers", "ml-api-hpa", inNamespace];
  const [hpa] = await kubectl.objects("read the HPA", name);
  if (hpa === undefined) {
    throw new LoadError(`Cannot compare as the HPA must be deployed: ${name[1]} does not exist`);
  }
  const { apiVersion, kind, metadata, spec } = hpa;
  await kubectl.text("set the HPA back", ["delete", ...name]);
  try {
    const replicas = `--replicas=${form.pods}`;
    await kubectl.text("set the Deployment back", [
      ...["scale", "deployment/ml-api", inNamespace, replicas],
    ]);
    await untilAtRest(cluster, form);
    await new Promise((resolve) => setTimeout(resolve, FORGET_MS));
  } finally {
    const { name: hpaName, namespace, labels, annotations } = metadata;
    const made = {
      apiVersion,
      kind,
      metadata: { name: hpaName, namespace, labels, annotations },
      spec,
    };
    await kubectl.text("make the HPA", ["create", "--filename=-"], JSON.stringify(made));
  }
}
