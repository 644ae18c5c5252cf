import type { KubernetesObject } from "./kubernetes_object.ts";
import type { Project } from "../project.ts";

/** Namespace that the manifests are written for. */
export const DEFAULT_NAMESPACE = "mlops-workshop";

/** Its name as a word of its own, as in `http://predict.mlops-workshop`. */
const NAME = new RegExp(String.raw`(?<![\w-])${DEFAULT_NAMESPACE}(?![\w-])`, "g");

/**
 * Puts the stack into another namespace, so that a cluster may hold several. Names inside of a namespace are
 * apart by themselves; node ports are the cluster's, and each other instance gets whatever is free.
 *
 * @param objects The objects of the manifests.
 * @param namespace Name of the namespace.
 * @returns The objects as they are there.
 */
export function inNamespace(
  objects: readonly KubernetesObject[],
  namespace: string,
): readonly KubernetesObject[] {
  if (namespace === DEFAULT_NAMESPACE) return objects;
  return objects.map((object) => {
    const moved = renamed(object, namespace);
    return moved.kind === "Service" && moved.apiVersion === "v1" ? withoutNodePorts(moved) : moved;
  });
}

/**
 * Lets the programs of images ask in that namespace: what they may ask is part of their images.
 *
 * @param project The repository.
 * @param namespace Name of the namespace.
 * @returns The repository as it is read for there.
 */
export function projectInNamespace(project: Project, namespace: string): Project {
  const readText = async (path: string) => {
    const text = await project.readText(path);
    return path.endsWith("/image.json") ? renamed(text, namespace) : text;
  };
  return {
    readText,
    readFiles: (path) => project.readFiles(path),
    runTask: (name) => project.runTask(name),
    packagesOf: (path) => project.packagesOf(path),
    render: (name) => project.render(name),
  };
}

function renamed<T>(value: T, namespace: string): T {
  if (typeof value === "string") return value.replaceAll(NAME, namespace) as T;
  if (Array.isArray(value)) return value.map((item) => renamed(item, namespace)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, renamed(item, namespace)]),
  ) as T;
}

function withoutNodePorts(service: KubernetesObject): KubernetesObject {
  const { ports, ...spec } = service["spec"] as { ports?: readonly Record<string, unknown>[] };
  if (ports === undefined) return service;
  return { ...service, spec: { ...spec, ports: ports.map(({ nodePort: _, ...port }) => port) } };
}
