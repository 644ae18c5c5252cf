/**
 * The deployment: images, objects, and the wait until every part works.
 *
 * @module
 */
import { type AppliedObjects, applyObjects } from "./apply/apply.ts";
import type { Task } from "@mlops/task";
import { REFERENCE_TASK } from "@mlops/tasks";
import { ApplyError } from "./apply_error.ts";
import { askingLast } from "./apply/asking_last.ts";
import type { ClusterTable } from "./training/cluster_table.ts";
import { tableMapName, withTable } from "./training/with_table.ts";
import { buildImages, type ImageNeeds } from "./images/build_images.ts";
import { deliverImages } from "./images/deliver_images.ts";
import type { ClusterCheck } from "./preflight/check_cluster.ts";
import type { ImageTarget } from "./images/image_target.ts";
import type { Kubectl } from "./cluster/kubectl.ts";
import type { KubernetesObject } from "./cluster/kubernetes_object.ts";
import { type AwaitedObjects, awaitedObjects } from "./ready/awaited_objects.ts";
import { redoLostWork } from "./ready/lost_work.ts";
import { renewCertificate, renewPasswords } from "./apply/postgres_secrets.ts";
import { withReadDigests } from "./apply/read_digests.ts";
import type { Report } from "./report.ts";
import { imagesOf, resolveImages } from "./images/resolve_images.ts";
import { isSealed, openSealedSecrets } from "./apply/sealed_secrets.ts";
import { startReaders } from "./apply/start_readers.ts";
import { removeStale } from "./apply/stale_objects.ts";
import { championVersion, startTraining, withTrainingPattern } from "./training/train_job.ts";
import { tellKeys } from "./apply/tell_keys.ts";
import { type AwaitedObject, type Clock, waitForPart } from "./ready/wait_ready.ts";

/** What a deployment needs. */
export interface DeployDeps extends ImageNeeds {
  readonly kubectl: Kubectl;
  /** Opens the place where images go, once the cluster's nodes are known. */
  readonly openTarget: (nodes: readonly KubernetesObject[]) => ImageTarget;
  readonly report: Report;
  readonly clock: Clock;
  /** Looks at tools and cluster. */
  readonly check: (objects: readonly KubernetesObject[]) => Promise<ClusterCheck>;
  /** Installs Knative, if that is wanted and allowed. */
  readonly installKnative: () => Promise<void>;
  /** Proves at the end that each part does its work, for what the stack is about. */
  readonly prove: (task: Task) => Promise<void>;
  /** Lets a new Revision of the prediction service have a share first; whether there was a new one. */
  readonly rollOut: (service: KubernetesObject, percent: number, task: Task) => Promise<boolean>;
  /** Makes a short name that no other training has. */
  readonly newId: () => string;
}

/** What is deployed, and how. */
export interface DeployOptions {
  /** The table that is trained on, or `undefined`: the reference task's own. */
  readonly table?: ClusterTable;
  /** Objects of the overlay. */
  readonly objects: readonly KubernetesObject[];
  readonly namespace: string;
  readonly isDryRun: boolean;
  /** Limit for each part to become ready. */
  readonly timeoutMs: number;
  /** First share of the requests for a new Revision, in percent; `undefined` gives it all at once. */
  readonly canaryPercent?: number;
}

/** What a deployment did. */
export interface Deployed {
  /** Whether the cluster is other than before. */
  readonly hasChanged: boolean;
  /** The cluster's nodes. */
  readonly nodes: readonly KubernetesObject[];
}

/** Objects that are named one by one; of more the number is told. */
const TOLD_OBJECTS = 10;

/**
 * Deploys.
 *
 * @param options What is deployed, and how.
 * @param deps What it needs.
 * @returns What it did.
 * @throws {ApplyError} If something is missing, refused, or does not become ready.
 */
export async function deploy(options: DeployOptions, deps: DeployDeps): Promise<Deployed> {
  const { kubectl, report, clock } = deps;
  const { namespace, isDryRun } = options;
  const check = await report.step("cluster and tools", () => checked(options.objects, deps));
  const lacksKnative = check.knative.state === "missing";
  if (lacksKnative && isDryRun) report.note("Knative Serving with Kourier would be installed");
  else if (lacksKnative) await report.step("Knative Serving with Kourier", deps.installKnative);
  const target = deps.openTarget(check.nodes);
  const built = await buildImages(imagesOf(options.objects), deps);
  const { references, hasNew } = await deliverImages(built, { target, report, isDryRun });
  const { table } = options;
  const wanted = table === undefined ? options.objects : withTable(options.objects, table);
  const pinned = resolveImages(withTrainingPattern(wanted), references);
  if (!isDryRun && pinned.some(isSealed)) {
    await report.step("sealed Secrets", () => openSealedSecrets(kubectl, pinned, clock));
  }
  const live = await liveSecrets(kubectl, namespace);
  const resolved = withReadDigests(pinned, live);
  // A cluster without Knative cannot be asked about its objects.
  const objects = lacksKnative && isDryRun ? resolved.filter(isPlain) : resolved;
  const secrets = [...pinned, ...live].filter(({ kind }) => kind === "Secret");
  if (!isDryRun && await renewPasswords(kubectl, { objects, secrets, namespace })) {
    report.note("Postgres has the passwords of its Secrets");
  }
  if (!isDryRun) await tellKeys(kubectl, objects, { namespace, clock });
  const canary = isDryRun ? undefined : options.canaryPercent;
  const early = canary === undefined
    ? undefined
    : await rollOutFirst(objects, { options, deps, canary });
  const late = isDryRun ? [] : await askingLast(kubectl, objects, namespace);
  const first = objects.filter((object) => !late.includes(object));
  const applied = await report.step(
    isDryRun ? "manifests, dry run" : "manifests",
    () => applyObjects(kubectl, first, { isDryRun }),
    ({ created, changed, unchanged }) =>
      `${created.length} new, ${changed.length} changed, ${unchanged} as they were`,
  );
  tellApplied(report, applied);
  if (!isDryRun) {
    await startReaders(first, {
      changed: [...early?.changed ?? [], ...applied.changed],
      restarted: [...early?.restarted ?? [], ...applied.restarted],
    }, { kubectl, report, namespace });
  }
  const stale = await removeStale(kubectl, objects, { namespace, isDryRun });
  for (const key of stale) report.detail(`removed ${key}`);
  const hasTrained = isDryRun ? false : await waitForAll(awaitedObjects(first), {
    options,
    objects,
    deps,
    isNewTable: isNewTable(options, applied.created),
  });
  for (const object of late) await deployLate(object, { options, deps });
  const renewal = { objects, secrets, namespace, clock };
  if (!isDryRun && await renewCertificate(kubectl, renewal)) {
    report.note("Postgres has the certificate of its Secret, without a restart");
  }
  if (!isDryRun) await deps.prove(table?.task ?? REFERENCE_TASK);
  const hasChanged = hasNew || early?.hasChanged === true ||
    applied.created.length + applied.changed.length > 0 ||
    stale.length + late.length > 0 || hasTrained;
  return { hasChanged, nodes: check.nodes };
}

function tellApplied(report: Report, applied: AppliedObjects): void {
  // The first time everything is new, and the number says enough.
  const isFirst = applied.unchanged === 0;
  const told = [...isFirst ? [] : applied.created, ...applied.changed];
  for (const { service, revision } of applied.released) {
    report.note(
      `requests of ${service} go to its newest Revision again: ${revision} had them since a ` +
        "rollback, or a roll-out that was broken off",
    );
  }
  for (const { kind, metadata } of told.slice(0, TOLD_OBJECTS)) {
    report.detail(`${kind} ${metadata.name}`);
  }
  if (told.length > TOLD_OBJECTS) report.detail(`… and ${told.length - TOLD_OBJECTS} more`);
}

async function deployLate(
  object: KubernetesObject,
  { options: { namespace, timeoutMs }, deps }: { options: DeployOptions; deps: DeployDeps },
): Promise<void> {
  const { kubectl, report, clock } = deps;
  for (const part of awaitedObjects([object]).afterTraining) {
    await report.step(`${part.title}, with its new key`, async () => {
      await applyObjects(kubectl, [object], { isDryRun: false });
      await waitForPart(part, { kubectl, namespace, clock, timeoutMs });
    });
  }
}

function isNewTable({ table }: DeployOptions, created: readonly KubernetesObject[]): boolean {
  return table !== undefined &&
    created.some(({ metadata }) => metadata.name === tableMapName(table));
}

/** What follows the prediction service: it gets a new version once the service's was found good. */
const FOLLOWING = new Set(["ml-api", "ui"]);

/**
 * Brings everything else up to date, and then the prediction service, share by share.
 *
 * @returns Whether it has a new Revision, or anything else is other than before; what was changed of it.
 */
async function rollOutFirst(
  objects: readonly KubernetesObject[],
  { options, deps, canary }: { options: DeployOptions; deps: DeployDeps; canary: number },
): Promise<Pick<AppliedObjects, "changed" | "restarted"> & { readonly hasChanged: boolean }> {
  const isService = ({ apiVersion, kind }: KubernetesObject) =>
    kind === "Service" && apiVersion.startsWith("serving.knative.dev/");
  const rest = objects.filter((object) =>
    !isService(object) && !(object.kind === "Deployment" && FOLLOWING.has(object.metadata.name))
  );
  const { created, changed, restarted } = await deps.report.step(
    "what the service needs",
    () => applyObjects(deps.kubectl, rest, { isDryRun: false }),
    ({ created, changed }) => `${created.length} new, ${changed.length} changed`,
  );
  await waitForAll({ ...awaitedObjects(rest), afterTraining: [] }, {
    options,
    objects: rest,
    deps,
    isNewTable: isNewTable(options, created),
  });
  const service = objects.find(isService);
  const task = options.table?.task ?? REFERENCE_TASK;
  const isNew = service !== undefined && await deps.rollOut(service, canary, task);
  return {
    hasChanged: isNew || created.length + changed.length > 0,
    changed,
    restarted: isNew ? [...restarted, service] : restarted,
  };
}

/** Production's Secrets are in no manifest, and their readers must start anew as well when one changes. */
function liveSecrets(kubectl: Kubectl, namespace: string): Promise<KubernetesObject[]> {
  return kubectl.objects("look for Secrets", ["secrets", `--namespace=${namespace}`]);
}

function isPlain({ apiVersion }: KubernetesObject): boolean {
  return !apiVersion.includes("knative.dev/");
}

async function checked(
  objects: readonly KubernetesObject[],
  { check, report }: DeployDeps,
): Promise<ClusterCheck> {
  const found = await check(objects);
  if (found.faults.length > 0) {
    const lines = found.faults.map((fault) => `  - ${fault}`);
    throw new ApplyError(["Cannot deploy as something is missing:", ...lines].join("\n"));
  }
  for (const note of found.notes) report.note(note);
  return found;
}

async function waitForAll(
  parts: AwaitedObjects,
  { options, objects, deps, isNewTable }: {
    options: DeployOptions;
    objects: readonly KubernetesObject[];
    deps: DeployDeps;
    isNewTable: boolean;
  },
): Promise<boolean> {
  const { kubectl, report, clock, newId } = deps;
  const { namespace, timeoutMs } = options;
  const wait = (part: AwaitedObject) =>
    report.step(
      part.title,
      () => waitForPart(part, { kubectl, namespace, clock, timeoutMs, note: report.note }),
    );
  let hasRedone = false;
  for (const [index, part] of parts.beforeTraining.entries()) {
    await wait(part);
    if (index > 0) continue;
    // Postgres is the first of them, and answers now.
    for (const name of await redoLostWork(kubectl, { objects, namespace })) {
      report.note(`what ${name} had done is gone from Postgres: it does it again`);
      hasRedone = true;
    }
  }
  const { model } = options.table?.task ?? REFERENCE_TASK;
  const champion = await championVersion(kubectl, { namespace, model });
  const trains = champion === undefined || isNewTable;
  if (trains) {
    const name = await startTraining(kubectl, { namespace, id: newId() });
    await wait({
      title: champion === undefined ? "first training" : "training on the new table",
      resource: "job",
      name,
    });
  } else {
    report.note(
      `version ${champion} of ${
        options.table === undefined ? "the model" : model
      } is trained and keeps the alias`,
    );
  }
  for (const part of parts.afterTraining) await wait(part);
  return trains || hasRedone;
}
