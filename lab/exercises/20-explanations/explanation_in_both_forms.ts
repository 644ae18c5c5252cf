import { REFERENCE_TASK } from "@mlops/tasks";
import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { askForm, type Form } from "../../looks/stack_forms.ts";

/**
 * What an explanation takes in both forms of the stack: the first one of a pod prepares for those that follow.
 *
 * @returns The figures.
 */
export async function explanationInBothForms(place: Place): Promise<ComparedFigure[]> {
  const told = async (form: Form) => {
    const first = await askForm(place, form, "/explain", REFERENCE_TASK.sample.row);
    const second = await askForm(place, form, "/explain", REFERENCE_TASK.sample.row);
    const [probability, times] = [
      Number(first.body["explained_probability"]).toFixed(4),
      `${first.ms} ms, ${second.ms} ms`,
    ];
    return {
      fr: `${times}, ${first.pods} pod(s) avant ; ${probability} expliqué`,
      en: `${times}, ${first.pods} pod(s) before; ${probability} explained`,
    };
  };
  return [{
    what: {
      fr: "Une première explication, une deuxième : la même, où qu'elle soit faite",
      en: "A first explanation, a second one: the same, wherever it is made",
    },
    classic: await told("classic"),
    knative: await told("knative"),
  }];
}
