/**
 * Finds out, before anything is changed, whether the nodes have room for the pods that a deployment makes.
 *
 * @module
 */
import { CLASSIC } from "../apply/apply.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import { bytesOf, millicores } from "../cluster/quantity.ts";

/** CPU in thousandths of a core, memory in bytes. */
interface Amount {
  readonly millis: number;
  readonly bytes: number;
}

interface Container {
  readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
}

interface PodSpec {
  readonly nodeName?: string;
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
}

/** Pods of one part that are still to be made. */
interface Wanted {
  readonly name: string;
  readonly each: Amount;
  readonly count: number;
}

/** Knative's default for queue-proxy (`queue-sidecar-cpu-request`), which it adds to each pod. */
const QUEUE_PROXY_MILLIS = 25;

const MIN_SCALE = "autoscaling.knative.dev/min-scale";

/** Taints that keep pods away which do not tolerate them, as none of these do. */
const REPELLING = new Set(["NoSchedule", "NoExecute"]);

/**
 * Compares what pods ask for with what the nodes have left. Pods that are there already and ask for the
 * same stay where they are; those that ask for something else make room for their successors.
 *
 * @param objects Objects that will be applied.
 * @param cluster Nodes, pods of all namespaces, and the namespace that is deployed to.
 * @returns The fault, if there is one.
 */
export function roomFaults(
  objects: readonly KubernetesObject[],
  { nodes, pods, namespace }: {
    readonly nodes: readonly KubernetesObject[];
    readonly pods: readonly KubernetesObject[];
    readonly namespace: string;
  },
): string[] {
  const living = pods.filter(({ status }) => !isEnded(status));
  const replaced = new Set<KubernetesObject>();
  const wanted = objects.flatMap((object): Wanted[] => {
    const part = partOf(object);
    if (part === undefined) return [];
    const own = living.filter(({ metadata }) =>
      metadata.namespace === namespace && metadata.labels?.[part.label] === part.name
    );
    const alike = own.filter((pod) => isSame(requestOf(specOf(pod)), part.each));
    for (const pod of own) if (!alike.includes(pod)) replaced.add(pod);
    const count = Math.max(own.length > 0 && part.isScaled ? own.length : part.count, 0);
    return [{ name: part.name, each: part.each, count: Math.max(0, count - alike.length) }];
  });
  const left = (without: ReadonlySet<KubernetesObject>) =>
    nodes.filter(takesPods).map((node) =>
      living.filter((pod) => specOf(pod).nodeName === node.metadata.name && !without.has(pod))
        .reduce((rest, pod) => less(rest, requestOf(specOf(pod))), allocatableOf(node))
    );
  return tooMuch(wanted, left(replaced));
}

/** Puts the largest pods first, each where the most is left, as the scheduler would. */
function tooMuch(wanted: readonly Wanted[], free: readonly Amount[]): string[] {
  const left = [...free];
  const missing = new Map<string, number>();
  for (const { name, each, count } of wanted.toSorted((a, b) => b.each.millis - a.each.millis)) {
    for (let i = 0; i < count; i++) {
      const at = left.findIndex((node) => node.millis >= each.millis && node.bytes >= each.bytes);
      if (at === -1) missing.set(name, (missing.get(name) ?? 0) + 1);
      else left[at] = less(left[at]!, each);
      left.sort((a, b) => b.millis - a.millis);
    }
  }
  if (missing.size === 0) return [];
  const parts = wanted.filter(({ name }) => missing.has(name)).map(({ name, each, count }) =>
    `${count} of ${name} with ${text(each)} each`
  );
  const rooms = free.length === 0 ? "none takes pods" : `free are ${free.map(text).join("; ")}`;
  const lacking = [...missing].map(([name, count]) => `${count} of ${name}`).join(" and ");
  return [
    `the nodes must have room for pods: ${
      parts.join(", ")
    }; ${rooms}, so that ${lacking} would wait ` +
    "(add a node, take something away, or lower the requests; --no-room-check where nodes are added " +
    "by themselves)",
  ];
}

function partOf(object: KubernetesObject) {
  const { kind, apiVersion, metadata: { name } } = object;
  const spec = (object["spec"] ?? {}) as {
    replicas?: number;
    template?: {
      metadata?: { annotations?: Readonly<Record<string, string>> };
      spec?: PodSpec;
    };
  };
  const each = requestOf(spec.template?.spec ?? {});
  if (kind === "Deployment") {
    const isScaled = spec.replicas === undefined;
    const count = spec.replicas ?? (name === CLASSIC.name ? CLASSIC.replicas : 1);
    return { name, label: "app", each, count, isScaled };
  }
  if (kind !== "Service" || !apiVersion.startsWith("serving.knative.dev/")) return undefined;
  const least = Number(spec.template?.metadata?.annotations?.[MIN_SCALE] ?? "0");
  return {
    name,
    label: "serving.knative.dev/service",
    each: { ...each, millis: each.millis + QUEUE_PROXY_MILLIS },
    // Even one that keeps none must be able to start one.
    count: Math.max(1, least),
    isScaled: true,
  };
}

function takesPods(node: KubernetesObject): boolean {
  const { unschedulable = false, taints = [] } = (node["spec"] ?? {}) as {
    unschedulable?: boolean;
    taints?: readonly { readonly effect: string }[];
  };
  return !unschedulable && !taints.some(({ effect }) => REPELLING.has(effect));
}

function allocatableOf(node: KubernetesObject): Amount {
  const { allocatable = {} } = (node["status"] ?? {}) as {
    allocatable?: Readonly<Record<string, string>>;
  };
  return amountOf(allocatable);
}

/** An init container runs alone, before the others. */
function requestOf({ containers = [], initContainers = [] }: PodSpec): Amount {
  const sum = containers.map(({ resources }) => amountOf(resources?.requests ?? {}))
    .reduce((total, { millis, bytes }) => ({
      millis: total.millis + millis,
      bytes: total.bytes + bytes,
    }), { millis: 0, bytes: 0 });
  return initContainers.map(({ resources }) => amountOf(resources?.requests ?? {}))
    .reduce((most, { millis, bytes }) => ({
      millis: Math.max(most.millis, millis),
      bytes: Math.max(most.bytes, bytes),
    }), sum);
}

function amountOf({ cpu = "0", memory = "0" }: Readonly<Record<string, string>>): Amount {
  return { millis: millicores(cpu), bytes: bytesOf(memory) };
}

function less(from: Amount, { millis, bytes }: Amount): Amount {
  return { millis: from.millis - millis, bytes: from.bytes - bytes };
}

function isSame(a: Amount, b: Amount): boolean {
  return a.millis === b.millis && a.bytes === b.bytes;
}

function specOf(pod: KubernetesObject): PodSpec {
  return (pod["spec"] ?? {}) as PodSpec;
}

function isEnded(status: unknown): boolean {
  const { phase } = (status ?? {}) as { phase?: string };
  return phase === "Succeeded" || phase === "Failed";
}

function text({ millis, bytes }: Amount): string {
  return `${millis}m of CPU and ${Math.floor(bytes / 2 ** 20)} MiB`;
}
