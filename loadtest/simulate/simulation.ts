import { EventQueue } from "./event_queue.ts";
import { Hpa, type HpaSettings } from "./hpa.ts";
import { Kpa, KPA_TICK_SECONDS, type KpaSettings } from "./kpa.ts";
import { LatencyHistogram } from "./latency_histogram.ts";
import { flowThrough, type PodModel } from "./pod_model.ts";

/** The autoscaler of a simulation, with its settings. */
export type Autoscaler =
  | { readonly kind: "kpa"; readonly settings: KpaSettings }
  | { readonly kind: "hpa"; readonly settings: HpaSettings };

/** What to simulate. */
export interface SimulationInput {
  /** Requests a second that arrive at a time in s. */
  readonly load: (second: number) => number;
  /** Length in s. */
  readonly seconds: number;
  /** What one pod can do. */
  readonly pod: PodModel;
  /** Who decides how many there are. */
  readonly autoscaler: Autoscaler;
  /** Pods that are ready at the start. */
  readonly initialPods: number;
}

/** The state at the end of a second. */
export interface SimulatedSecond {
  /** Time in s. */
  readonly second: number;
  /** Pods that answer. */
  readonly ready: number;
  /** Pods that the autoscaler wants. */
  readonly desired: number;
  /** Requests in flight, queued ones included. */
  readonly concurrency: number;
}

/** What a simulation ends with. */
export interface SimulationResult {
  /** One entry a second. */
  readonly timeline: readonly SimulatedSecond[];
  /** Latency in s that half, 95 % and 99 % of the requests stay below. */
  readonly latencySeconds: { readonly p50: number; readonly p95: number; readonly p99: number };
  /** Requests that were answered. */
  readonly answered: number;
  /** Sum over time of the pods that existed, starting ones included, in pod-seconds. */
  readonly podSeconds: number;
  /** Requests that waited for a pod to start when there was none. */
  readonly coldRequests: number;
  /** Most pods that were ready at a time. */
  readonly maxReady: number;
}

type Event = "step" | "tick" | "pod ready";

/** Requests flow as a fluid between the events; a step of it is a tenth of a second. */
const STEP_SECONDS = 0.1;
const STEPS_PER_SECOND = 10;

/** Quantiles of an exponential distribution of mean 1, evenly spaced: the spread inside a step. */
const SPREAD = Array.from({ length: 50 }, (_, i) => -Math.log(1 - (i + 0.5) / 50));

/**
 * Simulates a service under load with one of the two autoscalers.
 *
 * The autoscaler's looks and the pods' starts are events in time; requests flow as a fluid through a
 * queue and the ready pods, so that ten million a second cost no more than ten.
 *
 * @param input What to simulate.
 * @returns What came out.
 */
export function simulate(input: SimulationInput): SimulationResult {
  const events = new EventQueue<Event>();
  const { pod, autoscaler } = input;
  const period = autoscaler.kind === "kpa" ? KPA_TICK_SECONDS : autoscaler.settings.syncSeconds;
  const decide = autoscaler.kind === "kpa"
    ? kpaDecision(autoscaler.settings)
    : hpaDecision(autoscaler.settings, pod);
  const latency = new LatencyHistogram();
  const timeline: SimulatedSecond[] = [];
  let ready = input.initialPods;
  let starting = 0;
  let cancelled = 0;
  let backlog = 0;
  let answered = 0;
  let podSeconds = 0;
  let coldRequests = 0;
  let concurrency = 0;
  let concurrencySum = 0;
  let cpuSum = 0;
  let steps = 0;

  const want = (time: number, pods: number) => {
    for (let missing = pods - ready - starting; missing > 0; missing--) {
      starting++;
      events.add(time + pod.startSeconds, "pod ready");
    }
    const surplus = ready + starting - pods;
    // Pods that are still starting are the first to go.
    const fewerStarting = Math.min(Math.max(surplus, 0), starting);
    starting -= fewerStarting;
    cancelled += fewerStarting;
    ready -= Math.max(0, surplus - fewerStarting);
  };
  const flow = (time: number) => {
    const arriving = input.load(time) * STEP_SECONDS;
    const wasEmpty = ready === 0;
    const { answered: rate, insideSeconds } = flowThrough(
      pod,
      ready,
      (backlog + arriving) / STEP_SECONDS,
    );
    const done = Math.min(backlog + arriving, rate * STEP_SECONDS);
    const capacity = ready * pod.maxThroughput;
    // A request that comes now waits until those before it are answered, or until a pod is there.
    const wait = capacity > 0 ? backlog / capacity : pod.startSeconds;
    for (const factor of SPREAD) {
      latency.add(wait + factor * (insideSeconds || pod.serviceSeconds), arriving / SPREAD.length);
    }
    if (wasEmpty) coldRequests += arriving;
    backlog += arriving - done;
    answered += done;
    concurrency = backlog + (done / STEP_SECONDS) * insideSeconds;
    concurrencySum += concurrency;
    cpuSum += done * pod.cpuSecondsPerRequest;
    podSeconds += (ready + starting) * STEP_SECONDS;
  };

  let desired = input.initialPods;
  events.add(0, "step");
  events.add(period, "tick");
  for (
    let next = events.next();
    next !== undefined && next.time < input.seconds;
    next = events.next()
  ) {
    if (next.event === "pod ready") {
      if (cancelled > 0) cancelled--;
      else [starting, ready] = [starting - 1, ready + 1];
    } else if (next.event === "tick") {
      desired = decide.pods(Math.round(next.time), { ready, starting, desired });
      want(next.time, desired);
      events.add(next.time + period, "tick");
    } else {
      flow(next.time);
      steps++;
      // The activator wakes the autoscaler for the first request of a service without pods.
      if (autoscaler.kind === "kpa" && ready + starting === 0 && backlog > 0) {
        desired = 1;
        want(next.time, desired);
      }
      if (steps % STEPS_PER_SECOND === 0) {
        const second = steps / STEPS_PER_SECOND - 1;
        decide.observe(second, concurrencySum / STEPS_PER_SECOND, ready > 0 ? cpuSum / ready : 0);
        timeline.push({ second, ready, desired, concurrency });
        concurrencySum = 0;
        cpuSum = 0;
      }
      events.add(steps * STEP_SECONDS, "step");
    }
  }
  return {
    timeline,
    latencySeconds: {
      p50: latency.quantile(0.5),
      p95: latency.quantile(0.95),
      p99: latency.quantile(0.99),
    },
    answered,
    podSeconds,
    coldRequests,
    maxReady: timeline.reduce((most, { ready }) => Math.max(most, ready), 0),
  };
}

/** One autoscaler, as the simulation sees both. */
interface Decision {
  observe(second: number, concurrency: number, cpuPerPod: number): void;
  pods(second: number, now: { ready: number; starting: number; desired: number }): number;
}

function kpaDecision(settings: KpaSettings): Decision {
  const kpa = new Kpa(settings);
  return {
    // A service without pods and requests reports nothing.
    observe: (second, concurrency) => kpa.observe(second, concurrency),
    pods: (second, { ready, desired }) => kpa.decide(second, ready, desired),
  };
}

function hpaDecision(settings: HpaSettings, pod: PodModel): Decision {
  const hpa = new Hpa(settings);
  const cpu: number[] = [];
  return {
    observe: (_second, _concurrency, cpuPerPod) => cpu.push(cpuPerPod),
    pods(second, { ready, starting, desired }) {
      const measured = cpu.slice(-settings.metricsDelaySeconds);
      const cores = measured.reduce((sum, value) => sum + value, 0) / Math.max(1, measured.length);
      return hpa.decide(second, {
        utilization: cores / pod.cpuRequest,
        readyPods: ready,
        unreadyPods: starting,
        replicas: desired,
      });
    },
  };
}
