/**
 * Lets a new Revision answer a small share of the requests first, and then half, then all, or none: its own
 * figures beside the old one's decide.
 *
 * @module
 */
import { applyObjects } from "../apply/apply.ts";
import { ApplyError } from "../apply_error.ts";
import type { Kubectl } from "../cluster/kubectl.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import type { Report } from "../report.ts";
import type { Clock } from "../clock.ts";
import { type AwaitedObject, waitForPart } from "../ready/wait_ready.ts";
import type { Counters } from "./counters.ts";
import { type Comparison, comparisonText, judge, judgeWaits } from "./judge.ts";
import { servingRevision, type Target, withTemplateOf, withTraffic } from "./traffic.ts";

/** What the Revisions do, as far as it is known. */
export interface Watch extends AsyncDisposable {
  /** Forgets what was added up: a new step begins. */
  begin(): void;
  /** Looks at every pod once. */
  look(): Promise<void>;
  /** Requests of a Revision in this step. */
  of(revision: string): Counters;
  /** Restarts of its pods' containers. */
  restartsOf(revision: string): number;
}

/** What a roll-out needs. */
export interface RollOutDeps {
  readonly kubectl: Kubectl;
  readonly report: Report;
  readonly clock: Clock;
  /** Watches the pods of the service. */
  readonly openWatch: () => Watch;
  /** Counts logged probabilities of both Revisions by tenth. */
  readonly probabilities: (
    revisions: { readonly old: string; readonly fresh: string },
    seconds: number,
  ) => Promise<Comparison["probabilities"]>;
  /** Asks a pod of each Revision so many times, in turn; how long each took in ms, by Revision. */
  readonly ask: (
    revisions: readonly string[],
    times: number,
  ) => Promise<ReadonlyMap<string, readonly number[]>>;
}

/** What is rolled out. */
export interface RollOutOptions {
  /** The Knative Service as it will be in the end. */
  readonly service: KubernetesObject;
  /** First share of the requests, in percent. */
  readonly percent: number;
  readonly timeoutMs: number;
}

/** How long a share is watched at least, and at most, where clients ask too seldom. */
const STEP_MS = 20_000;
const LONGEST_STEP_MS = 90_000;
const LOOK_MS = 2_000;

/** Requests of its own to each Revision, and as many as a share is judged by that no client gives enough. */
const OWN_REQUESTS = 20;
const MANY_OWN_REQUESTS = 60;

/** Longest wait for Knative to name a new Revision. */
const NAMING_MS = 30_000;

/** Annotation of a Revision that was taken back, with the reason. */
export const REFUSED = "mlops.workshop/refused";

const SERVING = "services.serving.knative.dev";

/**
 * Rolls a new Revision out, or takes it back.
 *
 * @param options What is rolled out.
 * @param deps What that needs.
 * @returns Name of the new Revision; `undefined` if there is none, or no old one to compare it with.
 * @throws {ApplyError} If it was taken back; the message says why.
 */
export async function rollOut(
  options: RollOutOptions,
  deps: RollOutDeps,
): Promise<string | undefined> {
  const { service, percent } = options;
  const { report } = deps;
  const live = await readService(service, deps);
  const old = servingRevision(live);
  if (live === undefined || old === undefined) {
    report.note("no Revision serves yet, so that there is none to compare a new one with");
    return undefined;
  }
  const roll: RollOut = { options, deps, live, old };
  const share = (part: number): Target[] => [
    { revisionName: old, percent: 100 - part },
    { latestRevision: true, percent: part },
  ];
  const fresh = await report.step(
    "new Revision",
    () => apply(roll, withTraffic(service, share(percent))),
    (name) => name === old ? `${old} is as it is to be` : `${name}, beside ${old}`,
  );
  if (fresh === old) {
    await applyObjects(deps.kubectl, [withTraffic(service, [])], { isDryRun: false });
    return undefined;
  }
  let wasReady = false;
  try {
    await untilReady(roll, fresh);
    wasReady = true;
    await using watch = deps.openWatch();
    await watch.look();
    for (const part of percent < 50 ? [percent, 50] : [percent]) {
      if (part !== percent) await setTraffic(roll, withTraffic(service, share(part)));
      await watchStep(roll, { fresh, part, watch });
    }
  } catch (error) {
    if (!(error instanceof ApplyError)) throw error;
    await goBack(roll, { fresh, reason: error.why, wasReady });
    throw new ApplyError(
      `Cannot roll out ${fresh}; every request goes to ${old} again: ${error.why}`,
      { cause: error },
    );
  }
  await report.step(
    `all requests to ${fresh}`,
    () => setTraffic(roll, withTraffic(service, [])),
  );
  return fresh;
}

interface RollOut {
  readonly options: RollOutOptions;
  readonly deps: RollOutDeps;
  /** The Service as it was. */
  readonly live: KubernetesObject;
  /** The Revision that served. */
  readonly old: string;
}

async function readService(
  { metadata: { name, namespace } }: KubernetesObject,
  { kubectl }: RollOutDeps,
): Promise<KubernetesObject | undefined> {
  const args = [SERVING, name, `--namespace=${namespace}`];
  const [live] = await kubectl.objects("look at the prediction service", args);
  return live;
}

/**
 * Applies the new template; the Revision that Knative makes of it, or the old one if it is the same. Where it
 * makes none, the old template is back.
 */
async function apply(roll: RollOut, service: KubernetesObject): Promise<string> {
  const { deps, live, old } = roll;
  const before = statusOf(live).latestCreatedRevisionName;
  const { changed } = await applyObjects(deps.kubectl, [service], { isDryRun: false });
  const [after] = changed;
  if (after === undefined || templateOf(after) === templateOf(live)) return before ?? old;
  const end = deps.clock.now() + NAMING_MS;
  while (deps.clock.now() < end) {
    const name = statusOf(await readService(service, deps)).latestCreatedRevisionName;
    if (name !== undefined && name !== before) return name;
    await deps.clock.sleep(LOOK_MS / 4);
  }
  // One that it makes later would have its share without being judged.
  const asBefore = withTraffic(withTemplateOf(roll.options.service, live), []);
  await applyObjects(deps.kubectl, [asBefore], { isDryRun: false });
  throw new ApplyError(
    `Cannot roll out as Knative must make a Revision within ${
      NAMING_MS / 1_000
    } s: it made none; ` +
      "the Service is as before (kubectl get pods -n knative-serving)",
  );
}

function templateOf(service: KubernetesObject): string {
  return JSON.stringify((service["spec"] as { template?: unknown } | undefined)?.template ?? null);
}

function statusOf(service: KubernetesObject | undefined): { latestCreatedRevisionName?: string } {
  return service?.["status"] ?? {};
}

async function untilReady({ options, deps }: RollOut, revision: string): Promise<void> {
  const { kubectl, clock, report } = deps;
  const { name, namespace = "" } = options.service.metadata;
  const part: AwaitedObject = { title: revision, resource: SERVING, name };
  const { timeoutMs } = options;
  await report.step(
    `${revision} is ready`,
    () => waitForPart(part, { kubectl, clock, namespace, timeoutMs, note: report.note }),
  );
}

async function setTraffic(roll: RollOut, service: KubernetesObject): Promise<void> {
  const { deps, options } = roll;
  const { name, namespace = "" } = service.metadata;
  await applyObjects(deps.kubectl, [service], { isDryRun: false });
  const part: AwaitedObject = { title: "the shares", resource: SERVING, name };
  const { kubectl, clock } = deps;
  await waitForPart(part, { kubectl, clock, namespace, timeoutMs: options.timeoutMs });
}

async function watchStep(
  { deps, old }: RollOut,
  { fresh, part, watch }: { fresh: string; part: number; watch: Watch },
): Promise<void> {
  const { report, clock } = deps;
  await report.step(`${part} % of requests to ${fresh}`, async () => {
    watch.begin();
    const begin = clock.now();
    let isAsked = false;
    for (;;) {
      await clock.sleep(LOOK_MS);
      await watch.look();
      const elapsedMs = clock.now() - begin;
      const comparison: Comparison = {
        old: watch.of(old),
        fresh: watch.of(fresh),
        restarts: watch.restartsOf(fresh),
        probabilities: await deps.probabilities({ old, fresh }, elapsedMs / 1_000),
      };
      const verdict = judge(comparison);
      const said = comparisonText(comparison) + (isAsked ? ", some of them its own" : "");
      if (verdict.state === "bad") throw new ApplyError(`${verdict.reason} (${said})`);
      if (elapsedMs < STEP_MS) continue;
      if (!isAsked) {
        isAsked = true;
        const times = verdict.state === "good" ? OWN_REQUESTS : MANY_OWN_REQUESTS;
        const waits = await deps.ask([old, fresh], times);
        const slowness = judgeWaits(waits.get(old) ?? [], waits.get(fresh) ?? []);
        if (slowness.state === "bad") throw new ApplyError(`${slowness.reason} (${said})`);
      }
      if (verdict.state === "good") return said;
      if (elapsedMs >= LONGEST_STEP_MS) {
        return `${said}: too few to judge more than that it is ready`;
      }
    }
  }, (said) => said);
}

/** All requests at once, and then the template, so that the Service is as if nothing had been tried. */
async function goBack(
  roll: RollOut,
  { fresh, reason, wasReady }: { fresh: string; reason: string; wasReady: boolean },
): Promise<void> {
  const { options: { service }, deps, live, old } = roll;
  const before = withTemplateOf(service, live);
  await deps.report.step(`back to ${old}`, async () => {
    const pinned: Target[] = [{ revisionName: old, percent: 100 }];
    await applyObjects(deps.kubectl, [withTraffic(before, pinned)], { isDryRun: false });
    const revision = ["revisions.serving.knative.dev", fresh];
    const namespace = `--namespace=${service.metadata.namespace}`;
    // What it was refused for is read by whoever rolls back later; it may be gone already.
    const why = `${REFUSED}=${reason.split("\n")[0]}`;
    await deps.kubectl.call(["annotate", ...revision, namespace, "--overwrite", why]);
    await setTraffic(roll, withTraffic(before, pinned));
    await setTraffic(roll, withTraffic(before, []));
    // Its pods would go on trying.
    if (!wasReady) await deps.kubectl.call(["delete", ...revision, namespace, "--wait=false"]);
  });
}
