import { REFERENCE_TASK } from "@mlops/tasks";
import { equal } from "node:assert/strict";
import { predictionChecks } from "./prediction_checks.ts";
import { fakeCluster } from "./testing/fake_cluster.ts";
import { linesOf } from "./testing/lines_of.ts";

Deno.test("predictionChecks() knows a Revision that Knative keeps as failed though its pods answer", async () => {
  const stuck = {
    metadata: { name: "predict" },
    status: {
      latestCreatedRevisionName: "predict-2",
      conditions: [{ type: "Ready", status: "False", reason: "RevisionMissing", message: "none" }],
    },
  };
  const answering = {
    metadata: { name: "p" },
    status: { conditions: [{ type: "Ready", status: "True" }] },
  };
  const objects = { "services.serving.knative.dev": [stuck], pods: [answering] };
  const lines = await linesOf(predictionChecks(fakeCluster({ objects }), REFERENCE_TASK));
  equal(
    lines[6],
    "✗ Knative Service predict is Ready: Knative keeps predict-2 as failed (RevisionMissing), though " +
      "its pods answer: kubectl delete revisions.serving.knative.dev predict-2 " +
      "--namespace=mlops-workshop --wait",
  );
});

Deno.test("predictionChecks() tells a Revision whose pods crash while Knative says nothing", async () => {
  const silent = {
    metadata: { name: "predict" },
    status: {
      latestCreatedRevisionName: "predict-2",
      latestReadyRevisionName: "predict-1",
      conditions: [{ type: "Ready", status: "Unknown" }],
    },
  };
  const crashing = {
    metadata: { name: "predict-2-x" },
    status: {
      containerStatuses: [{
        name: "predict",
        restartCount: 2,
        ready: false,
        state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 20s" } },
        lastState: { terminated: { reason: "Error", exitCode: 1 } },
      }],
    },
  };
  const objects = { "services.serving.knative.dev": [silent], pods: [crashing] };
  const lines = await linesOf(predictionChecks(fakeCluster({ objects }), REFERENCE_TASK));
  equal(
    lines[6],
    "✗ Knative Service predict is Ready: Knative gives no reason yet for predict-2; " +
      "pod predict-2-x: CrashLoopBackOff: it ended with exit code 1",
  );
});
