import type { KubernetesObject } from "../cluster/kubernetes_object.ts";

/** A share of the requests of a Knative Service. */
export type Target =
  | { readonly revisionName: string; readonly percent: number }
  | { readonly latestRevision: true; readonly percent: number };

/**
 * Gives a Knative Service its shares.
 *
 * @param service The Service, as it is applied.
 * @param targets The shares; none lets the newest ready Revision have all.
 * @returns A copy.
 */
export function withTraffic(
  service: KubernetesObject,
  targets: readonly Target[],
): KubernetesObject {
  const { traffic: _, ...spec } = (service["spec"] ?? {}) as Record<string, unknown>;
  return { ...service, spec: targets.length === 0 ? spec : { ...spec, traffic: targets } };
}

/**
 * Lays a Service's Revision template under another's name and labels.
 *
 * @param service The Service, as it is applied.
 * @param other The Service whose pods it gets.
 * @returns A copy.
 */
export function withTemplateOf(
  service: KubernetesObject,
  other: KubernetesObject,
): KubernetesObject {
  const { template } = other["spec"] as { template: unknown };
  return { ...service, spec: { ...service["spec"] as object, template } };
}

/**
 * Finds the Revision that has most requests by its name: it keeps them when there is a newer one.
 *
 * @param service The Service, as it is applied.
 * @returns Its name, or `undefined` where the newest has all.
 */
export function pinnedRevision(service: KubernetesObject | undefined): string | undefined {
  const { traffic = [] } = (service?.["spec"] ?? {}) as {
    traffic?: readonly { readonly revisionName?: string; readonly percent?: number }[];
  };
  return traffic.filter(({ revisionName }) => revisionName !== undefined)
    .toSorted((a, b) => (b.percent ?? 0) - (a.percent ?? 0))[0]?.revisionName;
}

/**
 * Finds the Revision that most requests go to.
 *
 * @param service The Service, as the cluster answers.
 * @returns Its name, or `undefined` if none serves yet.
 */
export function servingRevision(service: KubernetesObject | undefined): string | undefined {
  const { traffic = [] } = (service?.["status"] ?? {}) as {
    traffic?: readonly { readonly revisionName?: string; readonly percent?: number }[];
  };
  return traffic.toSorted((a, b) => (b.percent ?? 0) - (a.percent ?? 0))[0]?.revisionName;
}
