import { equal, rejects } from "node:assert/strict";
import { type AwaitedObject, waitForPart } from "./wait_ready.ts";
import { FakeKubectl, list } from "../testing/fake_kubectl.ts";
import { stillClock } from "../testing/still_clock.ts";

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
      "  pod mlflow-1, container mlflow: ImagePullBackOff: mlflow:v9: not found\n" +
      "  → the nodes must reach the registry that has the image: deno task deploy --registry HOST " +
      "sends it there",
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
    message:
      /CrashLoopBackOff\n {4}\| no database\n {4}\| bye\n {2}→ kubectl describe deployment mlflow -n n; /,
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
  await rejects(waitForPart(predict, options(refused, clock)), { message: /RevisionFailed\n/ });
  equal(clock.now(), 10_000);
});

Deno.test("waitForPart() ends when the time is over, and says so", async () => {
  const fake = new FakeKubectl([["get deployment mlflow", ""]]);
  const clock = stillClock();
  await rejects(waitForPart(part, options(fake, clock)), {
    message: "Cannot deploy as MLflow must become ready within 60 s: it does not exist yet\n" +
      "  → kubectl describe deployment mlflow -n n; kubectl describe pods -l app=mlflow -n n",
  });
  equal(clock.now(), 60_000);
});

const predict: AwaitedObject = {
  title: "prediction service",
  resource: "services.serving.knative.dev",
  name: "predict",
};

function service(status: "True" | "False", latest: string, served = latest): object {
  return {
    apiVersion: "serving.knative.dev/v1",
    kind: "Service",
    metadata: { name: "predict", generation: 1 },
    status: {
      observedGeneration: 1,
      latestCreatedRevisionName: latest,
      latestReadyRevisionName: served,
      conditions: [{ type: "Ready", status, reason: "RevisionMissing" }],
    },
  };
}

function ofRevision(revision: string, state: object, ready: boolean): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `${revision}-pod`, labels: { "serving.knative.dev/revision": revision } },
    status: { containerStatuses: [{ name: "predict", ready, restartCount: 0, state }] },
  };
}

Deno.test("waitForPart() lets Knative make a Revision anew that it keeps as failed though its pods answer", async () => {
  let isAnew = false;
  const fake = new FakeKubectl([
    [
      "get services.serving.knative.dev",
      () =>
        list(isAnew ? service("True", "predict-2") : service("False", "predict-2", "predict-1")),
    ],
    ["get pods", list(ofRevision("predict-2", { running: {} }, true))],
    ["delete revisions.serving.knative.dev predict-2 --namespace=n", () => {
      isAnew = true;
      return "";
    }],
  ]);
  const notes: string[] = [];
  await waitForPart(predict, { ...options(fake), note: (text) => notes.push(text) });
  equal(fake.calls.filter((call) => call.startsWith("delete")).length, 1);
  equal(notes[0], "Knative keeps predict-2 as failed without a cause in its pods: made anew");
});

Deno.test("waitForPart() makes a Revision anew once, and then says that it failed", async () => {
  const fake = new FakeKubectl([
    ["get services.serving.knative.dev", list(service("False", "predict-2", "predict-1"))],
  ]);
  const clock = stillClock();
  await rejects(waitForPart(predict, options(fake, clock)), { message: /RevisionMissing\n/ });
  equal(fake.calls.filter((call) => call.startsWith("delete")).length, 1);
  equal(clock.now() < 30_000, true);
});

Deno.test("waitForPart() is not troubled by pods of a Revision that failed earlier", async () => {
  const state = { waiting: { reason: "ImagePullBackOff" } };
  let asked = 0;
  const fake = new FakeKubectl([
    [
      "get services.serving.knative.dev",
      () =>
        list(
          service(
            ++asked < 40 ? "False" : "True",
            "predict-3",
            asked < 40 ? "predict-1" : "predict-3",
          ),
        ),
    ],
    [
      "get pods",
      list(
        ofRevision("predict-2", state, false),
        ofRevision("predict-3", { running: {} }, false),
      ),
    ],
  ]);
  await waitForPart(predict, options(fake));
  equal(asked, 40);
});

Deno.test("waitForPart() gives a Job up after three tries, with what its pod said", async () => {
  const failedPod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "migrate-1" },
    status: {
      phase: "Failed",
      containerStatuses: [{
        name: "migrate",
        ready: false,
        restartCount: 0,
        state: { terminated: { exitCode: 1 } },
      }],
    },
  };
  const fake = new FakeKubectl([
    ["get job", list({ kind: "Job", metadata: { name: "migrate" }, status: {} })],
    ["get pods", list(failedPod, failedPod, failedPod)],
    ["logs migrate-1", 'FATAL:  password authentication failed for user "postgres"\n'],
  ]);
  const clock = stillClock();
  const job: AwaitedObject = { title: "tables", resource: "job", name: "migrate" };
  await rejects(waitForPart(job, options(fake, clock)), {
    message: /authentication failed.*\n {2}→ the database has another password than the Secret/s,
  });
  equal(clock.now(), 10_000);
});
