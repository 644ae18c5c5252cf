import { deepEqual, equal } from "node:assert/strict";
import { podTroubles } from "./pod_trouble.ts";
import { readinessOf } from "./readiness.ts";

const object = (kind: string, status: object) => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "x", generation: 2 },
  status,
});
const pod = (status: object) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p" },
  status,
});

Deno.test("readinessOf() wants every pod of a Deployment new and available", () => {
  const state = (status: object) => readinessOf(object("Deployment", status)).state;
  const done = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };
  equal(state(done), "ready");
  equal(state({ ...done, observedGeneration: 1 }), "waiting");
  equal(state({ ...done, replicas: 4 }), "waiting");
  equal(state({ ...done, availableReplicas: 2 }), "waiting");
  equal(state({ observedGeneration: 2 }), "waiting");
});

Deno.test("readinessOf() gives the reason for which no pod can be made", () => {
  const message = 'violates PodSecurity "restricted"';
  const conditions = [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message }];
  deepEqual(readinessOf(object("Deployment", { observedGeneration: 2, conditions })), {
    state: "failed",
    reason: `FailedCreate: ${message}`,
  });
});

Deno.test("readinessOf() wants a Job to end well", () => {
  const state = (type: string) =>
    readinessOf(object("Job", { conditions: [{ type, status: "True" }] })).state;
  equal(state("Complete"), "ready");
  equal(state("Failed"), "failed");
  equal(state("Suspended"), "waiting");
});

Deno.test("readinessOf() wants the newest Revision of a Knative Service", () => {
  const status = {
    observedGeneration: 2,
    latestCreatedRevisionName: "x-2",
    latestReadyRevisionName: "x-2",
    conditions: [{ type: "Ready", status: "True" }],
  };
  equal(readinessOf(object("Service", status)).state, "ready");
  equal(
    readinessOf(object("Service", { ...status, latestReadyRevisionName: "x-1" })).state,
    "waiting",
  );
  const conditions = [{ type: "Ready", status: "False", reason: "RevisionFailed", message: "m" }];
  deepEqual(readinessOf(object("Service", { ...status, conditions })), {
    state: "failed",
    reason: "RevisionFailed: m",
  });
  equal(readinessOf(undefined).state, "waiting");
});

Deno.test("podTroubles() tells what waiting will not end first", () => {
  const troubles = podTroubles([
    pod({
      containerStatuses: [
        { name: "a", restartCount: 0, ready: true, state: { running: {} } },
        { name: "b", restartCount: 0, ready: false, state: { running: {} } },
        {
          name: "c",
          restartCount: 0,
          ready: false,
          state: { waiting: { reason: "ImagePullBackOff", message: "not found" } },
        },
      ],
    }),
  ]);
  deepEqual(troubles, [
    {
      pod: "p",
      container: "c",
      reason: "ImagePullBackOff: not found",
      hasLog: false,
      isFinal: true,
    },
    { pod: "p", container: "b", reason: "it runs and is not ready", hasLog: true, isFinal: false },
  ]);
});

Deno.test("podTroubles() gives a crash two more tries", () => {
  const crash = (restartCount: number) =>
    podTroubles([pod({
      containerStatuses: [{
        name: "a",
        restartCount,
        ready: false,
        state: { waiting: { reason: "CrashLoopBackOff" } },
      }],
    })])[0]?.isFinal;
  equal(crash(2), false);
  equal(crash(3), true);
});

Deno.test("podTroubles() knows pods that no node takes, and init containers", () => {
  const message = "0/1 nodes are available: 1 Insufficient cpu.";
  const conditions = [{ type: "PodScheduled", status: "False", message }];
  equal(podTroubles([pod({ conditions })])[0]?.reason, `no node takes it: ${message}`);
  const ended = { terminated: { exitCode: 3 } };
  const initContainerStatuses = [{ name: "i", restartCount: 0, ready: false, state: ended }];
  deepEqual(podTroubles([pod({ initContainerStatuses })])[0]?.reason, "it ended with exit code 3");
  const waiting = { waiting: { reason: "ContainerCreating" } };
  const containerStatuses = [{ name: "a", restartCount: 0, ready: false, state: waiting }];
  deepEqual(podTroubles([pod({ containerStatuses })]), []);
});

Deno.test("podTroubles() tells how a container ended, and leaves out Knative's own", () => {
  const containerStatuses = [
    { name: "queue-proxy", restartCount: 0, ready: false, state: { running: {} } },
    {
      name: "predict",
      restartCount: 3,
      ready: false,
      state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 40s restarting" } },
      lastState: { terminated: { reason: "OOMKilled", exitCode: 137 } },
    },
  ];
  deepEqual(
    podTroubles([pod({ containerStatuses })]).map(({ container, reason }) => [
      container,
      reason,
    ]),
    [["predict", "CrashLoopBackOff: it ended with OOMKilled, exit code 137"]],
  );
  const [queue] = containerStatuses;
  equal(podTroubles([pod({ containerStatuses: [queue] })])[0]?.container, "queue-proxy");
});
