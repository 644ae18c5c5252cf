/**
 * Finds work that was done once and is gone: a Job that ended says so for good, also when the volume that it
 * wrote to was deleted since.
 *
 * @module
 */
import { MIGRATIONS } from "@mlops/prediction_log/migrations";
import { applyObjects } from "../apply/apply.ts";
import { ApplyError } from "../apply_error.ts";
import type { Kubectl } from "../cluster/kubectl.ts";
import { type KubernetesObject, listOf } from "../cluster/kubernetes_object.ts";
import { askPostgres, type StackDatabase } from "../cluster/postgres_query.ts";
import { readinessOf } from "./readiness.ts";
import { startAnew } from "../apply/start_anew.ts";

/** What is left of a piece of work, and whose it is. */
interface Work {
  readonly kind: "Job" | "Deployment";
  readonly name: string;
  readonly database: StackDatabase;
  /** Answers `t` if the work is there. */
  readonly query: string;
}

/** Names of the steps of the prediction log's database, as SQL. */
const STEPS = MIGRATIONS.map(({ name }) => `'${name}'`).join(", ");

const WORKS: readonly Work[] = [
  {
    kind: "Job",
    name: "postgres-databases",
    database: "postgres",
    query: "select (select count(*) from pg_database where datname = 'predictions') = 1 and " +
      "(select count(*) from pg_roles where rolname in " +
      "('predictions_owner', 'predictor', 'backup', 'replicator')) = 4",
  },
  {
    kind: "Job",
    name: "predictions-migrate",
    database: "predictions",
    query: "select to_regclass('predictions') is not null and " +
      `(select count(*) from schema_migrations where name in (${STEPS})) = ${MIGRATIONS.length}`,
  },
  // Its tables are made when it starts, and it goes on without them.
  {
    kind: "Deployment",
    name: "mlflow",
    database: "mlflow",
    query: "select to_regclass('experiments') is not null",
  },
];

/** Whether a piece of work is there, as a person reads it. */
export interface FoundWork {
  /** Name of the Job or Deployment that does it. */
  readonly name: string;
  /** What is wrong; `undefined` if it is there. */
  readonly fault: string | undefined;
}

/**
 * Looks at everything that the stack's parts leave in Postgres.
 *
 * @param kubectl Calls kubectl.
 * @param namespace The stack's namespace.
 * @returns What was found.
 */
export function findWork(kubectl: Kubectl, namespace: string): Promise<FoundWork[]> {
  return Promise.all(WORKS.map(async (work) => ({
    name: work.name,
    fault: await faultOf(kubectl, namespace, work),
  })));
}

async function faultOf(
  kubectl: Kubectl,
  namespace: string,
  { database, query }: Work,
): Promise<string | undefined> {
  try {
    const answer = await askPostgres(kubectl, { namespace, database, query });
    return answer === "t" ? undefined : `its tables are not in the database ${database}`;
  } catch (error) {
    if (!(error instanceof ApplyError)) throw error;
    // The last line is Postgres' own.
    return error.message.trim().split("\n").at(-1);
  }
}

/**
 * Does work again that is gone though its Job ended well: the Job runs again, and what makes its tables at
 * its start is started anew.
 *
 * @param kubectl Calls kubectl.
 * @param options Objects of the manifests, with images resolved, and the namespace.
 * @returns Names of what works again.
 * @throws {ApplyError} If the cluster refuses.
 */
export async function redoLostWork(
  kubectl: Kubectl,
  { objects, namespace }: { objects: readonly KubernetesObject[]; namespace: string },
): Promise<string[]> {
  // A database elsewhere cannot be asked from a pod here.
  if (
    !objects.some(({ kind, metadata }) => kind === "Deployment" && metadata.name === "postgres")
  ) {
    return [];
  }
  const lost: string[] = [];
  for (const work of WORKS) {
    const wanted = objects.find(({ kind, metadata }) =>
      kind === work.kind && metadata.name === work.name
    );
    if (wanted === undefined || await isAtWork(kubectl, namespace, work)) continue;
    if (await faultOf(kubectl, namespace, work) === undefined) continue;
    lost.push(work.name);
    if (work.kind === "Job") await runAgain(kubectl, wanted);
    else await startAnew(kubectl, wanted, namespace);
  }
  return lost;
}

/** What has not ended, or not started, will still do its work. */
async function isAtWork(
  kubectl: Kubectl,
  namespace: string,
  { kind, name }: Work,
): Promise<boolean> {
  const [object] = await kubectl.objects(`look at ${name}`, [
    kind.toLowerCase(),
    name,
    `--namespace=${namespace}`,
  ]);
  return readinessOf(object).state !== "ready";
}

async function runAgain(kubectl: Kubectl, job: KubernetesObject): Promise<void> {
  const args = ["delete", "--filename=-", "--wait", "--ignore-not-found"];
  await kubectl.text(`run ${job.metadata.name} again`, args, listOf([job]));
  await applyObjects(kubectl, [job], { isDryRun: false });
}
