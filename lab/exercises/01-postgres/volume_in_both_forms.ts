import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { askKnative } from "../../looks/ask_knative.ts";
import { livePods } from "../../looks/workload.ts";

/**
 * Asks the cluster whether a Knative Service may have the claim, without making one.
 *
 * @returns What it says, beside what runs.
 */
export async function volumeInBothForms(place: Place): Promise<ComparedFigure[]> {
  const pods = await livePods(place, "app=postgres");
  const answer = await askKnative(place, {
    containers: [{
      image: "postgres:15",
      volumeMounts: [{ name: "data", mountPath: "/var/lib/postgresql/data" }],
    }],
    volumes: [{ name: "data", persistentVolumeClaim: { claimName: "postgres-pvc" } }],
  });
  return [{
    what: { fr: "La base avec son PVC", en: "The database with its claim" },
    classic: {
      fr: `${pods.length} pod(s), le volume monté`,
      en: `${pods.length} pod(s), the volume mounted`,
    },
    knative: {
      fr: `le cluster répond : ${answer}`,
      en: `the cluster answers: ${answer}`,
    },
  }];
}
