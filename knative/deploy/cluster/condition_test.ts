import { equal } from "node:assert/strict";
import { conditionOf } from "./condition.ts";

Deno.test("conditionOf() reads what the cluster says in one respect, if it has said it", () => {
  const service = {
    apiVersion: "serving.knative.dev/v1",
    kind: "Service",
    metadata: { name: "predict" },
    status: { conditions: [{ type: "Ready", status: "False", message: "no image" }] },
  };
  equal(conditionOf(service, "Ready")?.message, "no image");
  equal(conditionOf(service, "RoutesReady"), undefined);
  equal(conditionOf({ ...service, status: {} }, "Ready"), undefined);
  equal(conditionOf(undefined, "Ready"), undefined);
});
