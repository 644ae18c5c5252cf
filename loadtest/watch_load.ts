import { delay } from "@std/async";
import type { ApiReader } from "./cluster/api_server.ts";
import { CpuMeter, type StatsSummary } from "./cluster/cpu_meter.ts";
import type { ServiceForm } from "./cluster/service_form.ts";
import { MetricReader } from "./cluster/metric_seen.ts";
import { countPods, readAutoscalers, readPods } from "./cluster/pods.ts";
import {
  type Look,
  NO_FIGURES,
  podFields,
  type PodsSeen,
  readK6Figures,
  sampleBetween,
  sampleWithout,
} from "./k6_figures.ts";
import type { K6Run } from "./k6_run.ts";
import type { Sample } from "./sample.ts";
import type { Summary } from "./summary.ts";

/** A form of the service in a cluster that can be looked at. */
export interface Watched {
  /** The API server. */
  readonly api: ApiReader;
  /** The form that the load is sent to. */
  readonly form: ServiceForm;
}

/** What was measured from the start of a load to its end. */
export interface LoadRecord {
  /** What k6 ended with. */
  readonly summary: Summary;
  /** What was seen, about once a second. */
  readonly timeline: readonly Sample[];
  /** CPU time of the form's pods in core-seconds, or `null` without a cluster. */
  readonly cpuSeconds: number | null;
  /** Pods that were started, or `null` without a cluster. */
  readonly podsStarted: number | null;
  /** Seconds from the load's end until the pods were as few as at rest, or `null` if nobody waited. */
  readonly secondsBack: number | null;
}

/** Longer than Knative's window and grace, in s. */
const BACK_SECONDS = 300;

const LOOK_MS = 1_000;

/** Nothing is asked. */
const IDLE = { concurrency: 0, requestsPerSecond: 0, failuresPerSecond: 0, p95Ms: null } as const;

/**
 * Watches a load until it ends.
 *
 * @param run The running load.
 * @param options The form in the cluster, if there is one; whether it is watched until it is at rest
 * again; what ends that early; what is to be told of each sample.
 * @returns What was measured.
 * @throws {LoadError} If k6 could not run the load.
 */
export async function watchLoad(
  run: K6Run,
  { watched, isWatchedBack, signal, onSample }: {
    readonly watched: Watched | undefined;
    readonly isWatchedBack: boolean;
    readonly signal: AbortSignal;
    readonly onSample: (sample: Sample) => void;
  },
): Promise<LoadRecord> {
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1000;
  const meter = watched === undefined ? undefined : new FormMeter(watched);
  await meter?.look();
  const timeline: Sample[] = [];
  let before: Look = { seconds: 0, figures: NO_FIGURES };
  let isOver = false;
  const ended = run.summary.finally(() => isOver = true);
  // Seen by whoever waits below; until then a failure is not unhandled.
  ended.catch(() => {});
  while (!isOver) {
    await Promise.race([ended.catch(() => {}), delay(LOOK_MS - (seconds() * 1000) % LOOK_MS)]);
    const [now, pods] = await Promise.all([lookAt(run, seconds), meter?.look()]);
    if (isOver) break;
    const sample = now === undefined
      ? sampleWithout(timeline.at(-1), { seconds: seconds(), pods })
      : sampleBetween(before, now, pods);
    timeline.push(sample);
    onSample(sample);
    // Where k6 was too busy to say, its next figures speak for the time since the last.
    before = now ?? before;
  }
  const summary = await ended;
  await meter?.look();
  const secondsBack = isWatchedBack && watched !== undefined && meter !== undefined
    ? await watchBack(meter, {
      atRest: watched.form.pods,
      signal,
      onPods(pods) {
        const sample = { ...IDLE, ...podFields(pods), seconds: seconds() };
        timeline.push(sample);
        onSample(sample);
      },
    })
    : null;
  return {
    summary,
    timeline,
    secondsBack,
    cpuSeconds: meter?.cpuSeconds ?? null,
    podsStarted: meter?.podsStarted ?? null,
  };
}

async function watchBack(
  meter: FormMeter,
  { atRest, signal, onPods }: {
    readonly atRest: number;
    readonly signal: AbortSignal;
    readonly onPods: (pods: PodsSeen) => void;
  },
): Promise<number | null> {
  const begin = performance.now();
  for (;;) {
    await delay(LOOK_MS, { signal });
    const pods = await meter.look();
    const elapsed = (performance.now() - begin) / 1000;
    if (pods !== undefined) onPods(pods);
    if (pods?.ready === atRest && pods.starting === 0) return elapsed;
    if (elapsed > BACK_SECONDS) return null;
  }
}

async function lookAt(run: K6Run, seconds: () => number): Promise<Look | undefined> {
  const metrics = await run.metrics();
  if (metrics === undefined) return undefined;
  return { seconds: seconds(), figures: readK6Figures(metrics) };
}

/** Counts a form's pods and their CPU time. */
class FormMeter {
  readonly #watched: Watched;
  readonly #meter = new CpuMeter();
  readonly #metric: MetricReader;
  readonly #seen = new Set<string>();
  #atFirst: number | undefined;
  #nodes: readonly string[] | undefined;

  constructor(watched: Watched) {
    this.#watched = watched;
    this.#metric = new MetricReader(watched.api, watched.form);
  }

  get cpuSeconds(): number {
    return this.#meter.seconds;
  }

  get podsStarted(): number {
    return this.#seen.size - (this.#atFirst ?? 0);
  }

  async look(): Promise<PodsSeen | undefined> {
    const { api, form } = this.#watched;
    const [pods, autoscalers, summaries] = await Promise.all([
      readPods(api, form),
      readAutoscalers(api, form),
      this.#stats(),
    ]);
    if (pods === undefined) return undefined;
    for (const { metadata } of pods) this.#seen.add(metadata.uid);
    this.#atFirst ??= this.#seen.size;
    this.#meter.look(summaries, this.#seen);
    return { ...countPods(pods, autoscalers), metricSeen: await this.#metric.read(autoscalers) };
  }

  async #stats(): Promise<StatsSummary[]> {
    const { api } = this.#watched;
    this.#nodes ??= (await api.get<{ items: { metadata: { name: string } }[] }>("/api/v1/nodes"))
      ?.items.map(({ metadata }) => metadata.name) ?? [];
    const stats = await Promise.all(
      this.#nodes.map((node) => api.get<StatsSummary>(`/api/v1/nodes/${node}/proxy/stats/summary`)),
    );
    return stats.filter((summary) => summary !== undefined);
  }
}
