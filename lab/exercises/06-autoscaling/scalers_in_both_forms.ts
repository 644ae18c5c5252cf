import { countWhile } from "../../../knative/checklist/count_while.ts";
import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { evalInside } from "../../looks/eval_inside.ts";
import { fetchInside, knativePods } from "../../looks/knative.ts";
import { livePods } from "../../looks/workload.ts";
import { readGrowth } from "./steps.ts";

/** Time between two counts of the pods, in ms: when the first comes is told in tenths of a second. */
const LOOK_MS = 100;

/** Asks the Knative Service, 16 at once for 20 seconds, from a pod of the classic form. */
function load(namespace: string): string {
  return `
const end = Date.now() + 20_000;
let answered = 0;
async function ask() {
  while (Date.now() < end) {
    const answer = await fetch("http://predict.${namespace}/health").catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) answered++;
  }
}
await Promise.all(Array.from({ length: 16 }, ask));
console.log(answered);`;
}

/**
 * Reads how the HPA has grown, and puts the Knative Service under a load of its own to see when its first
 * additional pod comes.
 *
 * @returns The figures.
 */
export async function scalersInBothForms(place: Place): Promise<ComparedFigure[]> {
  const { most: asked = 0, afterSeconds } = await readGrowth(place);
  await fetchInside(place, "deployment/ml-api", `http://predict.${place.namespace}/health`);
  const program = load(place.namespace);
  const { outcome, before, most, grewAfterMs } = await countWhile(
    () => evalInside(place, "deployment/ml-api", program),
    () => knativePods(place, "predict"),
    LOOK_MS,
  );
  const answered = outcome.trim();
  const now = (await livePods(place, "app=ml-api")).length;
  const grew = grewAfterMs === undefined
    ? {
      fr: `aucun de plus : ce qui tournait (${before}) a suffi`,
      en: `none more: what ran (${before}) was enough`,
    }
    : `${(grewAfterMs / 1_000).toFixed(1)} s`;
  return [
    {
      what: {
        fr: "De la charge au premier pod de plus",
        en: "From the load to the first additional pod",
      },
      classic: afterSeconds === undefined ? "?" : `${afterSeconds} s`,
      knative: grew,
    },
    {
      what: { fr: "Le plus de pods", en: "Most pods" },
      classic: `${Math.max(now, asked)}`,
      knative: { fr: `${most}, pour ${answered} réponses`, en: `${most}, for ${answered} answers` },
    },
    {
      what: { fr: "Sans charge, au moins", en: "Without load, at least" },
      classic: "2",
      knative: "0",
    },
  ];
}
