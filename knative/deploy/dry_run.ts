import { applyObjects } from "./apply/apply.ts";
import { withReadDigests } from "./apply/read_digests.ts";
import { removeStale } from "./apply/stale_objects.ts";
import { appliedInWords, tellApplied, tellRemoved } from "./apply/tell_applied.ts";
import type { KubernetesObject } from "./cluster/kubernetes_object.ts";
import type { DeployDeps, Deployed, DeployOptions } from "./deployment.ts";
import { buildImages } from "./images/build_images.ts";
import { planImages } from "./images/deliver_images.ts";
import { imagesOf } from "./images/resolve_images.ts";
import { liveSecrets, pinnedObjects, requireReady } from "./prepare.ts";

/**
 * Tells what a deployment would do: images are built and not sent, and the cluster is asked what it would
 * make of the objects.
 *
 * @param options What would be deployed, and how.
 * @param deps What that needs.
 * @returns What it would do.
 * @throws {ApplyError} If something is missing or would be refused.
 */
export async function dryRun(options: DeployOptions, deps: DeployDeps): Promise<Deployed> {
  const { kubectl, report } = deps;
  const { namespace } = options;
  const { nodes, knative } = await requireReady(options.objects, deps);
  const lacksKnative = knative.state === "missing";
  if (lacksKnative) report.note("Knative Serving with Kourier would be installed");
  const target = deps.openTarget(nodes);
  const built = await buildImages(imagesOf(options.objects), deps);
  const references = planImages(built, { target, report });
  const pinned = pinnedObjects(options, references);
  const resolved = withReadDigests(pinned, await liveSecrets(kubectl, namespace));
  // A cluster without Knative cannot be asked about its objects.
  const objects = lacksKnative ? resolved.filter(isPlain) : resolved;
  const applied = await report.step(
    "manifests, dry run",
    () => applyObjects(kubectl, objects, { isDryRun: true }),
    appliedInWords,
  );
  tellApplied(report, applied);
  const stale = await removeStale(kubectl, objects, { namespace, isDryRun: true });
  tellRemoved(report, stale);
  const hasChanged = applied.created.length + applied.changed.length + stale.length > 0;
  return { hasChanged, nodes };
}

function isPlain({ apiVersion }: KubernetesObject): boolean {
  return !apiVersion.includes("knative.dev/");
}
