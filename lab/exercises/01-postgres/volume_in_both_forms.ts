import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { livePods } from "../../looks/workload.ts";

const WITH_VOLUME = JSON.stringify({
  apiVersion: "serving.knative.dev/v1",
  kind: "Service",
  metadata: { name: "postgres" },
  spec: {
    template: {
      spec: {
        containers: [{
          image: "postgres:15",
          volumeMounts: [{ name: "data", mountPath: "/var/lib/postgresql/data" }],
        }],
        volumes: [{ name: "data", persistentVolumeClaim: { claimName: "postgres-pvc" } }],
      },
    },
  },
});

/**
 * Asks the cluster whether a Knative Service may have the claim, without making one.
 *
 * @returns What it says, beside what runs.
 */
export async function volumeInBothForms(place: Place): Promise<ComparedFigure[]> {
  const pods = await livePods(place, "app=postgres");
  const answer = await place.kubectl(["apply", "--dry-run=server", "--filename=-"], WITH_VOLUME)
    .then((text) => text.trim(), (error: Error) => error.message.split("\n").at(-1) ?? "");
  return [{
    what: { fr: "La base avec son PVC", en: "The database with its claim" },
    classic: {
      fr: `${pods.length} pod(s), le volume monté`,
      en: `${pods.length} pod(s), the volume mounted`,
    },
    knative: {
      fr: `ce que le cluster répond : ${answer}`,
      en: `what the cluster answers: ${answer}`,
    },
  }];
}
