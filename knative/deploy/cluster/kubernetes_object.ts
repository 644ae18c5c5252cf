import { parseAllDocuments } from "yaml";
import { ApplyError } from "../apply_error.ts";

/** An object of a cluster, as a manifest or as the cluster answers. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly generation?: number;
    readonly creationTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly [field: string]: unknown;
}

/**
 * Reads manifests.
 *
 * @param text YAML of one or more documents.
 * @returns The objects in their order.
 * @throws {ApplyError} If the text is not YAML, or a document is no object of a cluster.
 */
export function readManifests(text: string): KubernetesObject[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    const [error] = document.errors;
    if (error !== undefined) {
      throw new ApplyError(`Cannot read manifests as they must be YAML: ${error.message}`);
    }
    const object: KubernetesObject = document.toJS();
    if (typeof object?.kind !== "string" || typeof object.metadata?.name !== "string") {
      throw new ApplyError(
        "Cannot read manifests as each must have a kind and a name: one has not",
      );
    }
    return object;
  });
}

/**
 * Names an object so that no other has the same name.
 *
 * @returns `KIND.GROUP/NAMESPACE/NAME`; without the version, as that may be converted.
 */
export function keyOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  const group = apiVersion.includes("/") ? `.${apiVersion.split("/")[0]}` : "";
  return `${kind}${group}/${metadata.namespace ?? ""}/${metadata.name}`;
}

/**
 * Puts objects into one, for a single call of kubectl.
 *
 * @returns JSON of a List.
 */
export function listOf(objects: readonly KubernetesObject[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
}
