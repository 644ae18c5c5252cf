import { equal, rejects } from "node:assert/strict";
import { type AwaitedObject, waitForPart } from "./wait_ready.ts";
import { FakeKubectl, list } from "./testdata/fake_kubectl.ts";
import { stillClock } from "./testdata/still_clock.ts";

const part: AwaitedObject = { title: "MLflow", resource: "deployment", name: "mlflow" };
const ready = { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
const deployment = (status: object) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "mlflow", generation: 1 },
  status,
});
const pod = (state: object, restartCount = 0) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "mlflow-1" },
  status: { containerStatuses: [{ name: "mlflow", ready: false, restartCount, state }] },
});
const options = (fake: FakeKubectl, clock = stillClock()) => ({
  kubectl: fake.client,
  namespace: "n",
  clock,
  timeoutMs: 60_000,
});

Deno.test("waitForPart() asks until the part is ready", async () => {
  let asked = 0;
  const fake = new FakeKubectl([
    ["get deployment mlflow", () => list(deployment(++asked < 4 ? { replicas: 1 } : ready))],
  ]);
  const clock = stillClock();
  await waitForPart(part, options(fake, clock));
  equal(clock.now(), 1_500);
});

Deno.test("waitForPart() ends at once when waiting cannot help, with the pod's own reason", async () => {
  const state = { waiting: { reason: "ImagePullBackOff", message: "mlflow:v9: not found" } };
  const fake = new FakeKubectl([
    ["get deployment mlflow", list(deployment({ observedGeneration: 1, replicas: 1 }))],
    ["get pods", list(pod(state))],
  ]);
  const clock = stillClock();
  await rejects(waitForPart(part, options(fake, clock)), {
    name: "ApplyError",
    message: "Cannot deploy as MLflow must become ready: 0 of 1 pods are available\n" +
      "  pod mlflow-1, container mlflow: ImagePullBackOff: mlflow:v9: not found",
  });
  equal(clock.now(), 10_000);
});

Deno.test("waitForPart() shows the last lines of a crashed pod's log", async () => {
  const state = { waiting: { reason: "CrashLoopBackOff" } };
  const fake = new FakeKubectl([
    ["get deployment mlflow", list(deployment({ observedGeneration: 1, replicas: 1 }))],
    ["get pods", list(pod(state, 4))],
    ["logs mlflow-1 --container=mlflow --namespace=n --tail=15 --previous", "no database\nbye\n"],
  ]);
  await rejects(waitForPart(part, options(fake)), {
    message: /CrashLoopBackOff\n {4}\| no database\n {4}\| bye$/,
  });
});

Deno.test("waitForPart() speaks of the newest version's pods first", async () => {
  const state = { waiting: { reason: "ImagePullBackOff" } };
  const made = (name: string, creationTimestamp: string) => ({
    ...pod(state),
    metadata: { name, creationTimestamp },
  });
  const fake = new FakeKubectl([
    ["get deployment mlflow", list(deployment({ observedGeneration: 1, replicas: 1 }))],
    ["get pods", list(made("old", "2026-01-01T00:00:00Z"), made("new", "2026-01-02T00:00:00Z"))],
  ]);
  await rejects(waitForPart(part, options(fake)), { message: /pod new, .*\n {2}pod old, /s });
});

Deno.test("waitForPart() forgives a failure that passes", async () => {
  let asked = 0;
  const state = { waiting: { reason: "ImagePullBackOff" } };
  const fake = new FakeKubectl([
    ["get deployment mlflow", () => list(deployment(++asked < 10 ? { replicas: 1 } : ready))],
    ["get pods", () => list(...asked < 5 ? [pod(state)] : [])],
  ]);
  await waitForPart(part, options(fake));
  equal(asked, 10);
});

Deno.test("waitForPart() waits while a node is full, though Knative calls it a failure", async () => {
  const service = (status: string) => ({
    apiVersion: "serving.knative.dev/v1",
    kind: "Service",
    metadata: { name: "predict", generation: 1 },
    status: {
      observedGeneration: 1,
      conditions: [{ type: "Ready", status, reason: "RevisionFailed" }],
    },
  });
  const full = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p" },
    status: {
      conditions: [{ type: "PodScheduled", status: "False", message: "Insufficient cpu" }],
    },
  };
  let asked = 0;
  const fake = new FakeKubectl([
    ["get services.serving.knative.dev", () => list(service(++asked < 60 ? "False" : "True"))],
    ["get pods", list(full)],
  ]);
  const predict: AwaitedObject = {
    title: "prediction service",
    resource: "services.serving.knative.dev",
    name: "predict",
  };
  await waitForPart(predict, options(fake));
  equal(asked, 60);
  const refused = new FakeKubectl([["get services.serving.knative.dev", list(service("False"))]]);
  const clock = stillClock();
  await rejects(waitForPart(predict, options(refused, clock)), { message: /RevisionFailed$/ });
  equal(clock.now(), 10_000);
});

Deno.test("waitForPart() ends when the time is over, and says so", async () => {
  const fake = new FakeKubectl([["get deployment mlflow", ""]]);
  const clock = stillClock();
  await rejects(waitForPart(part, options(fake, clock)), {
    message: "Cannot deploy as MLflow must become ready within 60 s: it does not exist yet",
  });
  equal(clock.now(), 60_000);
});
