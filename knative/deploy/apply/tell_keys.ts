import type { Kubectl } from "../cluster/kubectl.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import type { Clock } from "../clock.ts";
import { readDigestOf, READS, readsSecret } from "./read_digests.ts";

/** Secret with the hashes of all API keys, which every server reads as a file. */
const API_KEYS = "api-keys";

/** Annotation of a pod whose only use is that it changes. */
const TOLD = "mlops.workshop/keys-told";

/** Servers read the file each two seconds, in ms; the kubelet has brought it 0.2 s after an annotation. */
const READ_MS = 3_000;

/**
 * Lets the servers that run know new API keys before anything asks them with one: the kubelet brings a changed
 * Secret within a minute or two, but at once to a pod that changes itself. The gate, the prediction service and
 * the page ask each other, so that no order of starting them anew would do.
 *
 * @param kubectl Calls kubectl.
 * @param objects The objects of the manifests, with their digests.
 * @param where The stack's namespace, and the time.
 * @throws {ApplyError} If the pods cannot be looked at.
 */
export async function tellKeys(
  kubectl: Kubectl,
  objects: readonly KubernetesObject[],
  { namespace, clock }: { namespace: string; clock: Clock },
): Promise<void> {
  const readers = objects.filter((object) => readsSecret(object, API_KEYS));
  if (readers.length === 0) return;
  const wanted = new Set(readers.map(readDigestOf));
  const pods = await kubectl.objects("look at the pods", ["pods", `--namespace=${namespace}`]);
  const names = pods.filter((pod) =>
    readsSecret(pod, API_KEYS) && !wanted.has(pod.metadata.annotations?.[READS])
  ).map(({ metadata }) => metadata.name);
  if (names.length === 0) return;
  const told = `${TOLD}=${crypto.randomUUID()}`;
  // One that is gone meanwhile, or may not be annotated, learns of it later.
  await kubectl.call([
    "annotate",
    "pods",
    ...names,
    `--namespace=${namespace}`,
    told,
    "--overwrite",
  ]);
  await clock.sleep(READ_MS);
}
