import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { askForm, type Form } from "../../looks/stack_forms.ts";

/**
 * Drift as both forms of the stack see it: the rows are in the database, not in a pod, so that one that has
 * just started knows as much as one that has run for a week.
 *
 * @returns The figures.
 */
export async function driftInBothForms(place: Place): Promise<ComparedFigure[]> {
  const told = async (form: Form) => {
    const { body, ms, pods } = await askForm(place, form, "/drift?rows=1000");
    const psi = (body.probability.psi ?? NaN).toFixed(3);
    return {
      fr: `${body.rows} prédictions, indice ${psi}, ${ms} ms, ${pods} pod(s) avant`,
      en: `${body.rows} predictions, index ${psi}, ${ms} ms, ${pods} pod(s) before`,
    };
  };
  return [{
    what: {
      fr: "La dérive des dernières prédictions, quel que soit le pod qui répond",
      en: "The drift of the last predictions, whichever pod answers",
    },
    classic: await told("classic"),
    knative: await told("knative"),
  }];
}
