import type { Place } from "../engine/place.ts";
import { fault } from "../engine/words.ts";

/** How long Kubernetes keeps an event, in ms: an hour, unless its API server is told otherwise. */
const KEPT_MS = 3_600_000;

/** Something that the cluster noted. */
export interface LoadEvent<T> {
  /** What. */
  readonly what: T;
  /** When it happened last, in ms since 1970. */
  readonly at: number;
}

/**
 * Reads what the cluster has noted about a load; what is older than the Job `load` belongs to one before.
 *
 * @param selector Which events, as `kubectl get --field-selector` takes it.
 * @param read Reads what an event's message says; `undefined` for one that is not looked for.
 * @returns When the Job began, in ms since 1970, and what was noted, in the order of time.
 * @throws {LabFault} If the Job is not there, or so old that its events are forgotten.
 */
export async function eventsOfLoad<T>(
  place: Place,
  selector: string,
  read: (message: string) => T | undefined,
): Promise<{ began: number; events: readonly LoadEvent<T>[] }> {
  const { status } = await place.object("jobs", "load");
  const began = Date.parse(`${status["startTime"]}`);
  const found = await place.objects("events", [`--field-selector=${selector}`]);
  const events = found.flatMap((event) => {
    const what = read(`${event["message"]}`);
    const at = Date.parse(`${event["lastTimestamp"] ?? event["eventTime"]}`);
    return what === undefined ? [] : [{ what, at }];
  }).toSorted((a, b) => a.at - b.at);
  if (events.length === 0 && Date.now() - began > KEPT_MS) {
    const again = `kubectl delete job load -n ${place.namespace}`;
    fault(
      "Kubernetes ne garde ce qui s'est passé qu'une heure, et cette charge est plus ancienne : " +
        `relancez-la (${again}, puis kubectl apply)`,
      "Kubernetes keeps what has happened for an hour only, and this load is older: run it again " +
        `(${again}, then kubectl apply)`,
    );
  }
  return { began, events };
}
