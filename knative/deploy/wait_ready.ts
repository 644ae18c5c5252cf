/**
 * Waits for the parts of a deployment, and says why when one does not come.
 *
 * @module
 */
import { ApplyError } from "./apply_error.ts";
import type { Kubectl } from "./kubectl.ts";
import type { KubernetesObject } from "./kubernetes_object.ts";
import { type PodTrouble, podTroubles } from "./pod_trouble.ts";
import { type Readiness, readinessOf } from "./readiness.ts";

/** A part that is waited for. */
export interface AwaitedObject {
  /** Name for the person who waits. */
  readonly title: string;
  /** Kind of its object, as kubectl takes it. */
  readonly resource: "deployment" | "job" | "services.serving.knative.dev";
  /** Name of its object. */
  readonly name: string;
}

/** Time, so that tests need none. */
export interface Clock {
  /** Milliseconds since any fixed moment. */
  now(): number;
  /**
   * Waits.
   *
   * @param milliseconds How long.
   */
  sleep(milliseconds: number): Promise<void>;
}

/** Where and how long is waited. */
export interface WaitOptions {
  readonly kubectl: Kubectl;
  readonly namespace: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

const POLL_MS = 500;

/** A failure may pass: a pod that came before its database, an image that was just being pushed. */
const PATIENCE_MS = 10_000;

const LOG_LINES = 15;

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
  const { clock, timeoutMs } = options;
  const start = clock.now();
  let failedSince: number | undefined;
  for (;;) {
    const readiness = await look(part, options);
    if (readiness.state === "ready") return;
    const pods = await podsOf(part, options);
    const troubles = podTroubles(pods);
    const isBad = troubles.some(({ isFinal }) => isFinal) ||
      // What is said of a part with pods may pass with their troubles: a node that is full for now.
      (readiness.state === "failed" && (part.resource === "job" || troubles.length === 0));
    failedSince = isBad ? failedSince ?? clock.now() : undefined;
    const isOver = clock.now() - start >= timeoutMs;
    const isLost = failedSince !== undefined && clock.now() - failedSince >= PATIENCE_MS;
    if (isOver || isLost) throw await failure(part, { readiness, troubles, options, isOver });
    await clock.sleep(POLL_MS);
  }
}

async function look(part: AwaitedObject, { kubectl, namespace }: WaitOptions): Promise<Readiness> {
  const args = [part.resource, part.name, `--namespace=${namespace}`];
  const [object] = await kubectl.objects(`wait for ${part.title}`, args);
  return readinessOf(object);
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
  { title }: AwaitedObject,
  { readiness, troubles, options, isOver }: {
    readiness: Readiness;
    troubles: readonly PodTrouble[];
    options: WaitOptions;
    isOver: boolean;
  },
): Promise<ApplyError> {
  const { timeoutMs } = options;
  const limit = isOver ? ` within ${timeoutMs / 1_000} s` : "";
  const reason = readiness.state === "ready" ? "" : readiness.reason;
  const lines = [`Cannot deploy as ${title} must become ready${limit}: ${reason}`];
  for (const trouble of troubles.slice(0, 2)) {
    const container = trouble.container === "" ? "" : `, container ${trouble.container}`;
    lines.push(`  pod ${trouble.pod}${container}: ${trouble.reason}`);
    for (const line of await logOf(trouble, options)) lines.push(`    | ${line}`);
  }
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
