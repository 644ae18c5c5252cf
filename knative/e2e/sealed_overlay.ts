/**
 * An overlay of production whose Secrets are sealed files, as a repository would hold it. It lies beside the
 * others for as long as it is tried.
 *
 * @module
 */
import { DEFAULT_NAMESPACE } from "../deploy/cluster/in_namespace.ts";
import { runTask } from "./run_task.ts";

/** Name of the overlay. */
export const SEALED_OVERLAY = "production-drill";

const FOLDER = new URL(`../overlays/${SEALED_OVERLAY}/`, import.meta.url);

const KUSTOMIZATION = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${DEFAULT_NAMESPACE}
resources:
  - ../production-small
  - sealed-secrets
`;

/**
 * Seals new Secrets for the cluster's controller, and makes the overlay that holds them.
 *
 * @returns What was done, in a sentence.
 */
export async function sealAll(): Promise<string> {
  await removeOverlay();
  const said = await sealAnew([]);
  await Deno.writeTextFile(new URL("kustomization.yaml", FOLDER), KUSTOMIZATION);
  return said;
}

/**
 * Seals some anew.
 *
 * @param rotated Names of the Secrets; none seals what is missing.
 * @returns What was done, in a sentence.
 */
export async function sealAnew(rotated: readonly string[]): Promise<string> {
  const options = rotated.length === 0 ? [] : ["--rotate", rotated.join(",")];
  const args = ["secrets:seal", "--overlay", SEALED_OVERLAY, ...options];
  const { printed } = await runTask(args);
  const sealed = [...printed.matchAll(/^(\S+) sealed$/gm)].map(([, name]) => name);
  return `sealed: ${sealed.join(", ")}`;
}

/** Takes the overlay away. */
export async function removeOverlay(): Promise<void> {
  await Deno.remove(FOLDER, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
