import { equal } from "node:assert/strict";
import { type AskingPod, freeMillis, schedulableRequest } from "./free_cpu.ts";

const ROOM = { freeMillis: 1000, classicPods: 4, knativePods: 4, sideCarMillis: 25 };

Deno.test("schedulableRequest() leaves room for every pod and its side-cars", () => {
  equal(schedulableRequest(1400, ROOM), 110); // (1000 - 4 * 25) / 8 = 112.5
  equal(schedulableRequest(40, ROOM), 40);
  equal(schedulableRequest(40, { ...ROOM, freeMillis: 10 }), 5);
});

const pod = (component: string, phase: string, ...requests: string[]): AskingPod => ({
  metadata: { labels: { "app.kubernetes.io/component": component } },
  spec: { containers: requests.map((cpu) => ({ resources: { requests: { cpu } } })) },
  status: { phase },
});

Deno.test("freeMillis() counts what others ask for, ended Jobs once, and a reserve", () => {
  const nodes = [{ status: { allocatable: { cpu: "2" } } }];
  const pods = [
    pod("mlflow", "Running", "100m", "0.05"),
    pod("train", "Succeeded", "200m"),
    pod("train", "Succeeded", "200m"),
    pod("train", "Failed", "200m"),
    pod("predict", "Running", "50m", "25m"),
    pod("classic", "Running", "50m"),
  ];
  equal(freeMillis(nodes, pods), 1550);
});
