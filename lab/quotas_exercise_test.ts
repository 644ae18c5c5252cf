import { deepEqual, match, rejects } from "node:assert/strict";
import type { LiveObject } from "../knative/checklist/cluster.ts";
import { localPlace } from "./engine/local_place.ts";
import exercise from "./exercises/07-quotas/exercise.ts";
import { refusalInBothForms } from "./exercises/07-quotas/refusal_in_both_forms.ts";

Deno.test("exercise 7: a refusal is read where each form tells it, and nothing of it stays", async () => {
  const conditions = [{ type: "ReplicaFailure", status: "True", message: "exceeded quota" }];
  const called: string[] = [];
  const objects = (resource: string, rest: readonly string[] = []) => {
    const isKnatives = rest.some((it) => it.startsWith("--selector"));
    const object = resource === "deployments.apps"
      ? {
        metadata: { name: isKnatives ? "greedy-00001-deployment" : "greedy" },
        status: { conditions },
      }
      : {
        metadata: { name: "greedy" },
        status: { conditions: [{ type: "Ready", status: "Unknown" }] },
      };
    return Promise.resolve([object] as unknown as LiveObject[]);
  };
  const figures = await exercise.compare!({
    ...localPlace("", {}),
    objects,
    object: () =>
      Promise.resolve({ status: { used: { "requests.cpu": "50m" } } } as unknown as LiveObject),
    kubectl(args) {
      called.push(args.slice(0, 2).join(" "));
      return Promise.resolve("");
    },
  });
  match(`${figures[0]!.classic}`, /^[\d.]+ s: ReplicaFailure: exceeded quota$/);
  match(
    `${figures[0]!.knative}`,
    /s: Ready Unknown +→ greedy-00001-deployment, ReplicaFailure: exceeded quota$/,
  );
  deepEqual(called, [
    "apply --filename=-",
    "delete deployments.apps",
    "apply --filename=-",
    "delete services.serving.knative.dev",
  ]);
});

Deno.test("exercise 7: where nothing is refused the comparison says what lacks, and leaves nothing", async () => {
  const called: string[] = [];
  const admitted = {
    ...localPlace("", {}),
    objects: () =>
      Promise.resolve([{ metadata: { name: "greedy" }, status: {} } as unknown as LiveObject]),
    kubectl(args: readonly string[]) {
      called.push(args.slice(0, 2).join(" "));
      return Promise.resolve("");
    },
  };
  await rejects(refusalInBothForms(admitted, 0), {
    message: "a pod of 8 cores is not refused: is team-quota there?",
  });
  deepEqual(called, ["apply --filename=-", "delete deployments.apps"]);
});
