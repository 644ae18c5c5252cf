import type { Kubectl } from "../cluster/kubectl.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import type { Report } from "../report.ts";
import type { AppliedObjects } from "./apply.ts";
import { staleReaders } from "./read_digests.ts";
import { startAnew } from "./start_anew.ts";

/**
 * Starts anew what reads something that was another thing on the cluster than the manifests say.
 *
 * @param objects The objects of the manifests.
 * @param applied What the apply changed, and what has new pods for it.
 * @param where The cluster, the stack's namespace, and who is told.
 * @throws {ApplyError} If the cluster refuses.
 */
export async function startReaders(
  objects: readonly KubernetesObject[],
  applied: Pick<AppliedObjects, "changed" | "restarted">,
  { kubectl, report, namespace }: { kubectl: Kubectl; report: Report; namespace: string },
): Promise<void> {
  for (const object of staleReaders(objects, applied)) {
    const { name } = object.metadata;
    report.detail(`${name} starts anew, as what it reads was another thing on the cluster`);
    await startAnew(kubectl, object, namespace);
  }
}
