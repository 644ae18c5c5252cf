/**
 * Lets Postgres have what its Secrets say now: it reads passwords on an empty volume only, and its
 * certificate when it is told to.
 *
 * @module
 */
import { ApplyError } from "../apply_error.ts";
import type { Kubectl } from "../cluster/kubectl.ts";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import { askPostgres, inPostgresPod } from "../cluster/postgres_query.ts";
import { secretValues } from "../cluster/secret_values.ts";
import { readDigestOf } from "./read_digests.ts";
import type { Clock } from "../clock.ts";

/** The Job that prepares the databases: it reads every password. */
const JOB = "postgres-databases";

/** Where each role's password is; MLflow's role has the name that its Secret gives it. */
const ROLES = [
  { role: "postgres", secret: "postgres-admin", key: "ADMIN_PASSWORD" },
  { role: null, secret: "postgres-secret", key: "POSTGRES_PASSWORD" },
  { role: "predictions_owner", secret: "predictions-owner", key: "PREDICTIONS_OWNER_PASSWORD" },
  { role: "predictor", secret: "predictions-secret", key: "PREDICTOR_PASSWORD" },
  { role: "backup", secret: "backup-secret", key: "BACKUP_PASSWORD" },
] as const;

const ROLE_NAME = "POSTGRES_USER";

/** Secret of Postgres' certificate. */
const CERTIFICATE = "postgres-tls";

/** A kubelet brings a changed Secret into a pod within a minute and some. */
const MOUNTED_MS = 180_000;
const POLL_MS = 1_000;

/**
 * Sets the passwords before anything starts with new ones: the Job that does so signs in with the
 * superuser's, which may be one of them.
 *
 * @param kubectl Calls kubectl.
 * @param options The objects of the manifests with their digests, the Secrets that count, and where.
 * @returns Whether there was something to set. Where Postgres does not run, its Jobs say what is wrong.
 */
export async function renewPasswords(
  kubectl: Kubectl,
  { objects, secrets, namespace }: {
    objects: readonly KubernetesObject[];
    secrets: readonly KubernetesObject[];
    namespace: string;
  },
): Promise<boolean> {
  const wanted = objects.find(({ kind, metadata }) => kind === "Job" && metadata.name === JOB);
  if (wanted === undefined) return false;
  const [live] = await kubectl.objects("look at the databases' Job", [
    "jobs.batch",
    JOB,
    `--namespace=${namespace}`,
  ]);
  if (live === undefined || readDigestOf(live) === readDigestOf(wanted)) return false;
  return await setPasswords(kubectl, { secrets, namespace });
}

/**
 * Sets the password of each role to what its Secret says, as the superuser inside the pod.
 *
 * @param kubectl Calls kubectl.
 * @param options The Secrets, and where.
 * @returns Whether Postgres took them; not so where it does not run.
 */
export async function setPasswords(
  kubectl: Kubectl,
  { secrets, namespace }: { secrets: readonly KubernetesObject[]; namespace: string },
): Promise<boolean> {
  const pairs = ROLES.flatMap(({ role, secret, key }) => {
    const values = secretValues(
      secrets.find(({ kind, metadata }) => kind === "Secret" && metadata.name === secret),
    );
    const [name, password] = [role ?? values[ROLE_NAME], values[key]];
    return name === undefined || password === undefined
      ? []
      : [`(${literal(name)}, ${literal(password)})`];
  });
  if (pairs.length === 0) return false;
  // On standard input, as a command line can be seen by other processes; and no log quotes what fails.
  const statement = `SET log_min_error_statement = panic;
SELECT format('ALTER ROLE %I PASSWORD %L', name, password)
  FROM (VALUES ${pairs.join(", ")}) AS wanted (name, password)
 WHERE EXISTS (SELECT FROM pg_roles WHERE rolname = name) \\gexec\n`;
  const psql = [
    "psql",
    "--username=postgres",
    "--dbname=postgres",
    "--no-psqlrc",
    "--quiet",
    "--set=ON_ERROR_STOP=1",
  ];
  const args = inPostgresPod(namespace, psql, { hasInput: true });
  const { code } = await kubectl.call(args, statement);
  return code === 0;
}

/**
 * Lets a running Postgres take the certificate of its Secret, without a restart.
 *
 * @param kubectl Calls kubectl.
 * @param options The objects of the manifests, the Secrets, where, and the time.
 * @returns Whether it had another one until now.
 * @throws {ApplyError} If Postgres does not answer, or its pod does not get the Secret's certificate.
 */
export async function renewCertificate(
  kubectl: Kubectl,
  { objects, secrets, namespace, clock }: {
    objects: readonly KubernetesObject[];
    secrets: readonly KubernetesObject[];
    namespace: string;
    clock: Clock;
  },
): Promise<boolean> {
  const server = objects.find(({ kind, metadata }) =>
    kind === "Deployment" && metadata.name === "postgres"
  );
  const secret = secrets.find(({ metadata }) => metadata.name === CERTIFICATE);
  const wanted = secretValues(secret)["tls.crt"];
  // A Postgres elsewhere has its certificate from whoever keeps it.
  if (wanted === undefined || server === undefined) return false;
  if (!JSON.stringify(server).includes(`"secretName":"${CERTIFICATE}"`)) return false;
  const ask = (query: string) => askPostgres(kubectl, { namespace, database: "postgres", query });
  const file = "current_setting('ssl_cert_file')";
  const end = clock.now() + MOUNTED_MS;
  // What is mounted there follows the Secret in the cluster's own time.
  while (await ask(`select pg_read_file(${file})`) !== wanted.trim()) {
    if (clock.now() >= end) {
      throw new ApplyError(
        `Cannot deploy as Postgres' pod must get the certificate of ${CERTIFICATE} within ` +
          `${MOUNTED_MS / 1_000} s: it has another one\n` +
          `  → kubectl rollout restart deployment/postgres -n ${namespace}; deploy again`,
      );
    }
    await clock.sleep(POLL_MS);
  }
  const isOld = `(pg_stat_file(${file})).modification > pg_conf_load_time()`;
  return await ask(`select case when ${isOld} then pg_reload_conf() end`) === "t";
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
