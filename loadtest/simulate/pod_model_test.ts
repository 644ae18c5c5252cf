import { deepEqual, equal } from "node:assert/strict";
import { flowThrough } from "./pod_model.ts";

const POD = {
  maxThroughput: 100,
  serviceSeconds: 0.01,
  maxConcurrency: 10,
  cpuSecondsPerRequest: 0.01,
  cpuRequest: 0.5,
  startSeconds: 2,
};

Deno.test("flowThrough() takes the service time in an idle pod and twice that at half load", () => {
  equal(flowThrough(POD, 1, 0).insideSeconds, 0.01);
  equal(flowThrough(POD, 2, 100).insideSeconds, 0.02);
});

Deno.test("flowThrough() answers no more than the pods can, in the time that full pods take", () => {
  deepEqual(flowThrough(POD, 3, 1000), { answered: 300, insideSeconds: 0.1 });
});

Deno.test("flowThrough() answers nothing without pods", () => {
  deepEqual(flowThrough(POD, 0, 1000), { answered: 0, insideSeconds: 0 });
});
