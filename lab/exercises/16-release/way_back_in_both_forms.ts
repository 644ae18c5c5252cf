import { eventually } from "../../../knative/checklist/eventually.ts";
import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault } from "../../engine/words.ts";
import { livePods } from "../../looks/workload.ts";
import { readShares, type Share } from "./steps.ts";

/** How long Knative may take to divide the traffic anew. */
const LIMIT_MS = 60_000;

/** Time between two looks, in ms: how long it took is told in tenths of a second. */
const LOOK_MS = 100;

/** Names the pods that are there. */
async function podNames(place: Place, selector: string): Promise<Set<string>> {
  return new Set((await livePods(place, selector)).map(({ metadata }) => metadata.name));
}

/** Does something, and tells how long it took and how many pods it started. */
async function measured(
  place: Place,
  selector: string,
  act: () => Promise<void>,
): Promise<{ seconds: string; started: number }> {
  const before = await podNames(place, selector);
  const begin = performance.now();
  await act();
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
  const after = await podNames(place, selector);
  return { seconds, started: after.difference(before).size };
}

async function shareOut(place: Place, traffic: readonly Share[]): Promise<void> {
  const patch = JSON.stringify({ spec: { traffic } });
  await place.kubectl(["patch", "ksvc/risk", "--type=merge", `--patch=${patch}`]);
  const wanted = traffic[0]?.percent ?? 0;
  await eventually(LIMIT_MS, async () => {
    const { metadata, status } = await place.object("ksvc", "risk");
    const [first] = await readShares(place);
    const isFollowed = status["observedGeneration"] === metadata.generation &&
      first?.percent === wanted;
    if (!isFollowed) fault("le trafic ne suit pas", "the traffic does not follow");
  }, LOOK_MS);
}

/**
 * Lets the faulty release out once more in both forms, and takes it back.
 *
 * @returns How many users met it, how long the way back took, and what it started.
 */
export async function wayBackInBothForms(place: Place): Promise<ComparedFigure[]> {
  const rollout = async (...args: string[]) => {
    await place.kubectl(args);
    await place.kubectl(["rollout", "status", "deployment/risk-classic", "--timeout=180s"]);
  };
  await rollout("set", "env", "deployment/risk-classic", "RELEASE=v2");
  const pods = (await podNames(place, "app=risk-classic")).size;
  const classic = await measured(
    place,
    "app=risk-classic",
    () => rollout("rollout", "undo", "deployment/risk-classic"),
  );

  const candidate = (percent: number): Share[] => [
    { revisionName: "risk-v1", percent: 100 - percent },
    { revisionName: "risk-v2", percent, tag: "candidate" },
  ];
  await shareOut(place, candidate(10));
  const knative = await measured(
    place,
    "serving.knative.dev/service=risk",
    () => shareOut(place, candidate(0)),
  );
  return [
    {
      what: {
        fr: "Requêtes que la nouvelle version reçoit dès sa livraison",
        en: "Requests that a new release gets once it is delivered",
      },
      classic: { fr: `100 %, par ${pods} pods`, en: `100 %, by ${pods} pods` },
      knative: "10 %",
    },
    {
      what: { fr: "Le retour en arrière", en: "The way back" },
      classic: {
        fr: `${classic.seconds} s, ${classic.started} pods démarrés`,
        en: `${classic.seconds} s, ${classic.started} pods started`,
      },
      knative: {
        fr: `${knative.seconds} s, ${knative.started} pod démarré`,
        en: `${knative.seconds} s, ${knative.started} pods started`,
      },
    },
  ];
}
