import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { PATIENTS } from "../../looks/api.ts";
import { fetchInside, knativePods } from "../../looks/knative.ts";
import { livePods } from "../../looks/workload.ts";

/** Kinds that Knative makes of one Service. */
const MADE = "configurations,routes,revisions,podautoscalers.autoscaling.internal.knative.dev";

/**
 * Counts what was written and what runs, and measures an answer of both forms, twice each.
 *
 * @returns The figures.
 */
export async function serviceInBothForms(place: Place): Promise<ComparedFigure[]> {
  const [classicPods, pods, made] = await Promise.all([
    livePods(place, "app=ml-api"),
    knativePods(place, "predict"),
    place.objects(MADE),
  ]);
  const measure = async (url: string) => {
    const first = await fetchInside(place, "deployment/ml-api", url, PATIENTS[0]);
    const second = await fetchInside(place, "deployment/ml-api", url, PATIENTS[0]);
    return `${first.ms} ms, ${second.ms} ms`;
  };
  return [
    {
      what: { fr: "Objets à écrire", en: "Objects to write" },
      classic: {
        fr: "Deployment, Service, bientôt un HPA",
        en: "Deployment, Service, an HPA soon",
      },
      knative: {
        fr: `un seul ; Knative en fait ${made.length} autres`,
        en: `one; Knative makes ${made.length} others of it`,
      },
    },
    {
      what: { fr: "Pods à cet instant", en: "Pods right now" },
      classic: `${classicPods.length}`,
      knative: pods === 0 ? "0" : {
        fr: `${pods}, encore : laissez-le une minute sans requête, puis comparez à nouveau`,
        en: `${pods}, still: leave it a minute without requests, then compare again`,
      },
    },
    {
      what: {
        fr: "Deux réponses de suite, depuis le cluster",
        en: "Two answers in a row, from within",
      },
      classic: await measure("http://ml-api-service:8000/predict"),
      knative: await measure(`http://predict.${place.namespace}/predict`),
    },
  ];
}
