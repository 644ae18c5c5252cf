import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import type { Nodes } from "./node_target.ts";

interface NodeStatus {
  readonly nodeInfo?: { readonly architecture: string; readonly operatingSystem?: string };
  readonly images?: readonly { readonly names?: readonly string[] }[];
}

/**
 * Tells what nodes are and which images all of them have.
 *
 * @param nodes The nodes as the cluster answers; it lists at most 50 images of each.
 * @returns Platform of the first, and the images.
 */
export function nodesOf(nodes: readonly KubernetesObject[]): Nodes {
  const statuses = nodes.map((node): NodeStatus => node["status"] ?? {});
  const [first, ...rest] = statuses.map(({ images = [] }) =>
    new Set(images.flatMap(({ names = [] }) => names))
  );
  const common = rest.reduce((names, other) => names.intersection(other), first ?? new Set());
  const architecture = statuses[0]?.nodeInfo?.architecture ?? "amd64";
  return { platform: `linux/${architecture}`, images: common };
}
