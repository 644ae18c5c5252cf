import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fetchInside, knativePods } from "../../looks/knative.ts";
import { livePods } from "../../looks/workload.ts";
import { readPassword } from "./steps.ts";

/**
 * Starts the Deployment's pods anew, as a new password takes it, and asks the Knative Service, whose next pod
 * has it by itself.
 *
 * @returns The figures.
 */
export async function secretInBothForms(place: Place): Promise<ComparedFigure[]> {
  const begin = performance.now();
  await place.kubectl(["rollout", "restart", "deployment/reader"]);
  await place.kubectl(["rollout", "status", "deployment/reader", "--timeout=180s"]);
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
  const pods = (await livePods(place, "app=reader")).length;

  const before = await knativePods(place, "door");
  const { text, ms } = await fetchInside(
    place,
    "deployment/client",
    `http://door.${place.namespace}`,
  );
  const bytes = new TextEncoder().encode(await readPassword(place));
  const due = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  const [fr, en] = text.trim() === due
    ? ["celui d'aujourd'hui", "today's"]
    : ["encore l'ancien", "still the old one"];
  return [{
    what: {
      fr: "D'un nouveau mot de passe à un pod qui l'a",
      en: "From a new password to a pod that has it",
    },
    classic: {
      fr: `${seconds} s, quand on y pense : rollout restart, ${pods} pods`,
      en: `${seconds} s, once one thinks of it: rollout restart, ${pods} pods`,
    },
    knative: {
      fr: `${ms} ms, ${before} pod(s) avant : il a ${fr}. Parti de zéro il lit le Secret de ` +
        "maintenant ; un pod éveillé garde le sien jusqu'à une nouvelle Revision",
      en:
        `${ms} ms, ${before} pod(s) before: it has ${en}. From zero it reads the Secret of now; a pod ` +
        "that is awake keeps its own until a new Revision",
    },
  }];
}
