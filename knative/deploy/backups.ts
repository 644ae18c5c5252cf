/**
 * Backups on the cluster: makes one now, lists them, and brings the stack back to one or to a point in
 * time. What they are made of is in `k8s/backup`; the patterns of the Jobs are CronJobs there.
 *
 * @module
 */
import { ApplyError } from "./apply_error.ts";
import type { Kubectl } from "./cluster/kubectl.ts";
import { type KubernetesObject, listOf } from "./cluster/kubernetes_object.ts";
import { inPostgresPod } from "./cluster/postgres_query.ts";
import { setPasswords } from "./apply/postgres_secrets.ts";
import type { Report } from "./report.ts";
import type { Clock } from "./clock.ts";
import { type AwaitedObject, waitForPart } from "./ready/wait_ready.ts";

/** What backups need of the cluster. */
export interface BackupDeps {
  readonly kubectl: Kubectl;
  readonly namespace: string;
  readonly report: Report;
  readonly clock: Clock;
  /** Makes a short name that no other Job has. */
  readonly newId: () => string;
  /** Limit for each step. */
  readonly timeoutMs: number;
}

/** The stand-in that the patterns have for what is wanted. */
const LATEST = "latest";

const POLL_MS = 500;

/**
 * Makes a backup and proves it.
 *
 * @param deps What it needs.
 * @returns What was kept, in a line.
 * @throws {ApplyError} If the cluster has no backups, or the backup fails, with the lines of its log.
 */
export async function makeBackup(deps: BackupDeps): Promise<string> {
  const name = `backup-${deps.newId()}`;
  await startJob(deps, { pattern: "backup", name, which: LATEST });
  await wait(deps, { title: "backup", resource: "job", name });
  return await logOf(deps, name, ["dump", "prove", "keep"]);
}

/**
 * Lists the backups.
 *
 * @param deps What it needs.
 * @returns A line for each, the oldest first.
 * @throws {ApplyError} If the cluster has no backups, or they cannot be read.
 */
export async function listBackups({ kubectl, namespace }: BackupDeps): Promise<string> {
  const program = ["deno", "run", "--no-config", "--cached-only", "--no-prompt"];
  // Where the bucket is, if they are in one, the pod knows; its network policy lets it reach nothing else.
  const rights = [
    "--allow-read=/backup",
    "--allow-net",
    "--allow-env",
    "--ignore-env=LOG_TOKENS,LOG_STREAM",
  ];
  return (await kubectl.text("list the backups", [
    "exec",
    "deployment/backup-archive",
    `--namespace=${namespace}`,
    "--",
    ...program,
    ...rights,
    "/app/dist/main.js",
    "list",
  ])).trimEnd();
}

/** What is brought back. */
export interface RestoreOptions {
  /** Name of a backup, a moment after it, or `latest`. */
  readonly which: string;
  /** Whether Postgres goes on from there by its archived log, up to that moment. */
  readonly isPoint: boolean;
  /** Objects of the overlay: volumes that are missing are made, and Postgres stands still if it has one. */
  readonly objects: readonly KubernetesObject[];
}

/**
 * Brings databases and artifacts back. MLflow stands still meanwhile; the prediction service goes on
 * answering, and keeps the rows of its log until the database is there again.
 *
 * @param options What is brought back.
 * @param deps What it needs.
 * @returns What the restoration said, in lines.
 * @throws {ApplyError} If a step fails; what it left is as before, or set aside.
 */
export async function restoreBackup(
  { which, isPoint, objects }: RestoreOptions,
  deps: BackupDeps,
): Promise<string> {
  const claims = objects.filter(({ kind }) => kind === "PersistentVolumeClaim");
  const hasPostgres = objects.some(({ kind, metadata }) =>
    kind === "Deployment" && metadata.name === "postgres"
  );
  const { kubectl, report } = deps;
  const name = `restore-${deps.newId()}`;
  // Asked before anything stands still.
  const pattern = isPoint ? "restore-point" : "restore";
  await findPattern(deps, pattern);
  const made = await kubectl.text(
    "make the volumes that are missing",
    ["apply", "--server-side", "--filename=-", `--namespace=${deps.namespace}`],
    listOf(claims),
  );
  report.detail(made.trim().split("\n").join(", "));
  await stop(deps, "mlflow");
  if (isPoint) await stop(deps, "postgres");
  else if (hasPostgres) await start(deps, { title: "Postgres", name: "postgres" });
  let said: string;
  try {
    await startJob(deps, { pattern, name, which });
    await wait(deps, { title: "restoration", resource: "job", name });
    said = await logOf(deps, name, ["fetch", "restore"]);
  } catch (error) {
    // What failed changed nothing, and the stack goes on with what it had.
    await goOn(deps, isPoint);
    throw error;
  }
  await goOn(deps, isPoint);
  return said;
}

async function goOn(deps: BackupDeps, isPoint: boolean): Promise<void> {
  if (isPoint) {
    await start(deps, { title: "Postgres", name: "postgres" });
    await deps.report.step("archived log read", () => recovered(deps));
    // The roles are as they were then, too, and the Secrets are of now.
    const { kubectl, namespace } = deps;
    const where = `--namespace=${namespace}`;
    const secrets = await kubectl.objects("look for Secrets", ["secrets", where]);
    await setPasswords(kubectl, { secrets, namespace });
  }
  await start(deps, { title: "MLflow", name: "mlflow" });
}

async function stop({ kubectl, namespace, report, timeoutMs }: BackupDeps, name: string) {
  await report.step(`${name} stopped`, async () => {
    const where = `--namespace=${namespace}`;
    await kubectl.text(`stop ${name}`, ["scale", `deployment/${name}`, "--replicas=0", where]);
    await kubectl.text(`wait for the end of ${name}`, [
      "wait",
      "pod",
      "--for=delete",
      `--selector=app=${name}`,
      `--timeout=${Math.ceil(timeoutMs / 1_000)}s`,
      where,
    ]);
  });
}

async function start(deps: BackupDeps, { title, name }: { title: string; name: string }) {
  const where = `--namespace=${deps.namespace}`;
  await deps.kubectl.text(`start ${name}`, ["scale", `deployment/${name}`, "--replicas=1", where]);
  await wait(deps, { title, resource: "deployment", name });
}

async function wait(
  { kubectl, namespace, clock, timeoutMs, report }: BackupDeps,
  part: AwaitedObject,
): Promise<void> {
  const options = { kubectl, namespace, clock, timeoutMs };
  await report.step(part.title, () => waitForPart(part, options));
}

/** Postgres answers to readers while it still reads its log, and counts as ready. */
async function recovered({ kubectl, namespace, clock, timeoutMs }: BackupDeps): Promise<void> {
  const begin = clock.now();
  const psql = ["psql", "--username=postgres", "--dbname=postgres", "-XAtqc"];
  const ask = inPostgresPod(namespace, [...psql, "SELECT pg_is_in_recovery()"]);
  for (;;) {
    const { stdout } = await kubectl.call(ask);
    if (stdout.trim() === "f") return;
    if (clock.now() - begin >= timeoutMs) {
      throw new ApplyError(
        `Cannot restore as Postgres must have read its archived log within ${
          timeoutMs / 1_000
        } s: see "deno task logs postgres"`,
      );
    }
    await clock.sleep(POLL_MS);
  }
}

async function findPattern(
  { kubectl, namespace }: BackupDeps,
  pattern: string,
): Promise<KubernetesObject> {
  const args = [`cronjob/${pattern}`, `--namespace=${namespace}`, "--ignore-not-found"];
  const [found] = await kubectl.objects("find the pattern of a backup", args);
  if (found !== undefined) return found;
  throw new ApplyError(
    `Cannot go on as the cluster must hold cronjob/${pattern}: the production overlay has it, ` +
      `"deno task deploy --overlay production"`,
  );
}

async function startJob(
  deps: BackupDeps,
  { pattern, name, which }: { pattern: string; name: string; which: string },
): Promise<void> {
  const job = jobOf(await findPattern(deps, pattern), { name, which });
  await deps.kubectl.text(`start ${name}`, ["create", "--filename=-"], listOf([job]));
}

interface Container {
  readonly args?: readonly string[];
}

/**
 * Makes a Job of a pattern.
 *
 * @param pattern The CronJob.
 * @param options The Job's name, and what stands in the place of `latest` in its containers' arguments.
 * @returns The Job.
 */
function jobOf(
  { metadata: { namespace }, spec }: KubernetesObject,
  { name, which }: { name: string; which: string },
): KubernetesObject {
  const { jobTemplate } = spec as {
    jobTemplate: {
      metadata?: { labels?: Readonly<Record<string, string>> };
      spec: {
        template: {
          spec: { initContainers?: readonly Container[]; containers: readonly Container[] };
        };
      };
    };
  };
  const { template } = jobTemplate.spec;
  const filled = (containers: readonly Container[] = []) =>
    containers.map((container) => ({
      ...container,
      ...container.args && { args: container.args.map((arg) => arg === LATEST ? which : arg) },
    }));
  const { initContainers, containers } = template.spec;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name,
      ...namespace !== undefined && { namespace },
      labels: jobTemplate.metadata?.labels ?? {},
    },
    spec: {
      ...jobTemplate.spec,
      template: {
        ...template,
        spec: {
          ...template.spec,
          initContainers: filled(initContainers),
          containers: filled(containers),
        },
      },
    },
  };
}

/** What the steps of a Job said, in their order: kubectl has none for the containers of a pod. */
async function logOf(
  { kubectl, namespace }: BackupDeps,
  name: string,
  steps: readonly string[],
): Promise<string> {
  const said: string[] = [];
  for (const step of steps) {
    const args = ["logs", `job/${name}`, `--container=${step}`, `--namespace=${namespace}`];
    said.push(await kubectl.text("read what was said", args));
  }
  return said.join("").trim();
}
