import type { Kubectl } from "../cluster/kubectl.ts";
import { readinessOf } from "../ready/readiness.ts";

/** Where Knative's controllers run. */
export const KNATIVE_NAMESPACE = "knative-serving";

/** Whether a cluster has Knative Serving. */
export type KnativeState =
  | { readonly state: "missing" }
  | { readonly state: "unready"; readonly waitsFor: readonly string[] }
  | { readonly state: "ready"; readonly version: string };

/**
 * Looks for Knative Serving.
 *
 * @param kubectl Calls kubectl.
 * @returns Whether it is there, and its version as its own label tells it.
 */
export async function findKnative(kubectl: Kubectl): Promise<KnativeState> {
  const crd = ["customresourcedefinitions", "services.serving.knative.dev"];
  const [definition] = await kubectl.objects("look for Knative", crd);
  const deployments = await kubectl.objects("look for Knative", [
    "deployments",
    `--namespace=${KNATIVE_NAMESPACE}`,
  ]);
  if (definition === undefined || deployments.length === 0) return { state: "missing" };
  const waitsFor = deployments.filter((object) => readinessOf(object).state !== "ready");
  if (waitsFor.length > 0) {
    return { state: "unready", waitsFor: waitsFor.map(({ metadata }) => metadata.name) };
  }
  const controller = deployments.find(({ metadata }) => metadata.name === "controller");
  const version = controller?.metadata.labels?.["app.kubernetes.io/version"] ?? "unknown";
  return { state: "ready", version };
}
