import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { listBackups, makeBackup, restoreBackup } from "./backups.ts";
import { lineReport } from "./report.ts";
import { type Answer, FakeKubectl, list } from "./testing/fake_kubectl.ts";
import { stillClock } from "./testing/still_clock.ts";

const DEPLOYMENT_READY = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "mlflow", generation: 1 },
  spec: { replicas: 1 },
  status: {
    observedGeneration: 1,
    replicas: 1,
    updatedReplicas: 1,
    availableReplicas: 1,
    readyReplicas: 1,
    conditions: [{ type: "Available", status: "True" }],
  },
};
const JOB_DONE = {
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "restore-x" },
  status: { succeeded: 1, conditions: [{ type: "Complete", status: "True" }] },
};

const PATTERN = {
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "restore", namespace: "n" },
  spec: {
    jobTemplate: {
      metadata: { labels: { "app.kubernetes.io/component": "restore" } },
      spec: {
        backoffLimit: 1,
        template: {
          spec: {
            initContainers: [{ name: "fetch", args: ["fetch", "latest"] }],
            containers: [{ name: "restore", args: ["latest"] }],
          },
        },
      },
    },
  },
};

const CLAIM = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "pvc" } };
const OBJECTS = [CLAIM, {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "postgres" },
}];

function cluster(...answers: [string, Answer][]) {
  const fake = new FakeKubectl([
    ...answers,
    ["get cronjob/", PATTERN],
    ["get job ", JOB_DONE],
    ["get deployment ", DEPLOYMENT_READY],
    ["get pods", list()],
    ["logs job/restore-x --container=restore", "restored\n"],
    ["exec deployment/postgres", "f\n"],
  ]);
  const clock = stillClock();
  const lines: string[] = [];
  const deps = {
    kubectl: fake.client,
    namespace: "n",
    clock,
    report: lineReport((line) => lines.push(line), clock.now),
    newId: () => "x",
    timeoutMs: 60_000,
  };
  return { fake, deps, lines };
}

/** What was changed on the cluster, in order. */
function changes(fake: FakeKubectl): string[] {
  return fake.calls.filter((call) => /^(scale|create|apply|wait)/.test(call))
    .map((call) => call.replace(" --namespace=n", ""));
}

Deno.test("restoreBackup() stands MLflow still while the databases are replaced", async () => {
  const { fake, deps } = cluster();
  const options = { which: "2026-11-30T03-00-00Z", isPoint: false, objects: OBJECTS };
  equal(await restoreBackup(options, deps), "restored");
  deepEqual(changes(fake), [
    "apply --server-side --filename=-",
    "scale deployment/mlflow --replicas=0",
    "wait pod --for=delete --selector=app=mlflow --timeout=60s",
    "scale deployment/postgres --replicas=1",
    "create --filename=-",
    "scale deployment/mlflow --replicas=1",
  ]);
  const { items: [job] } = JSON.parse(fake.inputs[fake.calls.indexOf("create --filename=-")]!);
  deepEqual(job.spec.template.spec.initContainers[0].args, ["fetch", "2026-11-30T03-00-00Z"]);
  equal(job.metadata.namespace, "n");
});

Deno.test("restoreBackup() leaves a Postgres alone that is elsewhere", async () => {
  const { fake, deps } = cluster();
  await restoreBackup({ which: "latest", isPoint: false, objects: [CLAIM] }, deps);
  equal(fake.calls.some((call) => call.includes("deployment/postgres")), false);
  const applied = JSON.parse(fake.inputs[fake.calls.findIndex((it) => it.startsWith("apply"))]!);
  deepEqual(applied.items, [CLAIM]);
});

Deno.test("restoreBackup() to a moment stands Postgres still, and waits until it has read its log", async () => {
  let asked = 0;
  const admin = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "postgres-admin" },
    data: { ADMIN_PASSWORD: btoa("of now") },
  };
  const { fake, deps } = cluster(
    ["exec deployment/postgres", () => ++asked < 3 ? "t\n" : "f\n"],
    ["get secrets", list(admin)],
  );
  const options = { which: "2026-11-30T12:00:00.000Z", isPoint: true, objects: OBJECTS };
  await restoreBackup(options, deps);
  equal(asked, 3);
  // Passwords of then would let nobody in who has the Secrets of now; MLflow starts after that.
  const set = fake.calls.findIndex((call) => call.startsWith("exec --stdin deployment/postgres"));
  match(fake.inputs[set] ?? "", /'postgres', 'of now'/);
  match(fake.calls[set + 1] ?? "", /^scale deployment\/mlflow --replicas=1/);
  deepEqual(changes(fake).slice(1), [
    "scale deployment/mlflow --replicas=0",
    "wait pod --for=delete --selector=app=mlflow --timeout=60s",
    "scale deployment/postgres --replicas=0",
    "wait pod --for=delete --selector=app=postgres --timeout=60s",
    "create --filename=-",
    "scale deployment/postgres --replicas=1",
    "scale deployment/mlflow --replicas=1",
  ]);
});

Deno.test("restoreBackup() starts all again when the restoration fails", async () => {
  const failed = { ...JOB_DONE, status: { conditions: [{ type: "Failed", status: "True" }] } };
  const { fake, deps } = cluster(["get job ", failed]);
  const options = { which: "latest", isPoint: true, objects: OBJECTS };
  await rejects(restoreBackup(options, deps), { message: /restoration must become ready/ });
  deepEqual(changes(fake).slice(-2), [
    "scale deployment/postgres --replicas=1",
    "scale deployment/mlflow --replicas=1",
  ]);
});

Deno.test("restoreBackup() of a cluster without backups changes nothing and says where they are", async () => {
  const { fake, deps } = cluster(["get cronjob/", list()]);
  await rejects(restoreBackup({ which: "latest", isPoint: false, objects: OBJECTS }, deps), {
    message: /must hold cronjob\/restore: the production overlay has it/,
  });
  deepEqual(changes(fake), []);
});

Deno.test("makeBackup() waits for the proof and tells what was kept", async () => {
  const { fake, deps, lines } = cluster(
    ["logs job/backup-x --container=prove", "restored and counted: 12 rows\n"],
    ["logs job/backup-x --container=keep", "kept it\n"],
  );
  equal(await makeBackup(deps), "restored and counted: 12 rows\nkept it");
  deepEqual(changes(fake), ["create --filename=-"]);
  match(lines[0]!, /^✓ backup/);
});

Deno.test("listBackups() asks the program beside the store", async () => {
  const { fake, deps } = cluster(["exec deployment/backup-archive", "2026  12 rows\n"]);
  equal(await listBackups(deps), "2026  12 rows");
  match(fake.calls[0]!, /--allow-read=\/backup .*main\.js list$/);
});
