/**
 * Production on a Postgres that is somebody else's, from nothing: by TLS, with addresses from Secrets, backed up
 * and brought back. It begins by removing a stack that is there, with its volumes, and ends so.
 *
 * Run with the test cluster up with Contour and cert-manager, and KUBECONFIG set:
 * `deno task e2e:external-postgres`
 *
 * @module
 */
import { equal } from "node:assert/strict";
import { referenceTest } from "@mlops/testing/reference";
import { secretValues } from "../deploy/cluster/secret_values.ts";
import { makeCertificate } from "../overlays/production/make_certificate.ts";
import { restoreSteps } from "./backup_steps.ts";
import { cluster, kubectl } from "./stack.ts";
import { inOrder, type Tell } from "./steps.ts";
import { deploy, runTask } from "./run_task.ts";

const OVERLAY = "production-external-postgres";

/** Namespace and server of the provider. */
const DATABASES = "databases";
const HOST = `stack-rw.${DATABASES}`;

const PROVIDER = new URL("provider/postgres.yaml", import.meta.url).pathname;
const PREPARE = new URL("../../k8s/postgres/prepare-databases.sh", import.meta.url).pathname;

/** Roles with their Secret and database; passwords as a provider may make them. */
const ADDRESSES = [
  ["mlflow", "database-mlflow", "mlflow", "m1!"],
  ["predictions_owner", "database-owner", "predictions", "o2/"],
  ["predictor", "database-predictor", "predictions", "p3@"],
] as const;

async function applySecret(
  namespace: string,
  name: string,
  stringData: Record<string, string>,
): Promise<void> {
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, stringData };
  await kubectl.text("make a Secret", ["apply", "--filename=-"], JSON.stringify(secret));
}

async function valueOf(name: string, key: string): Promise<string> {
  return secretValues(await cluster.object("secrets", name))[key] ?? "";
}

/** What the keeper of the server does, once. */
async function provide(tell: Tell): Promise<void> {
  const certificate = await makeCertificate([HOST], new Date());
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: DATABASES } };
  await kubectl.text("make the namespace", ["apply", "--filename=-"], JSON.stringify(namespace));
  await applySecret(DATABASES, "stack", {
    password: await valueOf("postgres-admin", "ADMIN_PASSWORD"),
    "tls.crt": certificate.certificate,
    "tls.key": certificate.privateKey,
  });
  await kubectl.text("start the server", ["apply", `--filename=${PROVIDER}`]);
  const where = `--namespace=${DATABASES}`;
  const args = ["rollout", "status", "deployment/stack", "--timeout=180s", where];
  await kubectl.text("wait for the server", args);
  const [mlflow, owner, predictor] = ADDRESSES.map(([, , , password]) => password);
  const said = await kubectl.text("prepare the databases", [
    "exec",
    "--stdin",
    "deployment/stack",
    where,
    "--",
    "env",
    "MLFLOW_ROLE=mlflow",
    "MLFLOW_DATABASE=mlflow",
    `MLFLOW_PASSWORD=${mlflow}`,
    `PREDICTIONS_OWNER_PASSWORD=${owner}`,
    `PREDICTOR_PASSWORD=${predictor}`,
    `BACKUP_PASSWORD=${await valueOf("backup-secret", "BACKUP_PASSWORD")}`,
    "bash",
  ], await Deno.readTextFile(PREPARE));
  tell(said.trim());
  for (const [role, name, database, password] of ADDRESSES) {
    const uri = `postgresql://${role}:${encodeURIComponent(password)}@${HOST}:5432/${database}`;
    await applySecret(cluster.namespace, name, { uri });
  }
  await applySecret(cluster.namespace, "database-ca", { "ca.crt": certificate.ca });
}

async function removeAll(): Promise<void> {
  await runTask(["undeploy", "--yes"]);
  const args = ["delete", "namespace", DATABASES, "--ignore-not-found"];
  await kubectl.text("remove the provider", args);
}

/** Asks the provider's Postgres as its superuser. */
async function admin(query: string): Promise<string> {
  const psql = ["psql", "--username=postgres", "--dbname=postgres", "-XAtqc", query];
  const where = `--namespace=${DATABASES}`;
  return (await kubectl.text("ask", ["exec", "deployment/stack", where, "--", ...psql])).trim();
}

referenceTest("production on somebody else's Postgres", ["cluster"], (t) =>
  inOrder(t, [
    {
      id: "deploy",
      title: "it is deployed, and each part does its work",
      run: async (tell) => {
        await removeAll();
        await runTask(["secrets:production"]);
        await provide(tell);
        const { seconds } = await deploy(OVERLAY);
        tell(`deployed in ${seconds.toFixed(0)} s`);
        await runTask(["checklist"]);
      },
    },
    {
      id: "by-tls",
      title: "everybody is there by TLS, under a role of their own",
      run: async (tell) => {
        const plain = await admin(
          "select count(*) from pg_stat_activity join pg_stat_ssl using (pid) " +
            "where client_addr is not null and not ssl",
        );
        equal(plain, "0");
        const roles = await admin(
          "select string_agg(distinct usename, ', ') from pg_stat_activity where client_addr is not null",
        );
        equal(roles, "mlflow, predictor");
        tell(`connected: ${roles}`);
      },
    },
    ...restoreSteps(OVERLAY),
    { id: "undeploy", title: "nothing stays behind", run: removeAll },
  ]));
