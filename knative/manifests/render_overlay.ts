/**
 * The manifests as data: renders an overlay with `kubectl kustomize` and reads the result. Used by
 * the tests and the linters; the deploy task renders for itself.
 *
 * @module
 */
import { parseAllDocuments } from "yaml";

/** An object of the cluster, as far as the tests look at it. */
export interface KubernetesObject {
  /** Group and version, e.g. `apps/v1`. */
  readonly apiVersion: string;
  /** Kind, e.g. `Deployment`. */
  readonly kind: string;
  /** Name, labels and the like. */
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  /** What is wanted; its shape depends on the kind. */
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** An overlay of `knative/overlays/`. */
export type Overlay =
  | "workshop"
  | "production"
  | "production-small"
  | "production-s3"
  | "production-external-postgres"
  | "production-oidc"
  | "jobsink";

/**
 * Tells which kustomize the machine's kubectl has.
 *
 * @returns Version, e.g. `v5.5.0`, or `undefined` where there is no kubectl.
 */
export async function kustomizeVersion(): Promise<string | undefined> {
  try {
    const printed = await kubectl(["version", "--client", "--output=json"]);
    return JSON.parse(printed).kustomizeVersion;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * Renders an overlay.
 *
 * @returns YAML, one document for each object.
 * @throws {Error} If kustomize refuses it; the message holds its reason.
 */
export function renderOverlay(overlay: Overlay): Promise<string> {
  return kubectl(["kustomize", new URL(`../overlays/${overlay}`, import.meta.url).pathname]);
}

/**
 * Renders a folder of `k8s/`.
 *
 * @param name Name of the folder.
 * @returns YAML, one document for each object.
 * @throws {Error} If kustomize refuses it; the message holds its reason.
 */
export function renderFolder(name: string): Promise<string> {
  return kubectl(["kustomize", new URL(`../../k8s/${name}`, import.meta.url).pathname]);
}

/**
 * Reads rendered manifests.
 *
 * @param yaml Documents, each an object of the cluster.
 * @returns The objects, in their order.
 */
export function readObjects(yaml: string): KubernetesObject[] {
  return parseAllDocuments(yaml).map((document) => document.toJS());
}

async function kubectl(args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("kubectl", { args, stdin: "null" })
    .output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot run kubectl ${args[0]}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}
