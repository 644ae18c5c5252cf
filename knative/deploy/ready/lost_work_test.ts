import { deepEqual, equal } from "node:assert/strict";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import { findWork, redoLostWork } from "./lost_work.ts";
import { type Answer, FakeKubectl, list, refusal } from "../testing/fake_kubectl.ts";

const object = (kind: string, name: string): KubernetesObject => ({
  apiVersion: kind === "Job" ? "batch/v1" : "apps/v1",
  kind,
  metadata: { name, namespace: "n" },
  spec: {},
});
const objects = [
  object("Deployment", "postgres"),
  object("Job", "postgres-databases"),
  object("Job", "predictions-migrate"),
  object("Deployment", "mlflow"),
];
const complete = { conditions: [{ type: "Complete", status: "True" }] };
const available = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
const ASK = "exec deployment/postgres --container=postgres --namespace=n -- env DATABASE=";

/** A cluster where everything has ended or runs, and Postgres answers of each database so. */
function cluster(answers: Readonly<Record<string, Answer>>, ...more: [string, Answer][]) {
  return new FakeKubectl([
    ...more,
    ...Object.entries(answers).map(([name, answer]): [string, Answer] => [ASK + name, answer]),
    [ASK, "t\n"],
    ["get job ", list({ ...object("Job", "j"), status: complete })],
    ["get deployment mlflow", list({ ...object("Deployment", "mlflow"), status: available })],
    ["apply", (input) => input ?? ""],
  ]);
}

Deno.test("redoLostWork() leaves everything where all work is there", async () => {
  const fake = cluster({});
  deepEqual(await redoLostWork(fake.client, { objects, namespace: "n" }), []);
  equal(fake.calls.filter((call) => call.startsWith(ASK)).length, 3);
  equal(fake.calls.some((call) => /^(delete|apply|rollout)/.test(call)), false);
});

Deno.test("redoLostWork() runs a Job again whose tables are gone, and starts MLflow anew", async () => {
  const gone = refusal('psql: FATAL:  database "predictions" does not exist');
  const fake = cluster({ predictions: gone, mlflow: "f\n" });
  deepEqual(await redoLostWork(fake.client, { objects, namespace: "n" }), [
    "predictions-migrate",
    "mlflow",
  ]);
  const deeds = fake.calls.filter((call) => /^(delete|apply|rollout)/.test(call));
  deepEqual(deeds.map((call) => call.split(" ", 1)[0]), ["delete", "apply", "rollout"]);
  const applied = fake.inputs[fake.calls.findIndex((call) => call.startsWith("apply"))]!;
  const { items }: { items: KubernetesObject[] } = JSON.parse(applied);
  deepEqual(items.map(({ metadata }) => metadata.name), ["predictions-migrate"]);
});

Deno.test("redoLostWork() waits for a Job that has not ended, and asks no Postgres that is elsewhere", async () => {
  const working = cluster({ predictions: "f\n", postgres: "f\n" }, ["get job ", list()]);
  deepEqual(await redoLostWork(working.client, { objects, namespace: "n" }), []);
  const elsewhere = cluster({ predictions: "f\n" });
  deepEqual(
    await redoLostWork(elsewhere.client, { objects: objects.slice(1), namespace: "n" }),
    [],
  );
  deepEqual(elsewhere.calls, []);
});

Deno.test("findWork() tells what is not there in Postgres' own words", async () => {
  const gone = refusal('FATAL:  database "predictions" does not exist');
  const fake = cluster({ predictions: gone, mlflow: "f\n" });
  deepEqual(await findWork(fake.client, "n"), [
    { name: "postgres-databases", fault: undefined },
    {
      name: "predictions-migrate",
      fault: "Cannot ask Postgres as the cluster must accept it: FATAL:  database " +
        '"predictions" does not exist',
    },
    { name: "mlflow", fault: "its tables are not in the database mlflow" },
  ]);
});
