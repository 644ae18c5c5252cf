import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { askKnative } from "../../looks/ask_knative.ts";
import { livePods } from "../../looks/workload.ts";

/**
 * What waits for a database that is not there yet: a Deployment's pod by an init container or by starting
 * again, a Knative Service's by itself.
 *
 * @returns What runs, and what the cluster says of an init container in a Knative Service.
 */
export async function startInBothForms(place: Place): Promise<ComparedFigure[]> {
  const pods = await livePods(place, "app=mlflow");
  const restarts = pods.flatMap(({ status }) =>
    (status["containerStatuses"] ?? []) as { restartCount: number }[]
  ).reduce((sum, { restartCount }) => sum + restartCount, 0);
  const answer = await askKnative(place, {
    initContainers: [{ image: "postgres:15", name: "wait" }],
    containers: [{ image: "postgres:15" }],
  });
  return [{
    what: { fr: "Attendre la base au démarrage", en: "Waiting for the database at the start" },
    classic: {
      fr: `un conteneur d'initialisation, ou des redémarrages : ${restarts} ici`,
      en: `an init container, or restarts: ${restarts} here`,
    },
    knative: { fr: `le cluster répond : ${answer}`, en: `the cluster answers: ${answer}` },
  }];
}
