/**
 * Gives all requests to the Revision before.
 *
 * @module
 */
import { conditionOf } from "../cluster/condition.ts";
import { applyObjects } from "../apply/apply.ts";
import { ApplyError } from "../apply_error.ts";
import type { Kubectl } from "../cluster/kubectl.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import type { Clock } from "../clock.ts";
import { REFUSED } from "./roll_out.ts";
import { servingRevision, withTraffic } from "./traffic.ts";

const GENERATION = "serving.knative.dev/configurationGeneration";

/** Knative brings shares to the ingress within seconds; a Revision without pods gets some first. */
const SENT_MS = 60_000;
const POLL_MS = 250;

/** From which Revision, and to which. */
export interface RolledBack {
  readonly from: string;
  readonly to: string;
}

/**
 * Rolls the prediction service back: the newest earlier Revision that became ready, was not refused, and is
 * another than the one that serves now, gets all requests at once. The classic Deployment stays as it is.
 *
 * @param kubectl Calls kubectl.
 * @param options The stack's namespace, and the time.
 * @returns From which Revision, and to which, once Knative sends all requests there.
 * @throws {ApplyError} If nothing is deployed, there is no such Revision, or Knative does not send them.
 */
export async function rollBack(
  kubectl: Kubectl,
  { namespace, clock }: { namespace: string; clock: Clock },
): Promise<RolledBack> {
  const look = (resource: string, ...rest: string[]) =>
    kubectl.objects("look at the Revisions", [resource, ...rest, `--namespace=${namespace}`]);
  const [[live], revisions] = await Promise.all([
    look("services.serving.knative.dev", "predict"),
    look("revisions.serving.knative.dev", "--selector=serving.knative.dev/service=predict"),
  ]);
  const from = servingRevision(live);
  const serving = revisions.find(({ metadata }) => metadata.name === from);
  if (live === undefined || from === undefined || serving === undefined) {
    throw new ApplyError(
      `Cannot roll back as a Revision of predict must serve in namespace "${namespace}": none does`,
    );
  }
  const [to] = revisions.filter((revision) =>
    generationOf(revision) < generationOf(serving) && isReady(revision) &&
    revision.metadata.annotations?.[REFUSED] === undefined &&
    contentOf(revision) !== contentOf(serving)
  ).toSorted((a, b) => generationOf(b) - generationOf(a));
  if (to === undefined) {
    throw new ApplyError(
      `Cannot roll back as there must be an earlier Revision than ${from} that was ready: there is none`,
    );
  }
  const { apiVersion, kind, metadata, spec } = live as KubernetesObject & { spec: object };
  const applied = { apiVersion, kind, metadata: ownMetadata(metadata), spec };
  const { name } = to.metadata;
  const traffic = [{ revisionName: name, percent: 100 }];
  await applyObjects(kubectl, [withTraffic(applied, traffic)], { isDryRun: false });
  const end = clock.now() + SENT_MS;
  for (;;) {
    const [now] = await look("services.serving.knative.dev", "predict");
    if (servingRevision(now) === name) return { from, to: name };
    if (clock.now() >= end) {
      throw new ApplyError(
        `Cannot roll back as Knative must send all requests to ${name} within ${
          SENT_MS / 1_000
        } s: it does not (kubectl describe ksvc predict -n ${namespace})`,
      );
    }
    await clock.sleep(POLL_MS);
  }
}

/** What a manifest says of itself; the rest is the cluster's own. */
function ownMetadata(
  { name, namespace, labels = {} }: KubernetesObject["metadata"],
): KubernetesObject["metadata"] {
  return { name, labels, ...namespace === undefined ? {} : { namespace } };
}

function generationOf({ metadata }: KubernetesObject): number {
  return Number(metadata.labels?.[GENERATION] ?? "0");
}

function isReady(revision: KubernetesObject): boolean {
  return conditionOf(revision, "Ready")?.status === "True";
}

function contentOf(revision: KubernetesObject): string {
  return JSON.stringify(revision["spec"]);
}
