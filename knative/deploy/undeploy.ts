/**
 * Takes a deployment away, until the cluster is as it was before.
 *
 * @module
 */
import { ApplyError } from "./apply_error.ts";
import { type FetchReleaseFile, KNATIVE_FILES } from "./preflight/knative_release.ts";
import type { Kubectl } from "./cluster/kubectl.ts";
import { type KubernetesObject, listOf } from "./cluster/kubernetes_object.ts";
import type { Report } from "./report.ts";
import { PART_OF } from "./apply/stale_objects.ts";
import type { Clock } from "./clock.ts";

/** What is taken away. */
export interface UndeployOptions {
  /** Objects of all overlays; those outside of namespaces are removed one by one. */
  readonly objects: readonly KubernetesObject[];
  readonly namespace: string;
  /** Whether namespace, volumes and Secrets stay. */
  readonly keepsVolumes: boolean;
  /** Whether Knative Serving goes too. */
  readonly removesKnative: boolean;
}

/** What that needs. */
export interface UndeployDeps {
  readonly kubectl: Kubectl;
  readonly report: Report;
  readonly clock: Clock;
  /** Asks a question to be answered with yes or no. */
  readonly ask: (question: string) => boolean;
  /** Gets a file of Knative's release. */
  readonly fetchReleaseFile: FetchReleaseFile;
}

/** Kinds that have pods. The CronJob first, so that it makes no more of them. */
const WORKLOADS = ["cronjobs.batch", "jobs.batch", "deployments.apps"];

/** Other kinds that go when the volumes stay. The Secrets stay: they hold the volumes' passwords. */
const REMOVABLE = [
  "horizontalpodautoscalers.autoscaling",
  "poddisruptionbudgets.policy",
  "ingresses.networking.k8s.io",
  "resourcequotas",
  "limitranges",
  "networkpolicies.networking.k8s.io",
  "services",
  "configmaps",
];

const SERVING = "services.serving.knative.dev";
const TIMEOUT_MS = 300_000;
const POLL_MS = 500;

/**
 * Removes a deployment.
 *
 * @param options What is taken away.
 * @param deps What that needs.
 * @returns Whether it was removed; not so if a question was answered with no.
 * @throws {ApplyError} If the cluster refuses, or something stays.
 */
export async function undeploy(options: UndeployOptions, deps: UndeployDeps): Promise<boolean> {
  const { kubectl, report } = deps;
  const { namespace, keepsVolumes } = options;
  const [existing] = await kubectl.objects("look for the namespace", ["namespace", namespace]);
  if (existing !== undefined) {
    if (!await isWanted(options, deps)) return false;
    // First, as a namespace can take minutes to go while Knative's controllers still tidy up in it;
    // together, as each takes up to its grace period to end.
    await report.step("services", async () => {
      await Promise.all([removeServices(options, deps), removeWorkloads(options, deps)]);
    });
    if (keepsVolumes) {
      await report.step("everything but volumes and Secrets", () => removeRest(options, deps));
    } else {
      await report.step(`namespace ${namespace}`, () => removeNamespace(options, deps));
      await report.step("volumes", () => removeVolumes(options, deps));
    }
  }
  await report.step("objects outside of namespaces", () => removeClusterWide(options, deps));
  if (options.removesKnative) {
    await report.step("Knative Serving with Kourier", () => removeKnative(deps));
  }
  return true;
}

async function isWanted(
  { namespace, keepsVolumes }: UndeployOptions,
  { kubectl, ask }: UndeployDeps,
): Promise<boolean> {
  const claims = await kubectl.objects("look for volumes", [
    "persistentvolumeclaims",
    `--namespace=${namespace}`,
  ]);
  if (keepsVolumes || claims.length === 0) {
    return ask(`Remove the stack from namespace ${namespace}?`);
  }
  const names = claims.map(({ metadata }) => metadata.name).join(", ");
  return ask(
    `Remove namespace ${namespace} with its volumes (${names})? All runs, models and logged ` +
      "predictions are lost.",
  );
}

async function removeServices(
  { namespace }: UndeployOptions,
  { kubectl }: UndeployDeps,
): Promise<void> {
  const [definition] = await kubectl.objects("look for Knative", [
    "customresourcedefinitions",
    SERVING,
  ]);
  if (definition === undefined) return;
  await kubectl.text("remove the prediction service", [
    "delete",
    SERVING,
    "--all",
    `--namespace=${namespace}`,
    "--wait",
    "--cascade=foreground",
    "--timeout=120s",
  ]);
}

async function removeWorkloads(
  { namespace }: UndeployOptions,
  { kubectl }: UndeployDeps,
): Promise<void> {
  await kubectl.text("remove Deployments and Jobs", [
    "delete",
    WORKLOADS.join(","),
    `--namespace=${namespace}`,
    `--selector=${PART_OF}`,
    "--wait",
    "--cascade=foreground",
    "--timeout=120s",
    "--ignore-not-found",
  ]);
}

async function removeRest(
  { namespace }: UndeployOptions,
  { kubectl }: UndeployDeps,
): Promise<void> {
  await kubectl.text("remove the stack", [
    "delete",
    REMOVABLE.join(","),
    `--namespace=${namespace}`,
    `--selector=${PART_OF}`,
    "--wait",
    "--timeout=120s",
    "--ignore-not-found",
  ]);
}

async function removeNamespace(
  { namespace }: UndeployOptions,
  { kubectl }: UndeployDeps,
): Promise<void> {
  await kubectl.text("remove the namespace", [
    "delete",
    "namespace",
    namespace,
    "--ignore-not-found",
    "--wait",
    `--timeout=${TIMEOUT_MS / 1_000}s`,
  ]);
}

/** Volumes go by themselves where their class says Delete, and are removed here where it says Retain. */
async function removeVolumes(
  { namespace }: UndeployOptions,
  { kubectl, clock }: UndeployDeps,
): Promise<void> {
  const end = clock.now() + TIMEOUT_MS;
  for (;;) {
    const all = await kubectl.objects("look for volumes", ["persistentvolumes"]);
    const left = all.filter((volume) => claimOf(volume) === namespace);
    if (left.length === 0) return;
    const retained = left.filter(isRetained);
    if (retained.length > 0) {
      const args = ["delete", "--filename=-", "--ignore-not-found", "--wait=false"];
      await kubectl.text("remove volumes", args, listOf(retained));
    }
    if (clock.now() >= end) {
      const names = left.map(({ metadata }) => metadata.name).join(", ");
      throw new ApplyError(
        `Cannot remove volumes as they must go within ${TIMEOUT_MS / 1_000} s: ${names} stay`,
      );
    }
    await clock.sleep(POLL_MS);
  }
}

function claimOf(volume: KubernetesObject): string | undefined {
  const spec: { claimRef?: { namespace?: string } } = volume["spec"] ?? {};
  return spec.claimRef?.namespace;
}

function isRetained(volume: KubernetesObject): boolean {
  const spec: { persistentVolumeReclaimPolicy?: string } = volume["spec"] ?? {};
  return spec.persistentVolumeReclaimPolicy === "Retain";
}

async function removeClusterWide(
  { objects }: UndeployOptions,
  { kubectl }: UndeployDeps,
): Promise<void> {
  const wide = objects.filter(({ kind, metadata }) =>
    metadata.namespace === undefined && kind !== "Namespace"
  );
  if (wide.length === 0) return;
  const args = ["delete", "--filename=-", "--ignore-not-found", "--wait"];
  await kubectl.text("remove what is outside of namespaces", args, listOf(wide));
}

async function removeKnative({ kubectl, fetchReleaseFile }: UndeployDeps): Promise<void> {
  const remove = ["delete", "--filename=-", "--ignore-not-found", "--wait", "--timeout=300s"];
  const manifests = await Promise.all(KNATIVE_FILES.map(fetchReleaseFile));
  for (const manifest of manifests.toReversed()) {
    await kubectl.text("remove Knative", remove, manifest);
  }
}
