import type { Kubectl } from "../cluster/kubectl.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import { PART_OF } from "../apply/stale_objects.ts";

/** Label by which each overlay names itself. */
const INSTANCE = "app.kubernetes.io/instance";

/** What keeps passwords and data when another overlay is laid over it. */
const KEEPING = "deployments.apps,persistentvolumeclaims,secrets";

/**
 * Finds out whether the namespace holds another overlay, whose passwords and data would stay below this one.
 *
 * @param options The objects that will be applied, and where.
 * @returns The fault, if there is one.
 */
export async function overlayFaults(
  { kubectl, objects, namespace }: {
    kubectl: Kubectl;
    objects: readonly KubernetesObject[];
    namespace: string;
  },
): Promise<string[]> {
  const wanted = objects.map(instanceOf).find((name) => name !== undefined);
  if (wanted === undefined) return [];
  const live = await kubectl.objects("look for another overlay", [
    KEEPING,
    `--namespace=${namespace}`,
    `--selector=${PART_OF}`,
  ]);
  const others = live.filter((object) => (instanceOf(object) ?? wanted) !== wanted);
  const [first] = others;
  if (first === undefined) return [];
  const other = instanceOf(first);
  const names = others.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const told = names.slice(0, 3).join(", ") + (names.length > 3 ? ", …" : "");
  return [
    `namespace "${namespace}" must not hold another overlay: it holds "${other}" (${told}), and ` +
    `"${wanted}" over it would go on with its passwords and its data (take it away with ` +
    `deno task undeploy, or deploy --overlay ${other})`,
  ];
}

function instanceOf({ metadata }: KubernetesObject): string | undefined {
  return metadata.labels?.[INSTANCE];
}
