/**
 * What a deployment and a dry run begin with alike.
 *
 * @module
 */
import { ApplyError } from "./apply_error.ts";
import type { Kubectl } from "./cluster/kubectl.ts";
import type { KubernetesObject } from "./cluster/kubernetes_object.ts";
import type { DeployDeps, DeployOptions } from "./deployment.ts";
import { resolveImages } from "./images/resolve_images.ts";
import type { ClusterCheck } from "./preflight/check_cluster.ts";
import { withTrainingPattern } from "./training/train_job.ts";
import { withTable } from "./training/with_table.ts";

/**
 * Looks at the tools and the cluster.
 *
 * @param objects What is to be deployed.
 * @param deps Who looks, and who is told.
 * @returns What was found.
 * @throws {ApplyError} If something is missing.
 */
export async function requireReady(
  objects: readonly KubernetesObject[],
  { check, report }: Pick<DeployDeps, "check" | "report">,
): Promise<ClusterCheck> {
  return await report.step("cluster and tools", async () => {
    const found = await check(objects);
    if (found.faults.length > 0) {
      const lines = found.faults.map((fault) => `  - ${fault}`);
      throw new ApplyError(["Cannot deploy as something is missing:", ...lines].join("\n"));
    }
    for (const note of found.notes) report.note(note);
    return found;
  });
}

/**
 * Completes an overlay's objects: the table that is trained on, and where the images are.
 *
 * @param options The objects, and the table if it is not the reference task's.
 * @param references Reference of each image, by the name that manifests have for it.
 * @returns The objects as they are applied, but for what readers of Secrets are told.
 */
export function pinnedObjects(
  { objects, table }: Pick<DeployOptions, "objects" | "table">,
  references: ReadonlyMap<string, string>,
): KubernetesObject[] {
  const wanted = table === undefined ? objects : withTable(objects, table);
  return resolveImages(withTrainingPattern(wanted), references);
}

/**
 * Gets the Secrets that are there: production's are in no manifest, and their readers must start anew as
 * well when one changes.
 *
 * @param kubectl Calls kubectl.
 * @returns The Secrets of the namespace.
 * @throws {ApplyError} If the cluster refuses.
 */
export async function liveSecrets(
  kubectl: Kubectl,
  namespace: string,
): Promise<KubernetesObject[]> {
  return await kubectl.objects("look for Secrets", ["secrets", `--namespace=${namespace}`]);
}
