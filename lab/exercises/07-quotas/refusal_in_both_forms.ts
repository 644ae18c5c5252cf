import type { LiveObject } from "../../../knative/checklist/cluster.ts";
import { eventually } from "../../../knative/checklist/eventually.ts";
import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault } from "../../engine/words.ts";
import { conditionOf } from "../../../knative/deploy/cluster/condition.ts";
import { RESTRICTED, SAFE } from "./steps.ts";

const NAME = "greedy";

/** How long a refusal may take to be told, in ms. */
const LIMIT_MS = 60_000;

/** Time between two looks, in ms: how long it took is told in tenths of a second. */
const LOOK_MS = 100;

/** A pod that no quota here has room for. */
const POD = {
  containers: [{
    name: NAME,
    image: "denoland/deno:2.9.6",
    securityContext: { ...SAFE, ...RESTRICTED.securityContext },
    resources: { requests: { cpu: "8", memory: "64Mi" }, limits: { cpu: "8", memory: "64Mi" } },
  }],
};

const DEPLOYMENT = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: NAME },
  spec: {
    selector: { matchLabels: { app: NAME } },
    template: { metadata: { labels: { app: NAME } }, spec: POD },
  },
};

const KNATIVE = {
  apiVersion: "serving.knative.dev/v1",
  kind: "Service",
  metadata: { name: NAME },
  spec: { template: { spec: POD } },
};

/** Why a Deployment has no pod, if it says so. */
function failureOf(deployment: LiveObject | undefined): string | undefined {
  const condition = deployment && conditionOf(deployment, "ReplicaFailure");
  return condition?.status === "True" ? `ReplicaFailure: ${condition.message}` : undefined;
}

/** Makes an object that cannot have its pod, and tells where one reads why, after how long. */
async function refused(
  place: Place,
  { manifest, resource, limitMs, read }: {
    manifest: unknown;
    resource: string;
    limitMs: number;
    read: () => Promise<string | undefined>;
  },
): Promise<string> {
  const begin = performance.now();
  try {
    await place.kubectl(["apply", "--filename=-"], JSON.stringify(manifest));
    const told = await eventually(limitMs, async () =>
      await read() ?? fault(
        "un pod de 8 cœurs n'est pas refusé : team-quota est-il là ?",
        "a pod of 8 cores is not refused: is team-quota there?",
      ), LOOK_MS);
    return `${((performance.now() - begin) / 1_000).toFixed(1)} s: ${told}`;
  } finally {
    await place.kubectl(["delete", resource, NAME, "--ignore-not-found"]);
  }
}

/**
 * Asks for a pod of 8 cores by both forms.
 *
 * @param limitMs How long a refusal may take to be told, in ms.
 * @returns Where each says that the quota has refused it, and what both reserve at rest.
 * @throws {LabFault} If one does not say so.
 */
export async function refusalInBothForms(
  place: Place,
  limitMs = LIMIT_MS,
): Promise<ComparedFigure[]> {
  const classic = await refused(place, {
    manifest: DEPLOYMENT,
    limitMs,
    resource: "deployments.apps",
    async read() {
      const [deployment] = await place.objects("deployments.apps", [NAME]);
      return failureOf(deployment);
    },
  });
  const knative = await refused(place, {
    manifest: KNATIVE,
    limitMs,
    resource: "services.serving.knative.dev",
    async read() {
      // The Service itself is silent until its Revision has been waited for, ten minutes.
      const selector = `--selector=serving.knative.dev/service=${NAME}`;
      const [deployment] = await place.objects("deployments.apps", [selector]);
      const failure = failureOf(deployment);
      if (failure === undefined) return undefined;
      const [service] = await place.objects("services.serving.knative.dev", [NAME]);
      const ready = service && conditionOf(service, "Ready");
      return `Ready ${ready?.status} ${ready?.message ?? ""} → ${
        deployment!.metadata.name
      }, ${failure}`;
    },
  });
  const { status } = await place.object("resourcequotas", "team-quota");
  const used = (status["used"] as Record<string, string>)["requests.cpu"] ?? "?";
  return [
    {
      what: {
        fr: "Un pod de 8 cœurs : où lit-on qu'il est refusé, après combien de temps",
        en: "A pod of 8 cores: where one reads that it is refused, after how long",
      },
      classic,
      knative,
    },
    {
      what: { fr: "CPU réservé sans trafic", en: "CPU requested without traffic" },
      classic: { fr: `${used}, jour et nuit`, en: `${used}, day and night` },
      knative: {
        fr: "0 avec min-scale 0 ; un pod éveillé réserve aussi la part de queue-proxy",
        en: "0 with min-scale 0; a pod that is awake requests queue-proxy's part, too",
      },
    },
  ];
}
