import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { askKnative } from "../../looks/ask_knative.ts";
import { askMlflow, runOf } from "../../looks/registry.ts";

/**
 * Work that ends: how long the champion's training took, and what the cluster says of a Knative Service that
 * would end.
 *
 * @returns The figures.
 */
export async function trainingInBothForms(place: Place): Promise<ComparedFigure[]> {
  const { info } = await askMlflow(place, (client) => runOf(client, "champion"));
  const seconds = ((Number(info.endTime) - Number(info.startTime)) / 1_000).toFixed(1);
  const answer = await askKnative(place, {
    restartPolicy: "Never",
    containers: [{ image: "denoland/deno:2.9.6" }],
  });
  return [{
    what: { fr: "Un travail qui se termine", en: "Work that ends" },
    classic: {
      fr: `${seconds} s, puis plus rien ne tourne : un programme, ou un Job`,
      en: `${seconds} s, then nothing runs any more: a program, or a Job`,
    },
    knative: { fr: `le cluster répond : ${answer}`, en: `the cluster answers: ${answer}` },
  }];
}
