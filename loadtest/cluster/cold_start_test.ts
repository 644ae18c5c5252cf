import { deepEqual, equal } from "node:assert/strict";
import { coldStartOf, coldStartsText } from "./cold_start.ts";

const condition = (type: string, second: number) => ({
  type,
  status: "True",
  lastTransitionTime: `2026-11-25T03:16:${second}Z`,
});

const POD = {
  metadata: { name: "predict-1", uid: "u", creationTimestamp: "2026-11-25T03:16:10Z" },
  spec: {},
  status: {
    phase: "Running",
    conditions: [condition("PodScheduled", 10), condition("Ready", 13)],
    containerStatuses: [
      { name: "queue-proxy", state: { running: { startedAt: "2026-11-25T03:16:19Z" } } },
      { name: "predict", state: { running: { startedAt: "2026-11-25T03:16:12Z" } } },
    ],
  },
};

const METRICS = `# TYPE predict_boot_phase_seconds gauge
predict_boot_phase_seconds{phase="process"} 0.03
predict_boot_phase_seconds{phase="imports"} 0.02
predict_boot_phase_seconds{phase="alias"} 0.01
predict_boot_phase_seconds{phase="download"} 0.0125
`;

Deno.test("coldStartOf() takes the parts from Kubernetes and from the service", () => {
  deepEqual(coldStartOf(POD, METRICS), {
    pod: "predict-1",
    schedulingSeconds: 0,
    containerSeconds: 2,
    processSeconds: 0.05,
    modelSeconds: 0.0225,
    totalSeconds: 3,
  });
});

Deno.test("coldStartOf() says nothing of what nobody told", () => {
  const start = coldStartOf({ ...POD, status: { phase: "Pending" } }, undefined);
  deepEqual([start.containerSeconds, start.modelSeconds, start.totalSeconds], [null, null, null]);
});

Deno.test("coldStartsText() lines the parts up", () => {
  equal(
    coldStartsText([coldStartOf(POD, METRICS)]),
    "  scheduling   container     process       model until ready  pod\n" +
      "         0 s         2 s     0.050 s     0.022 s         3 s  predict-1",
  );
});
