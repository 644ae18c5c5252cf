import { conditionOf } from "../cluster/condition.ts";
import type { Kubectl } from "../cluster/kubectl.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";

interface ServiceStatus {
  readonly latestCreatedRevisionName?: string;
  readonly latestReadyRevisionName?: string;
}

/**
 * Finds a Revision that Knative has given up. It judges a Revision while it starts, and what it has once
 * called failed it does not look at again: after a crash, or a cause that was mended since, it stays so
 * (`RevisionFailed`, `RevisionMissing`) though its pods answer.
 *
 * @param service The Knative Service, as the cluster answers.
 * @returns Name of the newest Revision if it failed, or `undefined`.
 */
export function failedRevision(service: KubernetesObject | undefined): string | undefined {
  const status: ServiceStatus = service?.["status"] ?? {};
  const { latestCreatedRevisionName: latest, latestReadyRevisionName: served } = status;
  return conditionOf(service, "Ready")?.status === "False" && latest !== served
    ? latest
    : undefined;
}

/** Command that makes Knative judge a Revision anew: it makes one of the same name and content again. */
export function revisionCure(name: string, namespace: string): string[] {
  return ["delete", "revisions.serving.knative.dev", name, `--namespace=${namespace}`, "--wait"];
}

/**
 * Lets Knative make a failed Revision anew.
 *
 * @param kubectl Calls kubectl.
 * @param name Name of the Revision.
 * @param namespace Its namespace.
 * @throws {ApplyError} If the cluster refuses.
 */
export async function makeRevisionAnew(
  kubectl: Kubectl,
  name: string,
  namespace: string,
): Promise<void> {
  const args = [...revisionCure(name, namespace), "--ignore-not-found", "--timeout=60s"];
  await kubectl.text(`make Revision ${name} anew`, args);
}
