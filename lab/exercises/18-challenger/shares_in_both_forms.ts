import { REFERENCE_TASK } from "@mlops/tasks";
import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { askForm, type Form } from "../../looks/stack_forms.ts";

/** Requests to each form. */
const ASKED = 20;

/**
 * Which versions answer in both forms of the stack: the share is the model's tag, and each pod keeps to it by
 * itself; Knative's own shares are those of programs.
 *
 * @returns The figures.
 */
export async function sharesInBothForms(place: Place): Promise<ComparedFigure[]> {
  const told = async (form: Form) => {
    const counts = new Map<string, number>();
    for (let at = 0; at < ASKED; at++) {
      const { headers } = await askForm(place, form, "/predict", REFERENCE_TASK.sample.row);
      const version = headers["x-model-version"] ?? "?";
      counts.set(version, (counts.get(version) ?? 0) + 1);
    }
    return [...counts].map(([version, n]) => `version ${version}: ${n}`).join(", ");
  };
  const revisions = await place.object("ksvc", "predict");
  const traffic = (revisions.status["traffic"] ?? []) as { percent?: number }[];
  const parts = traffic.map(({ percent = 0 }) => `${percent} %`).join(", ");
  return [
    {
      what: {
        fr: `Versions du modèle, de ${ASKED} requêtes (deno task retrain, puis l'alias challenger)`,
        en:
          `Versions of the model, of ${ASKED} requests (deno task retrain, then the alias challenger)`,
      },
      classic: await told("classic"),
      knative: await told("knative"),
    },
    {
      what: { fr: "Versions du programme", en: "Versions of the program" },
      classic: { fr: "100 % : il remplace ses pods", en: "100 %: it replaces its pods" },
      knative: {
        fr: `${parts} : ses Revisions se partagent le trafic`,
        en: `${parts}: its Revisions share the traffic`,
      },
    },
  ];
}
