import { rejects } from "node:assert/strict";
import type { LiveObject } from "../knative/checklist/cluster.ts";
import exercise from "./exercises/13-from-zero/exercise.ts";
import { localPlace } from "./engine/local_place.ts";

Deno.test("exercise 13 does not wait for zero where min-scale forbids it", async () => {
  const annotations = { "autoscaling.knative.dev/min-scale": "1" };
  const service = {
    metadata: { name: "answer" },
    spec: { template: { metadata: { annotations } } },
    status: {},
  } as unknown as LiveObject;
  const place = {
    ...localPlace("", {}),
    object: () => Promise.resolve(service),
    objects: () => Promise.reject(new Error("the check waits for pods")),
  };
  const zero = exercise.steps.find(({ id }) => id === "zero")!;
  await rejects(zero.check(place), /min-scale/);
});
