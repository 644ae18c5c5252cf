import type { Kubectl } from "../cluster/kubectl.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";

/** Annotation of a Knative Service's template that makes a new Revision, and nothing else. */
const STARTED = "mlops.workshop/started-anew";

/**
 * Starts the pods of a Deployment or a Knative Service anew. The latter gets a new Revision, which takes over
 * once it is ready: the Deployment of one belongs to Knative, which puts back what somebody changes of it.
 *
 * @param kubectl Calls kubectl.
 * @param object The Deployment or Knative Service.
 * @param namespace Its namespace.
 * @throws {ApplyError} If the cluster refuses.
 */
export async function startAnew(
  kubectl: Kubectl,
  { kind, metadata: { name } }: KubernetesObject,
  namespace: string,
): Promise<void> {
  const template = { metadata: { annotations: { [STARTED]: crypto.randomUUID() } } };
  const args = kind === "Deployment" ? ["rollout", "restart", `deployment/${name}`] : [
    "patch",
    `services.serving.knative.dev/${name}`,
    "--type=merge",
    `--patch=${JSON.stringify({ spec: { template } })}`,
  ];
  await kubectl.text(`start ${name} anew`, [...args, `--namespace=${namespace}`]);
}
