import type { KubernetesObject } from "../cluster/kubernetes_object.ts";

/** Lists in a pod's specification whose entries run an image, wherever in an object it lies. */
const CONTAINER_LISTS = new Set(["containers", "initContainers"]);

/**
 * Lists the images that objects run.
 *
 * @returns Each name once, sorted.
 */
export function imagesOf(objects: readonly KubernetesObject[]): string[] {
  const names = new Set<string>();
  rewrite(objects, (name) => {
    names.add(name);
    return name;
  });
  return [...names].sort();
}

/**
 * Replaces the name of every image (ko's "resolve").
 *
 * @param objects The objects; they are left as they are.
 * @param references What each name becomes.
 * @returns Copies with the new names.
 * @throws {RangeError} If a name has no replacement.
 */
export function resolveImages(
  objects: readonly KubernetesObject[],
  references: ReadonlyMap<string, string>,
): KubernetesObject[] {
  return rewrite(objects, (name) => {
    const reference = references.get(name);
    if (reference === undefined) {
      const known = [...references.keys()].join(", ");
      throw new RangeError(`Cannot resolve image as it must be one of ${known}: is "${name}"`);
    }
    return reference;
  });
}

function rewrite(
  objects: readonly KubernetesObject[],
  rename: (name: string) => string,
): KubernetesObject[] {
  return objects.map((object) => ({ ...object, ...(walk(object, rename) as KubernetesObject) }));
}

function walk(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      CONTAINER_LISTS.has(key) && Array.isArray(item)
        ? item.map((container) => renamed(container, rename))
        : walk(item, rename),
    ]),
  );
}

function renamed(container: unknown, rename: (name: string) => string): unknown {
  if (typeof container !== "object" || container === null || !("image" in container)) {
    return walk(container, rename);
  }
  const { image } = container;
  return typeof image === "string" ? { ...container, image: rename(image) } : container;
}
