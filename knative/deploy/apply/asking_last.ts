import type { Kubectl } from "../cluster/kubectl.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import { readDigestOf } from "./read_digests.ts";

/** Deployment of the page, which asks the prediction service with a key of its own. */
const PAGE = "ui";

/**
 * Finds what must start with its new key only once those whom it asks know that key: a server's running pods
 * learn of one when the kubelet brings it, a minute later than new pods have it.
 *
 * @param kubectl Calls kubectl.
 * @param objects The objects of the manifests, with their digests.
 * @param namespace The stack's namespace.
 * @returns The page's Deployment, if it runs and is to read something else; otherwise nothing.
 */
export async function askingLast(
  kubectl: Kubectl,
  objects: readonly KubernetesObject[],
  namespace: string,
): Promise<KubernetesObject[]> {
  const page = objects.find(({ kind, metadata }) =>
    kind === "Deployment" && metadata.name === PAGE
  );
  if (page === undefined) return [];
  const [live] = await kubectl.objects("look at the page", [
    "deployments.apps",
    PAGE,
    `--namespace=${namespace}`,
  ]);
  return live === undefined || readDigestOf(live) === readDigestOf(page) ? [] : [page];
}
