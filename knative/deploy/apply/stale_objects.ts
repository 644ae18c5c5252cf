import type { Kubectl } from "../cluster/kubectl.ts";
import { keyOf, type KubernetesObject, listOf } from "../cluster/kubernetes_object.ts";

/** Label of everything that the manifests hold. */
export const PART_OF = "app.kubernetes.io/part-of=diabetes-mlops";

/**
 * Kinds that are removed when the manifests no longer hold them. A policy or a node port that another
 * overlay opened would otherwise stay open. Volumes, Secrets and Jobs are never removed so, nor
 * ConfigMaps, which old Revisions still read.
 */
const KINDS = [
  "networkpolicies.networking.k8s.io",
  "services",
  "deployments.apps",
  "horizontalpodautoscalers.autoscaling",
  "poddisruptionbudgets.policy",
  "ingresses.networking.k8s.io",
  "resourcequotas",
  "limitranges",
];

/**
 * Removes objects of an earlier deployment that the manifests no longer hold.
 *
 * @param kubectl Calls kubectl.
 * @param objects The objects of the manifests.
 * @param options The namespace, and whether to change nothing.
 * @returns Keys of the objects removed, or that would be.
 * @throws {ApplyError} If the cluster refuses.
 */
export async function removeStale(
  kubectl: Kubectl,
  objects: readonly KubernetesObject[],
  { namespace, isDryRun }: { namespace: string; isDryRun: boolean },
): Promise<string[]> {
  const wanted = new Set(objects.map(keyOf));
  const live = await kubectl.objects("look at the cluster", [
    KINDS.join(","),
    `--namespace=${namespace}`,
    `--selector=${PART_OF}`,
  ]);
  // What another object owns goes with it: Knative's own Services carry the same labels.
  const stale = live.filter((object) =>
    object.metadata.ownerReferences === undefined && !wanted.has(keyOf(object))
  );
  if (stale.length > 0 && !isDryRun) {
    const args = ["delete", "--filename=-", "--ignore-not-found"];
    await kubectl.text("remove what is no longer wanted", args, listOf(stale));
  }
  return stale.map(keyOf);
}
