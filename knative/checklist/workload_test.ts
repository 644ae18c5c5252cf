import { deepEqual } from "node:assert/strict";
import { fakeCluster } from "./testing/fake_cluster.ts";
import { podsRun } from "./workload.ts";

function pod({ isReady, reason }: { isReady: boolean; reason?: string }): unknown {
  const state = reason === undefined ? { running: {} } : { waiting: { reason } };
  return {
    metadata: { name: "ml-api-3" },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: isReady ? "True" : "False" }],
      containerStatuses: [{ name: "predict", restartCount: 0, ready: isReady, state }],
    },
  };
}

/** Looks at a Deployment whose only pod is another at the second look. */
async function seenAfter(first: unknown, second: unknown): Promise<[string, number]> {
  let looks = 0;
  const pods = () => [++looks === 1 ? first : second];
  const cluster = fakeCluster({ objects: { pods }, patienceMs: 50 });
  const { run } = podsRun(cluster, "ml-api", { atLeast: 1 });
  return [await run().catch((error: Error) => error.message), looks];
}

Deno.test("podsRun() waits for a pod that an autoscaler has just made", async () => {
  const [coming, there] = [pod({ isReady: false }), pod({ isReady: true })];
  deepEqual(await seenAfter(coming, there), ["1 ready, 0 restarts", 2]);
  deepEqual(await seenAfter(coming, coming), ["ml-api-3 runs and is not ready", 2]);
});

Deno.test("podsRun() waits for no pod that waiting does not help", async () => {
  const lost = pod({ isReady: false, reason: "ImagePullBackOff" });
  deepEqual(await seenAfter(lost, pod({ isReady: true })), ["ml-api-3 is ImagePullBackOff", 1]);
});
