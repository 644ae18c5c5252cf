import { eventually } from "../../../knative/checklist/eventually.ts";
import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault } from "../../engine/words.ts";
import { fetchInside } from "../../looks/knative.ts";
import { livePods } from "../../looks/workload.ts";
import { countedBy, PATIENT, PODS, readTargets } from "./steps.ts";

/** Predictions that each form is asked for. */
const ASKED = 20;

/** How long the Knative form may take to go down to no pod. */
const LIMIT_MS = 180_000;

/** Sums what the pods of a form have counted. */
async function counted(place: Place, selector: string): Promise<{ pods: number; sum: number }> {
  const names = (await livePods(place, selector)).map(({ metadata }) => metadata.name);
  const targets = (await readTargets(place)).filter(({ pod }) => names.includes(pod));
  // A pod that ends meanwhile has nothing more to tell.
  const counts = await Promise.all(
    targets.map((target) => countedBy(place, target).catch(() => 0)),
  );
  return { pods: targets.length, sum: counts.reduce((all, count) => all + count, 0) };
}

/**
 * Asks both forms, and looks what their pods have counted: at once, and once the Knative form sleeps. While
 * it waits it asks the pods for their metrics, which keeps none of them awake.
 *
 * @returns The figures.
 * @throws {LabFault} If the Knative form does not go down to no pod.
 */
export async function metricsInBothForms(place: Place): Promise<ComparedFigure[]> {
  const ask = async (url: string) => {
    for (let at = 0; at < ASKED; at++) await fetchInside(place, "deployment/client", url, PATIENT);
  };
  await ask("http://risk-classic/predict");
  await ask(`http://risk.${place.namespace}/predict`);
  const awake = {
    classic: await counted(place, PODS.classic),
    knative: await counted(place, PODS.knative),
  };
  const begin = performance.now();
  let scrapes = 0;
  await eventually(LIMIT_MS, async () => {
    const { pods } = await counted(place, PODS.knative);
    scrapes++;
    if (pods > 0) fault("risk a encore un pod : min-scale ?", "risk still has a pod: min-scale?");
  });
  const seconds = Math.round((performance.now() - begin) / 1_000);
  const classic = await counted(place, PODS.classic);
  return [
    {
      what: {
        fr: `Prédictions que les pods ont comptées, après ${ASKED} de plus`,
        en: `Predictions that the pods have counted, after ${ASKED} more`,
      },
      classic: `${awake.classic.sum}, ${awake.classic.pods} pods`,
      knative: `${awake.knative.sum}, ${awake.knative.pods} pod(s)`,
    },
    {
      what: {
        fr: `Les mêmes, ${seconds} s plus tard, sans requête`,
        en: `The same, ${seconds} s later, without a request`,
      },
      classic: `${classic.sum}, ${classic.pods} pods`,
      knative: {
        fr: `plus un pod, plus un compteur : seul Prometheus s'en souvient (${scrapes} lectures ` +
          "de /metrics n'ont tenu aucun pod éveillé)",
        en: `no pod and no counter any more: Prometheus alone remembers (${scrapes} readings of ` +
          "/metrics kept no pod awake)",
      },
    },
  ];
}
