import { conditionOf } from "../cluster/condition.ts";
import { ApplyError } from "../apply_error.ts";
import { FIELD_MANAGER } from "./apply.ts";
import type { Kubectl } from "../cluster/kubectl.ts";
import { type KubernetesObject, listOf } from "../cluster/kubernetes_object.ts";
import type { Clock } from "../clock.ts";

/** Kind of a Secret that only its cluster's controller can open. */
const SEALED_SECRET = "SealedSecret";

/** As kubectl takes it. */
const RESOURCE = "sealedsecrets.bitnami.com";

/** The controller answers within a second; longer it has other things to do, or is not there. */
const OPENED_MS = 60_000;
const POLL_MS = 500;

/**
 * Applies sealed Secrets and waits until their controller has made Secrets of them, as pods that read
 * these are told apart by what is in them.
 *
 * @param kubectl Calls kubectl.
 * @param objects The objects of the manifests.
 * @param clock Tells the time.
 * @throws {ApplyError} If one cannot be opened, with the controller's reason and what to do.
 */
export async function openSealedSecrets(
  kubectl: Kubectl,
  objects: readonly KubernetesObject[],
  clock: Clock,
): Promise<void> {
  const sealed = objects.filter(isSealed);
  const [first] = sealed;
  if (first === undefined) return;
  const namespace = objects.filter(({ kind, metadata }) =>
    kind === "Namespace" && metadata.name === first.metadata.namespace
  );
  await kubectl.text("apply sealed Secrets", [
    "apply",
    "--server-side",
    "--force-conflicts",
    `--field-manager=${FIELD_MANAGER}`,
    "--filename=-",
  ], listOf([...namespace, ...sealed]));
  const end = clock.now() + OPENED_MS;
  for (;;) {
    const live = await kubectl.objects("look at sealed Secrets", ["--filename=-"], listOf(sealed));
    const closed = live.flatMap((object) => whyClosed(object) ?? []);
    if (live.length === sealed.length && closed.length === 0) return;
    const refused = closed.filter(({ isRefused }) => isRefused);
    if (refused.length > 0 || clock.now() >= end) throw failure(closed);
    await clock.sleep(POLL_MS);
  }
}

/** Tells whether an object is a sealed Secret. */
export function isSealed({ apiVersion, kind }: KubernetesObject): boolean {
  return kind === SEALED_SECRET && apiVersion.startsWith("bitnami.com/");
}

interface Closed {
  readonly name: string;
  readonly reason: string;
  readonly isRefused: boolean;
}

function whyClosed(object: KubernetesObject): Closed | undefined {
  const { metadata: { name, generation = 0 } } = object;
  const { observedGeneration = 0 } = (object["status"] ?? {}) as { observedGeneration?: number };
  const synced = conditionOf(object, "Synced");
  if (observedGeneration < generation || synced === undefined) {
    return { name, reason: "no controller has looked at it", isRefused: false };
  }
  if (synced.status === "True") return undefined;
  return { name, reason: synced.message ?? "it gives no reason", isRefused: true };
}

function failure(closed: readonly Closed[]): ApplyError {
  const [first] = closed;
  const names = closed.map(({ name }) => name).join(", ");
  const remedy = first?.isRefused !== true
    ? `kubectl get ${RESOURCE} -A; the controller of Sealed Secrets must run`
    : /already exists/.test(first.reason)
    ? "a Secret of that name was made otherwise: kubectl annotate secret NAME " +
      "sealedsecrets.bitnami.com/managed=true -n NAMESPACE lets the controller have it"
    : "sealed for another cluster, name or namespace: deno task secrets:seal --overlay NAME " +
      "--rotate SECRET seals it for this one";
  return new ApplyError(
    `Cannot deploy as the cluster must open its sealed Secrets: ${names}: ${
      first?.reason ?? "they are not there"
    }\n  → ${remedy}`,
  );
}
