/**
 * Waits for the parts of a deployment, and says why when one does not come.
 *
 * @module
 */
import { ApplyError } from "../apply_error.ts";
import type { Clock } from "../clock.ts";
import type { Kubectl } from "../cluster/kubectl.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import { type PodTrouble, podTroubles } from "./pod_trouble.ts";
import { type Readiness, readinessOf } from "./readiness.ts";
import { remedyOf } from "./remedy.ts";
import { failedRevision, makeRevisionAnew } from "./stuck_revision.ts";

/** A part that is waited for. */
export interface AwaitedObject {
  /** Name for the person who waits. */
  readonly title: string;
  /** Kind of its object, as kubectl takes it. */
  readonly resource: "deployment" | "job" | "services.serving.knative.dev";
  /** Name of its object. */
  readonly name: string;
}

/** Where and how long is waited. */
export interface WaitOptions {
  readonly kubectl: Kubectl;
  readonly namespace: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Takes a sentence about what was done beside waiting. */
  readonly note?: (text: string) => void;
}

const POLL_MS = 500;

/** A failure may pass: a pod that came before its database, an image that was just being pushed. */
const PATIENCE_MS = 10_000;

const LOG_LINES = 15;

/** A Job's pod that ended badly so often will most likely do so again; the Job itself tries for longer. */
const MANY_TRIES = 3;

const SERVING = "services.serving.knative.dev";
const REVISION = "serving.knative.dev/revision";

/** Label that a part's pods carry. */
const POD_LABEL = {
  deployment: "app",
  job: "batch.kubernetes.io/job-name",
  "services.serving.knative.dev": "serving.knative.dev/service",
} as const;

/**
 * Waits until a part is ready.
 *
 * @param options Where and how long is waited.
 * @throws {ApplyError} If it fails or the time is over, with the pod's own reason and the last lines
 * of its log.
 */
export async function waitForPart(part: AwaitedObject, options: WaitOptions): Promise<void> {
  const { clock, timeoutMs, kubectl, namespace } = options;
  const start = clock.now();
  let failedSince: number | undefined;
  let isMadeAnew = false;
  for (;;) {
    const object = await look(part, options);
    const readiness = readinessOf(object);
    if (readiness.state === "ready") return;
    const pods = ofNewest(await podsOf(part, options), object);
    const troubles = podTroubles(pods);
    // What is said of a part with pods may pass with their troubles: a node that is full for now.
    const isGivenUp = readiness.state === "failed" && troubles.length === 0;
    const isBad = troubles.some(({ isFinal }) => isFinal) || isGivenUp ||
      (part.resource === "job" && (readiness.state === "failed" || failedPods(pods) >= MANY_TRIES));
    failedSince = isBad ? failedSince ?? clock.now() : undefined;
    const isOver = clock.now() - start >= timeoutMs;
    const isLost = failedSince !== undefined && clock.now() - failedSince >= PATIENCE_MS;
    const revision = part.resource === SERVING ? failedRevision(object) : undefined;
    if (isLost && isGivenUp && revision !== undefined && !isMadeAnew && !isOver) {
      isMadeAnew = true;
      failedSince = undefined;
      options.note?.(`Knative keeps ${revision} as failed without a cause in its pods: made anew`);
      await makeRevisionAnew(kubectl, revision, namespace);
    } else if (isOver || isLost) {
      throw await failure(part, { readiness, troubles, options, isOver });
    }
    await clock.sleep(POLL_MS);
  }
}

async function look(
  part: AwaitedObject,
  { kubectl, namespace }: WaitOptions,
): Promise<KubernetesObject | undefined> {
  const args = [part.resource, part.name, `--namespace=${namespace}`];
  const [object] = await kubectl.objects(`wait for ${part.title}`, args);
  return object;
}

/** Pods of a Revision that failed earlier are no trouble of the one that is waited for. */
function ofNewest(
  pods: readonly KubernetesObject[],
  object: KubernetesObject | undefined,
): readonly KubernetesObject[] {
  const { latestCreatedRevisionName: newest } = (object?.["status"] ?? {}) as {
    latestCreatedRevisionName?: string;
  };
  const revisionOf = ({ metadata }: KubernetesObject) => metadata.labels?.[REVISION];
  return newest === undefined ? pods : pods.filter((pod) => (revisionOf(pod) ?? newest) === newest);
}

function failedPods(pods: readonly KubernetesObject[]): number {
  return pods.filter(({ status }) => (status as { phase?: string })?.phase === "Failed").length;
}

async function podsOf(
  { title, resource, name }: AwaitedObject,
  { kubectl, namespace }: WaitOptions,
): Promise<KubernetesObject[]> {
  const selector = `--selector=${POD_LABEL[resource]}=${name}`;
  const pods = await kubectl.objects(`look at the pods of ${title}`, [
    "pods",
    `--namespace=${namespace}`,
    selector,
  ]);
  // The newest first: an older version's pods may be in trouble as well.
  return pods.toSorted((a, b) => madeAt(b).localeCompare(madeAt(a)));
}

function madeAt({ metadata }: KubernetesObject): string {
  return metadata.creationTimestamp ?? "";
}

async function failure(
  { title, resource, name }: AwaitedObject,
  { readiness, troubles, options, isOver }: {
    readiness: Readiness;
    troubles: readonly PodTrouble[];
    options: WaitOptions;
    isOver: boolean;
  },
): Promise<ApplyError> {
  const { timeoutMs, namespace } = options;
  const limit = isOver ? ` within ${timeoutMs / 1_000} s` : "";
  const reason = readiness.state === "ready" ? "" : readiness.reason;
  const lines = [`Cannot deploy as ${title} must become ready${limit}: ${reason}`];
  for (const trouble of troubles.slice(0, 2)) {
    const container = trouble.container === "" ? "" : `, container ${trouble.container}`;
    lines.push(`  pod ${trouble.pod}${container}: ${trouble.reason}`);
    for (const line of await logOf(trouble, options)) lines.push(`    | ${line}`);
  }
  const selector = `${POD_LABEL[resource]}=${name}`;
  lines.push(`  → ${remedyOf({ resource, name, namespace, selector, said: lines.join("\n") })}`);
  return new ApplyError(lines.join("\n"));
}

async function logOf(
  { pod, container, hasLog }: PodTrouble,
  { kubectl, namespace }: WaitOptions,
): Promise<string[]> {
  if (!hasLog) return [];
  const args = [
    "logs",
    pod,
    `--container=${container}`,
    `--namespace=${namespace}`,
    `--tail=${LOG_LINES}`,
  ];
  const current = await kubectl.call(args);
  const text = current.stdout.trim() === ""
    ? (await kubectl.call([...args, "--previous"])).stdout
    : current.stdout;
  return text.trim() === "" ? [] : text.trimEnd().split("\n");
}
