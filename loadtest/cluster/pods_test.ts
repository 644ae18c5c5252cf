import { deepEqual } from "node:assert/strict";
import { countPods, type Pod } from "./pods.ts";

function pod(name: string, ready: boolean, more: { phase?: string; leaves?: boolean } = {}): Pod {
  const createdAt = "2026-11-25T02:52:20Z";
  return {
    metadata: {
      name,
      uid: name,
      creationTimestamp: createdAt,
      ...more.leaves ? { deletionTimestamp: "2026-11-25T02:53:00Z" } : {},
    },
    spec: {},
    status: {
      phase: more.phase ?? "Running",
      conditions: [{
        type: "Ready",
        status: ready ? "True" : "False",
        lastTransitionTime: createdAt,
      }],
    },
  };
}

const autoscaler = (status: { desiredScale?: number; desiredReplicas?: number }) => ({
  metadata: { creationTimestamp: "2026-11-25T02:52:20Z" },
  spec: {},
  status,
});

Deno.test("countPods() counts the pods that stay", () => {
  const pods = [
    pod("a", true),
    pod("b", false, { phase: "Pending" }),
    pod("c", true, { leaves: true }),
    pod("d", false, { phase: "Failed" }),
  ];
  deepEqual(countPods(pods, [autoscaler({ desiredReplicas: 4 })]), {
    ready: 1,
    starting: 1,
    desired: 4,
  });
});

Deno.test("countPods() sums the wishes of a Service's Revisions, and leaves out one not made yet", () => {
  const wishes = [{ desiredScale: 2 }, { desiredScale: 3 }, { desiredScale: -1 }].map(autoscaler);
  deepEqual(countPods([], wishes), { ready: 0, starting: 0, desired: 5 });
  deepEqual(countPods([], [autoscaler({ desiredScale: -1 })]).desired, null);
  deepEqual(countPods([], [autoscaler({ desiredReplicas: 0 })]).desired, null);
});
