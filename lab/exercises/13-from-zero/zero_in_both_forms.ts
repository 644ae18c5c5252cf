import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fetchInside, knativePods } from "../../looks/knative.ts";

/**
 * Asks the Service twice, and counts its pods before and after.
 *
 * @returns The figures; the classic form's are what it cannot do.
 */
export async function zeroInBothForms(place: Place): Promise<ComparedFigure[]> {
  const url = `http://answer.${place.namespace}`;
  const before = await knativePods(place, "answer");
  const first = await fetchInside(place, "deployment/client", url);
  const second = await fetchInside(place, "deployment/client", url);
  const after = await knativePods(place, "answer");
  return [
    {
      what: { fr: "Pods avant et après une requête", en: "Pods before and after a request" },
      classic: {
        fr: "1 et 1 : replicas ne vaut jamais 0 avec un HPA",
        en: "1 and 1: never 0 with an HPA",
      },
      knative: `${before}, ${after}`,
    },
    {
      what: { fr: "Première et deuxième réponse", en: "First and second answer" },
      classic: { fr: "pas de démarrage à froid", en: "no cold start" },
      knative: `${first.ms} ms, ${second.ms} ms`,
    },
  ];
}
