import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { PATIENTS } from "../../looks/api.ts";
import { fetchInside, knativePods } from "../../looks/knative.ts";

/**
 * Asks both forms of the API from a pod of the page, as the page does.
 *
 * @returns How long a first and a second answer took, and how many pods there were before.
 */
export async function pageInBothForms(place: Place): Promise<ComparedFigure[]> {
  const pods = await knativePods(place, "predict");
  const measure = async (url: string) => {
    const first = await fetchInside(place, "deployment/page", url, PATIENTS[0]);
    const second = await fetchInside(place, "deployment/page", url, PATIENTS[0]);
    return `${first.ms} ms, ${second.ms} ms`;
  };
  const knative = await measure(`http://predict.${place.namespace}/predict`);
  return [{
    what: {
      fr: "Ce que la page attend : une première réponse, une deuxième",
      en: "What the page waits for: a first answer, a second one",
    },
    classic: await measure("http://ml-api-service:8000/predict"),
    knative: {
      fr: `${knative}, avec ${pods} pod(s) avant`,
      en: `${knative}, with ${pods} pod(s) before`,
    },
  }];
}
