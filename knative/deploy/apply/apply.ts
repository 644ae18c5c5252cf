/**
 * Brings the objects of a cluster to what the manifests say.
 *
 * @module
 */
import { sha256Digest } from "@mlops/oci";
import type { Kubectl } from "../cluster/kubectl.ts";
import { readObjects } from "../cluster/kubectl.ts";
import { keyOf, type KubernetesObject, listOf } from "../cluster/kubernetes_object.ts";
import { pinnedRevision } from "../canary/traffic.ts";
import { readinessOf } from "../ready/readiness.ts";

/** Names the fields that this program owns, in the cluster's own record (server-side apply). */
export const FIELD_MANAGER = "mlops-deploy";

/** Annotation of a Job: what it was made from, as a Job's pods can never be changed. */
const MADE_FROM = "mlops.workshop/made-from";

/** Replicas that the classic Deployment starts with; its HPA has them from then on. */
export const CLASSIC = { kind: "Deployment", name: "ml-api", replicas: 3 } as const;

/** A Knative Service whose requests went to a Revision by its name, and go to the newest again. */
export interface Released {
  /** Name of the Service. */
  readonly service: string;
  /** The Revision that had most of them. */
  readonly revision: string;
}

/** What an apply did. */
export interface AppliedObjects {
  /** Objects that are new. */
  readonly created: readonly KubernetesObject[];
  /** Objects that became different. */
  readonly changed: readonly KubernetesObject[];
  /** Of both, those whose pods are made anew for it: their pods' template is another one. */
  readonly restarted: readonly KubernetesObject[];
  /** Shares of Knative Services that a rollback or a broken-off roll-out had left, and that are no more. */
  readonly released: readonly Released[];
  /** Number of objects that were so already. */
  readonly unchanged: number;
}

/**
 * Applies objects on the side of the server: each field that a manifest names is set, and every other
 * is left alone, so that what the HPA and Knative chose stays.
 *
 * @param kubectl Calls kubectl.
 * @param objects The objects, with images resolved.
 * @param options `isDryRun` asks the server what would happen, and changes nothing.
 * @returns What was different.
 * @throws {ApplyError} If the cluster refuses.
 */
export async function applyObjects(
  kubectl: Kubectl,
  objects: readonly KubernetesObject[],
  { isDryRun }: { isDryRun: boolean },
): Promise<AppliedObjects> {
  const wanted = objects.map(withOrigin);
  const before = await existing(kubectl, wanted);
  if (isDryRun && lacksNamespace(wanted, before)) {
    // Nothing can be asked about objects in a namespace that does not exist.
    return { created: wanted, changed: [], restarted: [], released: [], unchanged: 0 };
  }
  const outdated = wanted.filter((object) => mustRunAgain(object, before.get(keyOf(object))));
  if (outdated.length > 0 && !isDryRun) {
    const args = ["delete", "--filename=-", "--wait", "--ignore-not-found"];
    await kubectl.text("replace Jobs", args, listOf(outdated));
  }
  const sent = isDryRun ? wanted.filter((object) => !outdated.includes(object)) : wanted;
  const answer = await kubectl.text("apply manifests", [
    "apply",
    "--server-side",
    "--force-conflicts",
    `--field-manager=${FIELD_MANAGER}`,
    "--filename=-",
    "--output=json",
    ...isDryRun ? ["--dry-run=server"] : [],
  ], listOf(sent));
  const after = [...readObjects(answer), ...isDryRun ? outdated : []];
  const created = after.filter((object) => !before.has(keyOf(object)));
  const changed = after.filter((object) => {
    const old = before.get(keyOf(object));
    return old !== undefined && !isSame(old, object);
  });
  if (!isDryRun) await startClassic(kubectl, created);
  const restarted = after.filter((object) =>
    templateOf(object) !== templateOf(before.get(keyOf(object)))
  );
  const released = changed.flatMap((object) => {
    const revision = pinnedRevision(before.get(keyOf(object)));
    if (revision === undefined || pinnedRevision(object) !== undefined) return [];
    return [{ service: object.metadata.name, revision }];
  });
  const unchanged = after.length - created.length - changed.length;
  return { created, changed, restarted, released, unchanged };
}

function templateOf(object: KubernetesObject | undefined): string {
  const { template = null } = (object?.["spec"] ?? {}) as { template?: unknown };
  return JSON.stringify(template, sortedKeys);
}

async function existing(
  kubectl: Kubectl,
  objects: readonly KubernetesObject[],
): Promise<Map<string, KubernetesObject>> {
  const found = await kubectl.objects("look at the cluster", ["--filename=-"], listOf(objects));
  return new Map(found.map((object) => [keyOf(object), object]));
}

function lacksNamespace(
  objects: readonly KubernetesObject[],
  before: ReadonlyMap<string, KubernetesObject>,
): boolean {
  return objects.some((object) => object.kind === "Namespace" && !before.has(keyOf(object)));
}

function withOrigin(object: KubernetesObject): KubernetesObject {
  if (object.kind !== "Job") return object;
  const origin = sha256Digest(new TextEncoder().encode(JSON.stringify(object["spec"])));
  const annotations = { ...object.metadata.annotations, [MADE_FROM]: origin };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** A Job that failed runs again as well: what kept it from its work may be mended by now. */
function mustRunAgain(object: KubernetesObject, old: KubernetesObject | undefined): boolean {
  if (object.kind !== "Job" || old === undefined) return false;
  return old.metadata.annotations?.[MADE_FROM] !== object.metadata.annotations?.[MADE_FROM] ||
    readinessOf(old).state === "failed";
}

/**
 * The resource version would not tell: an HPA writes what it measures into its own object meanwhile,
 * and a dry run answers with the old one.
 */
function isSame(old: KubernetesObject, object: KubernetesObject): boolean {
  return old.metadata.uid === object.metadata.uid && contents(old) === contents(object);
}

function contents({ metadata, status: _, ...rest }: KubernetesObject): string {
  return JSON.stringify([metadata.labels ?? {}, metadata.annotations ?? {}, rest], sortedKeys);
}

function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1));
}

async function startClassic(
  kubectl: Kubectl,
  created: readonly KubernetesObject[],
): Promise<void> {
  const { kind, name, replicas } = CLASSIC;
  const deployment = created.find((it) => it.kind === kind && it.metadata.name === name);
  if (deployment === undefined) return;
  await kubectl.text("start the classic Deployment", [
    "scale",
    `deployment/${name}`,
    `--replicas=${replicas}`,
    `--namespace=${deployment.metadata.namespace}`,
  ]);
}
