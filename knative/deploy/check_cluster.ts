/**
 * Looks at tools and cluster before anything is changed, and says everything that is missing at once.
 *
 * @module
 */
import type { RunCommand } from "./command.ts";
import { findKnative, type KnativeState } from "./find_knative.ts";
import { Kubectl } from "./kubectl.ts";
import type { KubernetesObject } from "./kubernetes_object.ts";

/** What the check found. */
export interface ClusterCheck {
  /** What must be mended first; empty if nothing. */
  readonly faults: readonly string[];
  /** What is worth knowing. */
  readonly notes: readonly string[];
  /** Whether Knative Serving is there. */
  readonly knative: KnativeState;
  /** The cluster's nodes. */
  readonly nodes: readonly KubernetesObject[];
}

/** What is checked. */
export interface CheckOptions {
  readonly run: RunCommand;
  readonly kubectl: Kubectl;
  /** Version of this Deno. */
  readonly denoVersion: string;
  /** Program that loads images, if there is one. */
  readonly loader: "kind" | "minikube" | undefined;
  /** Objects that will be applied. */
  readonly objects: readonly KubernetesObject[];
  readonly namespace: string;
  /** Whether Knative will be installed if it is missing. */
  readonly installsKnative: boolean;
}

const MIN_DENO = [2, 9] as const;
/** First kubectl whose `apply --server-side` and `kustomize` do what is needed. */
const MIN_KUBECTL = [1, 27] as const;
/** First with `preStop.sleep`, which lets a pod leave its Service before it ends. */
const MIN_KUBERNETES = [1, 30] as const;

/** What a deployment does, as `kubectl auth can-i` asks it. */
const DEEDS = [
  "create namespaces",
  "patch deployments.apps",
  "patch cronjobs.batch",
  "create jobs.batch",
  "patch secrets",
  "patch persistentvolumeclaims",
  "patch networkpolicies.networking.k8s.io",
  "patch horizontalpodautoscalers.autoscaling",
  "patch services.serving.knative.dev",
  "patch deployments.apps/scale",
  "create pods/exec",
];

/**
 * Checks tools, versions, permissions and what the cluster must offer.
 *
 * @param options What is checked.
 * @returns All that was found.
 */
export async function checkCluster(options: CheckOptions): Promise<ClusterCheck> {
  const faults = [...denoFaults(options.denoVersion), ...await loaderFaults(options)];
  const version = await options.kubectl.call(["version", "--output=json"]);
  const { clientVersion, serverVersion }: Versions = parse(version.stdout);
  // A context that does not exist leaves kubectl without an answer even about itself.
  if (clientVersion !== undefined) {
    faults.push(...versionFaults("kubectl", clientVersion, MIN_KUBECTL));
  }
  if (serverVersion === undefined) {
    const said = version.stderr.trim().split("\n").at(-1) ?? "";
    faults.push(`the cluster must answer: ${said}`);
    return { faults, notes: [], knative: { state: "missing" }, nodes: [] };
  }
  faults.push(...versionFaults("Kubernetes", serverVersion, MIN_KUBERNETES));
  const { kubectl } = options;
  const [knative, nodes, denied, offers, secrets, metrics] = await Promise.all([
    findKnative(kubectl),
    kubectl.objects("look at the nodes", ["nodes"]),
    permissionFaults(options),
    clusterFaults(options),
    secretFaults(options),
    kubectl.objects("look for metrics", ["apiservices", "v1beta1.metrics.k8s.io"]),
  ]);
  faults.push(...denied, ...offers, ...secrets, ...knativeFaults(knative, options));
  const notes = metrics.length > 0
    ? []
    : ["no metrics server: the classic Deployment's HPA cannot scale"];
  return { faults, notes, knative, nodes };
}

interface Version {
  readonly gitVersion: string;
}

interface Versions {
  readonly clientVersion?: Version;
  readonly serverVersion?: Version;
}

function parse(stdout: string): Versions {
  return stdout.trim() === "" ? {} : JSON.parse(stdout);
}

function denoFaults(version: string): string[] {
  return versionFaults("Deno", { gitVersion: version }, MIN_DENO);
}

function versionFaults(
  name: string,
  version: Version | undefined,
  minimum: readonly [number, number],
): string[] {
  const [, major = "0", minor = "0"] = /^v?(\d+)\.(\d+)/.exec(version?.gitVersion ?? "") ?? [];
  const isEnough = Number(major) > minimum[0] ||
    (Number(major) === minimum[0] && Number(minor) >= minimum[1]);
  if (isEnough) return [];
  return [`${name} must be ${minimum.join(".")} or later: is ${version?.gitVersion ?? "unknown"}`];
}

async function loaderFaults({ run, loader }: CheckOptions): Promise<string[]> {
  if (loader === undefined) return [];
  const result = await run(loader, ["version"]);
  return result?.code === 0 ? [] : [`${loader} must be on the PATH: it is not`];
}

async function permissionFaults({ kubectl, namespace }: CheckOptions): Promise<string[]> {
  const answers = await Promise.all(DEEDS.map(async (deed) => {
    const [verb = "", resource = ""] = deed.split(" ");
    const [plain = "", subresource] = resource.split("/");
    const args = ["auth", "can-i", verb, plain, `--namespace=${namespace}`];
    const { stdout } = await kubectl.call(
      subresource === undefined ? args : [...args, `--subresource=${subresource}`],
    );
    return stdout.trim() === "yes" ? [] : [`you must be allowed to ${deed}: you are not`];
  }));
  return answers.flat();
}

async function clusterFaults({ kubectl, namespace }: CheckOptions): Promise<string[]> {
  const [classes, [existing]] = await Promise.all([
    kubectl.objects("look for storage", ["storageclasses"]),
    kubectl.objects("look for the namespace", ["namespace", namespace]),
  ]);
  const faults: string[] = [];
  const hasDefault = classes.some(({ metadata }) =>
    metadata.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true"
  );
  if (!hasDefault) faults.push("the cluster must have a default StorageClass: it has none");
  const status: { phase?: string } = existing?.["status"] ?? {};
  if (status.phase === "Terminating") {
    faults.push(`namespace "${namespace}" must not be going away: wait until it is gone`);
  }
  return faults;
}

/** Secrets that the manifests use and do not hold: production's are made once, by hand. */
async function secretFaults(
  { kubectl, objects, namespace }: CheckOptions,
): Promise<string[]> {
  const held = new Set(
    objects.filter(({ kind }) => kind === "Secret").map(({ metadata }) => metadata.name),
  );
  const used = new Set([...secretNames(objects)].filter((name) => !held.has(name)));
  if (used.size === 0) return [];
  const live = await kubectl.objects("look for Secrets", [
    "secrets",
    `--namespace=${namespace}`,
  ]);
  const present = new Set(live.map(({ metadata }) => metadata.name));
  return [...used].filter((name) => !present.has(name)).map((name) =>
    `Secret "${name}" must exist in namespace "${namespace}": it does not ` +
    "(deno task secrets:production makes it)"
  );
}

function* secretNames(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const isReference = key === "secretKeyRef" || key === "secretRef";
    if (isReference && typeof item?.name === "string" && item.optional !== true) yield item.name;
    else yield* secretNames(item);
  }
}

function knativeFaults(knative: KnativeState, { installsKnative }: CheckOptions): string[] {
  if (knative.state === "missing" && !installsKnative) {
    return ["Knative Serving must be installed: it is not (--install-knative installs it)"];
  }
  return knative.state === "unready"
    ? [`Knative Serving must be ready: ${knative.waitsFor.join(", ")} not available`]
    : [];
}
