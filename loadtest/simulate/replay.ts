/**
 * Replays a recorded run: the autoscaler's model sees what the real one measured, and must want what
 * the real one wanted.
 *
 * @module
 */
import type { Sample } from "../sample.ts";
import { Hpa, type HpaSettings } from "./hpa.ts";
import { Kpa, KPA_TICK_SECONDS, type KpaSettings } from "./kpa.ts";

/** What was seen of a run on a cluster, and the settings that the autoscaler had. */
export type SeenRun =
  & {
    /** What was seen, about once a second. */
    readonly timeline: readonly Sample[];
  }
  & (
    | { readonly form: "knative"; readonly settings: KpaSettings }
    | { readonly form: "classic"; readonly settings: HpaSettings }
  );

/** Pods at the end of a second. */
export interface ReplayedSecond {
  /** Time in s. */
  readonly second: number;
  /** Pods that the real autoscaler wanted. */
  readonly recorded: number;
  /** Pods that the model wants. */
  readonly modelled: number;
}

/**
 * Replays a recording.
 *
 * @param recording What was seen.
 * @returns One entry for each whole second of it.
 */
export function replay(recording: SeenRun): ReplayedSecond[] {
  const { timeline } = recording;
  const decide = recording.form === "knative"
    ? kpaReplay(recording.settings)
    : hpaReplay(recording.settings);
  const last = Math.floor(timeline.at(-1)?.seconds ?? 0);
  const result: ReplayedSecond[] = [];
  let modelled = timeline[0]?.podsDesired ?? timeline[0]?.podsReady ?? 0;
  for (let second = 1; second <= last; second++) {
    const seen = timeline.findLast((sample) => sample.seconds <= second + 1);
    if (seen === undefined) continue;
    modelled = decide(second, seen, modelled);
    result.push({ second, recorded: seen.podsDesired ?? modelled, modelled });
  }
  return result;
}

/**
 * Tells how well a model follows.
 *
 * @param seconds A replay.
 * @returns Share of the time in which both want the same number of pods, or one more or less.
 */
export function shareWithinOnePod(seconds: readonly ReplayedSecond[]): number {
  const near = seconds.filter(({ recorded, modelled }) => Math.abs(recorded - modelled) <= 1);
  return near.length / seconds.length;
}

type Decide = (second: number, seen: Sample, wanted: number) => number;

/** What Knative shows is the mean over its panic window already: to average once more would delay it. */
function kpaReplay(settings: KpaSettings): Decide {
  const kpa = new Kpa({ ...settings, panicWindowSeconds: 1 });
  return (second, { metricSeen, podsReady }, wanted) => {
    kpa.observe(second, metricSeen ?? 0);
    return second % KPA_TICK_SECONDS === 0 ? kpa.decide(second, podsReady ?? 0, wanted) : wanted;
  };
}

/** The measurement that an HPA shows is that of its last decision: a new one is decided upon at once. */
function hpaReplay(settings: HpaSettings): Decide {
  const hpa = new Hpa(settings);
  let before: number | null = null;
  let decidedAt = -settings.syncSeconds;
  return (second, { metricSeen, podsReady, podsStarting }, wanted) => {
    const isNew = metricSeen !== before || second - decidedAt >= settings.syncSeconds;
    if (metricSeen === null || !isNew) return wanted;
    before = metricSeen;
    decidedAt = second;
    return hpa.decide(second, {
      utilization: metricSeen,
      readyPods: podsReady ?? 0,
      unreadyPods: podsStarting ?? 0,
      replicas: wanted,
    });
  };
}
