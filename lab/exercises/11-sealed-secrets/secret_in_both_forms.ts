import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import type { Words } from "../../engine/words.ts";
import { fetchInside, untilZero } from "../../looks/knative.ts";
import { livePods } from "../../looks/workload.ts";
import { fingerprintOf, readPassword } from "./steps.ts";

/** How long the Knative Service may take to go down to no pod. */
const LIMIT_MS = 180_000;

/** Asks the Knative Service for the fingerprint of what it has. */
async function askDoor(place: Place): Promise<{ told: Words; ms: number }> {
  const url = `http://door.${place.namespace}`;
  const { text, ms } = await fetchInside(place, "deployment/client", url);
  const due = await fingerprintOf(await readPassword(place));
  const told = text.trim() === due
    ? { fr: "celui d'aujourd'hui", en: "today's" }
    : { fr: "l'ancien", en: "the old one" };
  return { told, ms };
}

/**
 * Starts the Deployment's pods anew, as a new password takes it, and asks the Knative Service: as it is now,
 * and once it has gone down to no pod.
 *
 * @returns The figures.
 * @throws {LabFault} If the Knative Service does not go down to no pod.
 */
export async function secretInBothForms(place: Place): Promise<ComparedFigure[]> {
  const begin = performance.now();
  await place.kubectl(["rollout", "restart", "deployment/reader"]);
  await place.kubectl(["rollout", "status", "deployment/reader", "--timeout=180s"]);
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
  const pods = (await livePods(place, "app=reader")).length;

  // Nothing has asked for it yet, so it may not be ready.
  const door = "services.serving.knative.dev/door";
  await place.kubectl(["wait", door, "--for=condition=Ready", "--timeout=180s"]);
  const first = await askDoor(place);
  await untilZero(place, "door", LIMIT_MS);
  const fromZero = await askDoor(place);
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
      fr:
        `le pod d'avant répond avec ${first.told.fr} ; parti de zéro, en ${fromZero.ms} ms, avec ` +
        `${fromZero.told.fr}. Un pod éveillé garde le sien jusqu'à une nouvelle Revision`,
      en:
        `the pod before answers with ${first.told.en}; from zero, within ${fromZero.ms} ms, with ` +
        `${fromZero.told.en}. A pod that is awake keeps its own until a new Revision`,
    },
  }];
}
