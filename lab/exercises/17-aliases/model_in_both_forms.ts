import { REFERENCE_TASK } from "@mlops/tasks";
import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { askForm, type FormAnswer } from "../../looks/stack_forms.ts";

/**
 * How both forms of the stack come by the champion: pods that have it follow the alias, a pod that starts from
 * zero loads it first.
 *
 * @returns The figures.
 */
export async function modelInBothForms(place: Place): Promise<ComparedFigure[]> {
  const { row } = REFERENCE_TASK.sample;
  const classic = await askForm(place, "classic", "/predict", row);
  const knative = await askForm(place, "knative", "/predict", row);
  const told = ({ headers, ms, pods }: FormAnswer) => ({
    fr: `version ${headers["x-model-version"]}, ${ms} ms, ${pods} pod(s) avant`,
    en: `version ${headers["x-model-version"]}, ${ms} ms, ${pods} pod(s) before`,
  });
  return [{
    what: {
      fr: "Le champion qui répond, sans qu'une image ait changé",
      en: "The champion that answers, without an image having changed",
    },
    classic: told(classic),
    knative: told(knative),
  }];
}
