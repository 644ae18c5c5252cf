/**
 * Looks at tools and cluster before anything is changed, and says everything that is missing at once.
 *
 * @module
 */
import type { RunCommand } from "../command.ts";
import { whyUnreachable } from "../cluster/no_cluster_error.ts";
import { findKnative, KNATIVE_NAMESPACE, type KnativeState } from "./find_knative.ts";
import { Kubectl, readObjects } from "../cluster/kubectl.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import { KNATIVE_MIN_KUBERNETES, KNATIVE_VERSION } from "./knative_release.ts";
import { overlayFaults } from "./other_overlay.ts";
import { rightsFaults } from "./rights.ts";
import { roomFaults } from "./room.ts";
import { isSealed } from "../apply/sealed_secrets.ts";

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
  /** Whether the nodes must have room for all pods now. */
  readonly checksRoom: boolean;
}

const MIN_DENO = [2, 9] as const;
/** First kubectl whose `apply --server-side` and `kustomize` do what is needed. */
const MIN_KUBECTL = [1, 27] as const;
/** First with `preStop.sleep`, which lets a pod leave its Service before it ends. */
const MIN_KUBERNETES = [1, 30] as const;

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
    const said = whyUnreachable(version.stderr) ?? version.stderr.trim().split("\n").at(-1);
    faults.push(`the cluster must answer: ${said}`);
    return { faults, notes: [], knative: { state: "missing" }, nodes: [] };
  }
  faults.push(...versionFaults("Kubernetes", serverVersion, MIN_KUBERNETES));
  const { kubectl } = options;
  const denied = await rightsFaults(options);
  // What may not be read cannot be looked at below.
  faults.push(...denied);
  if (denied.some((fault) => fault.includes(" list "))) {
    return { faults, notes: [], knative: { state: "missing" }, nodes: [] };
  }
  const [knative, nodes, offers, secrets, sealed, overlay, metrics] = await Promise.all([
    findKnative(kubectl),
    kubectl.objects("look at the nodes", ["nodes"]),
    clusterFaults(options),
    secretFaults(options),
    sealedFaults(options),
    overlayFaults(options),
    kubectl.objects("look for metrics", ["apiservices", "v1beta1.metrics.k8s.io"]),
  ]);
  faults.push(...offers, ...secrets, ...sealed, ...overlay);
  faults.push(...knativeFaults(knative, { ...options, serverVersion }));
  const notes = metrics.length > 0
    ? []
    : ["no metrics server: the classic Deployment's HPA cannot scale"];
  const room = await lookAtRoom(options, nodes);
  return { faults: [...faults, ...room.faults], notes: [...notes, ...room.notes], knative, nodes };
}

/** Who may not see the pods of other namespaces is told so, and goes on. */
async function lookAtRoom(
  { kubectl, objects, namespace, checksRoom }: CheckOptions,
  nodes: readonly KubernetesObject[],
): Promise<{ faults: readonly string[]; notes: readonly string[] }> {
  if (!checksRoom) return { faults: [], notes: [] };
  const { code, stdout } = await kubectl.call([
    "get",
    "pods",
    "--all-namespaces",
    "--output=json",
  ]);
  if (code !== 0) {
    return { faults: [], notes: ["the room on the nodes is not known: you may not list all pods"] };
  }
  return {
    faults: roomFaults(objects, { nodes, pods: readObjects(stdout), namespace }),
    notes: [],
  };
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

async function clusterFaults(
  { kubectl, namespace, installsKnative }: CheckOptions,
): Promise<string[]> {
  const used = installsKnative ? [namespace, KNATIVE_NAMESPACE] : [namespace];
  const [classes, ...existing] = await Promise.all([
    kubectl.objects("look for storage", ["storageclasses"]),
    ...used.map((name) => kubectl.objects("look for the namespace", ["namespace", name])),
  ]);
  const faults: string[] = [];
  const hasDefault = classes.some(({ metadata }) =>
    metadata.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true"
  );
  if (!hasDefault) faults.push("the cluster must have a default StorageClass: it has none");
  for (const object of existing.flat()) {
    const { phase }: { phase?: string } = object["status"] ?? {};
    if (phase !== "Terminating") continue;
    faults.push(
      `namespace "${object.metadata.name}" must not be going away: wait until it is gone`,
    );
  }
  return faults;
}

/** Without its kind no sealed Secret can even be sent. */
async function sealedFaults({ kubectl, objects }: CheckOptions): Promise<string[]> {
  if (!objects.some(isSealed)) return [];
  const [kind] = await kubectl.objects("look for Sealed Secrets", [
    "customresourcedefinitions",
    "sealedsecrets.bitnami.com",
  ]);
  return kind === undefined
    ? ["the controller of Sealed Secrets must be installed, as the overlay holds some: it is not"]
    : [];
}

/** Secrets that the manifests use and do not hold: production's are made once, by hand. */
async function secretFaults(
  { kubectl, objects, namespace }: CheckOptions,
): Promise<string[]> {
  const held = new Set(
    objects.filter((object) => object.kind === "Secret" || isSealed(object)).map(({ metadata }) =>
      metadata.name
    ),
  );
  const used = new Set([...secretNames(objects)].filter((name) => !held.has(name)));
  if (used.size === 0) return [];
  const live = await kubectl.objects("look for Secrets", [
    "secrets",
    `--namespace=${namespace}`,
  ]);
  const present = new Set(live.map(({ metadata }) => metadata.name));
  return [...used].filter((name) => !present.has(name)).map((name) =>
    `Secret "${name}" must exist in namespace "${namespace}": it does not (${makerOf(name)})`
  );
}

/** Who makes a Secret: what a provider gave cannot be made up. */
function makerOf(name: string): string {
  if (name === "s3-credentials") {
    return "AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… deno task secrets:production makes it";
  }
  return name.startsWith("database-")
    ? 'k8s/README.md, "Postgres elsewhere", says what it holds'
    : "deno task secrets:production makes it";
}

function* secretNames(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    // A volume calls the name otherwise.
    const name = key === "secretKeyRef" || key === "secretRef"
      ? item?.name
      : key === "secret"
      ? item?.secretName
      : undefined;
    if (typeof name === "string" && item.optional !== true) yield name;
    else yield* secretNames(item);
  }
}

function knativeFaults(
  knative: KnativeState,
  { installsKnative, serverVersion }: CheckOptions & { readonly serverVersion: Version },
): string[] {
  if (knative.state === "missing" && !installsKnative) {
    return ["Knative Serving must be installed: it is not (--install-knative installs it)"];
  }
  if (knative.state === "missing") {
    // Its controllers would end at their start, and the installation wait for them in vain.
    const name =
      `Kubernetes for Knative ${KNATIVE_VERSION} (an older Knative can be installed by hand)`;
    return versionFaults(name, serverVersion, KNATIVE_MIN_KUBERNETES);
  }
  return knative.state === "unready"
    ? [`Knative Serving must be ready: ${knative.waitsFor.join(", ")} not available`]
    : [];
}
