import type { Kubectl } from "../cluster/kubectl.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";

/** Something that a deployment does: verb, and a resource as `kubectl auth can-i` takes it. */
interface Deed {
  readonly verb: string;
  readonly resource: string;
  readonly group: string;
  readonly subresource?: string;
}

/** What a deployment does beside applying its objects. */
const DEEDS: readonly Deed[] = [
  { verb: "create", resource: "namespaces", group: "" },
  { verb: "list", resource: "secrets", group: "" },
  { verb: "list", resource: "pods", group: "" },
  { verb: "create", resource: "jobs", group: "batch" },
  { verb: "delete", resource: "jobs", group: "batch" },
  { verb: "delete", resource: "revisions", group: "serving.knative.dev" },
  { verb: "patch", resource: "deployments", group: "apps", subresource: "scale" },
  { verb: "get", resource: "pods", group: "", subresource: "log" },
  { verb: "create", resource: "pods", group: "", subresource: "exec" },
  { verb: "create", resource: "pods", group: "", subresource: "portforward" },
];

/**
 * Asks the cluster, in one call, whether the user may do what a deployment does.
 *
 * @param options The objects that will be applied, and where.
 * @returns What is not allowed.
 */
export async function rightsFaults(
  { kubectl, objects, namespace }: {
    kubectl: Kubectl;
    objects: readonly KubernetesObject[];
    namespace: string;
  },
): Promise<string[]> {
  const deeds = [...DEEDS, ...applyingOf(objects)];
  const reviews = deeds.map(({ verb, resource, group, subresource }) => ({
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectAccessReview",
    spec: {
      resourceAttributes: {
        namespace,
        verb,
        group,
        resource,
        ...subresource === undefined ? {} : { subresource },
      },
    },
  }));
  const answer = await kubectl.text("ask what is allowed", [
    "create",
    "--filename=-",
    '--output=jsonpath={.status.allowed}{"\\n"}',
  ], JSON.stringify({ apiVersion: "v1", kind: "List", items: reviews }));
  const allowed = answer.trim().split("\n");
  return deeds.flatMap((deed, index) =>
    allowed[index] === "true" ? [] : [`you must be allowed to ${wordsOf(deed)}: you are not`]
  );
}

/** Applying on the server's side makes what is missing and patches the rest. */
function applyingOf(objects: readonly KubernetesObject[]): Deed[] {
  const kinds = new Map(objects.map(({ apiVersion, kind }) => {
    const group = apiVersion.includes("/") ? apiVersion.split("/")[0]! : "";
    return [`${kind}.${group}`, { resource: pluralOf(kind), group }];
  }));
  return [...kinds.values()].flatMap((kind) => [
    { verb: "create", ...kind },
    { verb: "patch", ...kind },
  ]).filter((deed) => !DEEDS.some((other) => wordsOf(other) === wordsOf(deed)));
}

/** As the API server names the resources of the kinds that there are: `ingresses`, `networkpolicies`, `gateways`. */
function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  if (name.endsWith("s")) return `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

function wordsOf({ verb, resource, group, subresource }: Deed): string {
  const full = group === "" ? resource : `${resource}.${group}`;
  return `${verb} ${full}${subresource === undefined ? "" : `/${subresource}`}`;
}
