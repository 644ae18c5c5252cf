/**
 * Simulates a recorded run from its load alone: virtual users by the profile, and a few figures that
 * were measured in other rounds. Nothing that was seen over time during the run goes in, but the length
 * of its start, and of the HPA's clock, which ticks since the HPA was made, the beat and how far
 * metrics-server's clock is before it.
 *
 * @module
 */
import { median } from "@mlops/statistics";
import { loadSeconds } from "../load_seconds.ts";
import { PROFILES } from "../profiles.ts";
import type { Sample } from "../sample.ts";
import { readSettings } from "../settings.ts";
import { virtualUsersAt } from "../virtual_users.ts";
import { Hpa, type HpaSettings } from "./hpa.ts";
import { Kpa, KPA_TICK_SECONDS, type KpaSettings } from "./kpa.ts";
import type { Recording, RunFigures } from "./recording.ts";

/** Pods that exist and do not leave, at the end of a second. */
export interface RunSecond {
  /** Time in s since the recording began. */
  readonly second: number;
  /** Pods that there were. */
  readonly recorded: number;
  /** Pods that the simulation has. */
  readonly simulated: number;
}

/** What an autoscaler is told each second, and what it wants. */
type Scale = (second: number, pods: { ready: number; all: number; users: number }) => number;

/**
 * Simulates a recorded run.
 *
 * @returns Recorded and simulated pods, one entry for each whole second.
 */
export function simulateRun(recording: Recording): RunSecond[] {
  const { timeline, form, load } = recording;
  const settings = readSettings(load, Object.keys(PROFILES));
  const scenarios = PROFILES[settings.profile]?.scenarios(settings) ?? {};
  const end = Math.floor(timeline.at(-1)?.seconds ?? 0);
  // k6 needs a moment to start, in which its pod is there and sends nothing.
  const begin = Math.max(0, end - loadSeconds(scenarios));
  const usersAt = (second: number) => virtualUsersAt(scenarios, second - begin);
  const scale = form === "knative"
    ? kpaScale(recording.settings, recording.figures)
    : hpaScale(recording.settings, recording, usersAt);
  let ready = podsOf(timeline[0]);
  let starting: number[] = [];
  const seconds: RunSecond[] = [];
  for (let second = 1; second <= end; second++) {
    ready += starting.filter((at) => at <= second).length;
    starting = starting.filter((at) => at > second);
    const users = usersAt(second);
    const wanted = scale(second, { ready, all: ready + starting.length, users });
    while (ready + starting.length < wanted) {
      starting.push(second + recording.figures.coldStartSeconds);
    }
    // Pods that are still starting are the first to go.
    while (ready + starting.length > wanted) starting.pop() ?? ready--;
    const seen = timeline.findLast((sample) => sample.seconds <= second + 0.5);
    seconds.push({ second, recorded: podsOf(seen), simulated: ready + starting.length });
  }
  return seconds;
}

/**
 * Tells how well a simulation follows.
 *
 * @param seconds A simulated run.
 * @returns Share of the time in which there are as many pods as recorded, or one more or less.
 */
export function shareOfTimeWithinOnePod(seconds: readonly RunSecond[]): number {
  const near = seconds.filter(({ recorded, simulated }) => Math.abs(recorded - simulated) <= 1);
  return near.length / seconds.length;
}

function podsOf(sample: Sample | undefined): number {
  return (sample?.podsReady ?? 0) + (sample?.podsStarting ?? 0);
}

/**
 * Requests in flight go up and down by chance, and in panic mode the highest window of all counts. These
 * deviations, of mean 0 and variance 1, stand for chance; they are the same in every simulation.
 */
const CHANCE = [0.3, -1.1, 1.5, -0.4, -1.2, 0.9];

function kpaScale(
  settings: KpaSettings,
  { countedShare, countedSpread }: RunFigures,
): Scale {
  const kpa = new Kpa(settings);
  return (second, { ready, all, users }) => {
    const deviation = CHANCE[Math.floor(second / settings.panicWindowSeconds) % CHANCE.length]!;
    const share = countedShare * (1 + countedSpread * deviation);
    // Without a ready pod every request waits in the activator, all of its time.
    kpa.observe(second, ready > 0 ? users * share : users);
    if (all === 0) return users >= 1 ? 1 : 0;
    return second % KPA_TICK_SECONDS === 0 ? kpa.decide(second, ready, all) : all;
  };
}

function hpaScale(
  settings: HpaSettings,
  recording: Recording,
  usersAt: (second: number) => number,
): Scale {
  const { figures, requestMillis, timeline } = recording;
  const hpa = new Hpa(settings);
  const { everySeconds, firstSeconds } = hpaClock(timeline);
  const age = lookAge(recording, everySeconds, usersAt);
  const cores: number[] = [];
  return (second, { ready, all, users }) => {
    cores.push(users >= 1 ? figures.podCores / Math.max(1, ready) : 0);
    const ticks = (second - Math.round(firstSeconds)) / everySeconds;
    if (ticks < 0 || !Number.isInteger(ticks)) return all;
    // metrics-server reports the mean between its last two looks, which are as far apart as the HPA's.
    // Before the load the pods were idle.
    const window = cores.slice(0, cores.length - age).slice(-everySeconds);
    const mean = window.reduce((sum, value) => sum + value, 0) / everySeconds;
    return hpa.decide(second, {
      utilization: mean / (requestMillis / 1000),
      readyPods: ready,
      unreadyPods: all - ready,
      replicas: all,
    });
  };
}

/**
 * Reads how long before the HPA's beats metrics-server looks: two clocks, started when their pods were,
 * so that it is as much in one run as it happens to be, and no more or less later on. The first
 * measurement with load in it tells, by the part of its window that the load must have filled.
 *
 * @param everySeconds Time between two looks of either, in s.
 * @param usersAt Virtual users in a second of the recording.
 * @returns Age of what the HPA sees, in whole s: 0 to `everySeconds`, half of it, as on average, where
 * the load had filled the window.
 */
export function lookAge(
  { timeline, figures: { podCores }, requestMillis }: Recording,
  everySeconds: number,
  usersAt: (second: number) => number,
): number {
  const usual = everySeconds >> 1;
  const first = timeline.find(({ seconds, metricSeen }) =>
    metricSeen !== null && metricSeen > IDLE_SHARE && usersAt(Math.floor(seconds)) >= 1
  );
  if (first?.metricSeen == null || first.podsReady === null || podCores === 0) return usual;
  const { seconds, metricSeen, podsReady } = first;
  const cores = metricSeen * requestMillis / 1000 * podsReady;
  const loadedSeconds = cores * everySeconds / podCores;
  if (loadedSeconds >= everySeconds) return usual;
  let begin = 1;
  while (usersAt(begin) < 1) begin++;
  const age = Math.round(seconds) - Math.round(begin - 1 + loadedSeconds);
  return Math.min(Math.max(age, 0), everySeconds);
}

/** CPU use, as a share of the request, that pods without load stay below. */
const IDLE_SHARE = 0.25;

/**
 * Reads the beat of an HPA's clock from the moments at which it reported another measurement.
 *
 * @param timeline What was seen of a run.
 * @returns Time of the first beat and between two of them, in s; of the cluster's usual 15, if it
 * reported fewer than three.
 */
export function hpaClock(
  timeline: readonly Sample[],
): { readonly everySeconds: number; readonly firstSeconds: number } {
  const beats = timeline.filter(({ metricSeen }, index) =>
    index > 0 && metricSeen !== null && metricSeen !== timeline[index - 1]?.metricSeen
  ).map(({ seconds }) => seconds);
  const gaps = beats.slice(1).map((beat, index) => beat - beats[index]!);
  return {
    firstSeconds: beats.at(0) ?? 0,
    everySeconds: gaps.length < 2 ? 15 : 5 * Math.round(median(gaps) / 5),
  };
}
