/**
 * The deployment: images, objects, and the wait until every part works.
 *
 * @module
 */
import { type AppliedObjects, applyObjects } from "./apply/apply.ts";
import { REFERENCE_TASK } from "@mlops/tasks";
import { askingLast } from "./apply/asking_last.ts";
import type { DeployDeps, Deployed, DeployOptions } from "./deployment.ts";
import { tableMapName } from "./training/with_table.ts";
import { buildImages } from "./images/build_images.ts";
import { deliverImages } from "./images/deliver_images.ts";
import type { KubernetesObject } from "./cluster/kubernetes_object.ts";
import { type AwaitedObjects, awaitedObjects } from "./ready/awaited_objects.ts";
import { redoLostWork } from "./ready/lost_work.ts";
import { renewCertificate, renewPasswords } from "./apply/postgres_secrets.ts";
import { withReadDigests } from "./apply/read_digests.ts";
import { imagesOf } from "./images/resolve_images.ts";
import { isSealed, openSealedSecrets } from "./apply/sealed_secrets.ts";
import { startReaders } from "./apply/start_readers.ts";
import { removeStale } from "./apply/stale_objects.ts";
import { appliedInWords, tellApplied, tellRemoved } from "./apply/tell_applied.ts";
import { liveSecrets, pinnedObjects, requireReady } from "./prepare.ts";
import { championVersion, startTraining } from "./training/train_job.ts";
import { tellKeys } from "./apply/tell_keys.ts";
import { type AwaitedObject, waitForPart } from "./ready/wait_ready.ts";

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
  const { namespace, table } = options;
  const { nodes, knative } = await requireReady(options.objects, deps);
  if (knative.state === "missing") {
    await report.step("Knative Serving with Kourier", deps.installKnative);
  }
  const target = deps.openTarget(nodes);
  const built = await buildImages(imagesOf(options.objects), deps);
  const { references, hasNew } = await deliverImages(built, { target, report });
  const pinned = pinnedObjects(options, references);
  if (pinned.some(isSealed)) {
    await report.step("sealed Secrets", () => openSealedSecrets(kubectl, pinned, clock));
  }
  const live = await liveSecrets(kubectl, namespace);
  const objects = withReadDigests(pinned, live);
  const secrets = [...pinned, ...live].filter(({ kind }) => kind === "Secret");
  if (await renewPasswords(kubectl, { objects, secrets, namespace })) {
    report.note("Postgres has the passwords of its Secrets");
  }
  await tellKeys(kubectl, objects, { namespace, clock });
  const { canaryPercent } = options;
  const early = canaryPercent === undefined
    ? NOTHING_EARLY
    : await rollOutFirst(objects, { options, deps, canaryPercent });
  const late = await askingLast(kubectl, objects, namespace);
  const first = objects.filter((object) => !late.includes(object));
  const applied = await report.step(
    "manifests",
    () => applyObjects(kubectl, first, { isDryRun: false }),
    appliedInWords,
  );
  tellApplied(report, applied);
  await startReaders(first, {
    changed: [...early.changed, ...applied.changed],
    restarted: [...early.restarted, ...applied.restarted],
  }, { kubectl, report, namespace });
  const stale = await removeStale(kubectl, objects, { namespace, isDryRun: false });
  tellRemoved(report, stale);
  const hasTrained = await waitForAll(awaitedObjects(first), {
    options,
    objects,
    deps,
    isNewTable: isNewTable(options, applied.created),
  });
  for (const object of late) await deployLate(object, { options, deps });
  if (await renewCertificate(kubectl, { objects, secrets, namespace, clock })) {
    report.note("Postgres has the certificate of its Secret, without a restart");
  }
  await deps.prove(table?.task ?? REFERENCE_TASK);
  const hasChanged = hasNew || early.hasChanged || hasTrained ||
    applied.created.length + applied.changed.length + stale.length + late.length > 0;
  return { hasChanged, nodes };
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

/** What is other than before once the prediction service was rolled out. */
interface RolledOut extends Pick<AppliedObjects, "changed" | "restarted"> {
  /** Whether the service has a new Revision, or anything else is other than before. */
  readonly hasChanged: boolean;
}

/** Without a canary the service comes with everything else. */
const NOTHING_EARLY: RolledOut = { changed: [], restarted: [], hasChanged: false };

/** Brings everything else up to date, and then the prediction service, share by share. */
async function rollOutFirst(
  objects: readonly KubernetesObject[],
  { options, deps, canaryPercent }: {
    options: DeployOptions;
    deps: DeployDeps;
    canaryPercent: number;
  },
): Promise<RolledOut> {
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
  const isNew = service !== undefined && await deps.rollOut(service, canaryPercent, task);
  return {
    hasChanged: isNew || created.length + changed.length > 0,
    changed,
    restarted: isNew ? [...restarted, service] : restarted,
  };
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
