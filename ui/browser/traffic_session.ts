import { batch, type Signal, signal } from "@preact/signals";
import { InstanceReader } from "./instance_reader.ts";
import { IdlePoller, type Page } from "./idle_poller.ts";
import { request, RequestFailure, requestKept } from "./request_failure.ts";
import { type InstanceTraffic, readTraffic, type TrafficSample } from "./traffic_sample.ts";
import { WINDOW_MS } from "./traffic_series.ts";

/** One look a second while something moves; two minutes of stillness, ever slower, and it sleeps. */
const DELAYS_MS = [...Array(20).fill(1000), ...Array(10).fill(2500), ...Array(15).fill(5000)];

/** Where all instances are seen: first what wakes none of them, then the service itself. */
const SOURCES = ["/api/heartbeats", "/api/traffic"] as const;

/** What one look brings. */
interface Look {
  readonly instances: readonly InstanceTraffic[];
  readonly isWhole: boolean;
}

/** The last 15 minutes of the service. */
export class TrafficSession {
  /** The samples by instance, or `null` before the first answer. */
  readonly traffic: Signal<readonly InstanceTraffic[] | null> = signal(null);
  /** Whether all instances are in it, or only the one that answers. */
  readonly isWhole: Signal<boolean> = signal(false);
  /** Why there is nothing new, or `null`. */
  readonly failure: Signal<RequestFailure | null> = signal(null);
  /** Whether the page has stopped asking. */
  readonly isAsleep: Signal<boolean> = signal(false);
  /** End of the window, in ms since 1970. */
  readonly now: Signal<number> = signal(0);
  #source = 0;
  readonly #reader = new InstanceReader();
  readonly #poller: IdlePoller<Look>;

  /**
   * Prepares the session; {@linkcode start} makes it ask.
   *
   * @param page The page that it lives in.
   */
  constructor(page: Page) {
    this.#poller = new IdlePoller({
      ask: (signal) => this.#look(signal),
      onAnswer: (look) => this.#show(look),
      onFailure: (error) => {
        if (!(error instanceof RequestFailure)) throw error;
        batch(() => {
          this.failure.value = error;
          this.now.value = Date.now();
        });
        return false;
      },
      onAsleep: (isAsleep) => this.isAsleep.value = isAsleep,
      delaysMs: DELAYS_MS,
      isFree: () => SOURCES[this.#source] === "/api/heartbeats",
      page,
    });
  }

  /** Looks from now on while somebody looks. */
  start(): void {
    this.#poller.start();
  }

  /** Looks again after a sleep. */
  wake(): void {
    this.#poller.wake();
  }

  async #look(signal: AbortSignal): Promise<Look> {
    for (; this.#source < SOURCES.length; this.#source++) {
      const address = `${SOURCES[this.#source]}${this.#since()}`;
      const look = await requestKept(address, { signal }, readTraffic);
      if (look !== null) return look;
    }
    const response = await request("/api/metrics", { signal });
    const sample = this.#reader.read(await response.text(), Date.now());
    return { isWhole: false, instances: [{ instance: "", samples: [sample] }] };
  }

  /** Names the last sample known, so that the service may leave out what came before it. */
  #since(): string {
    const times = (this.traffic.value ?? []).flatMap(({ samples }) => samples.at(-1)?.time ?? []);
    return times.length === 0 ? "" : `?since=${new Date(Math.max(...times)).toISOString()}`;
  }

  #show(look: Look): boolean {
    const known = this.traffic.value ?? [];
    const now = Date.now();
    const merged = merge(known, look.instances, now - WINDOW_MS);
    const hasChanged = activityOf(merged) !== activityOf(known);
    batch(() => {
      this.failure.value = null;
      this.isWhole.value = look.isWhole;
      this.traffic.value = merged;
      this.now.value = now;
    });
    return hasChanged;
  }
}

/**
 * Adds new samples to known ones and lets go of what is too old.
 *
 * @param known The samples so far.
 * @param fresh New ones, which may repeat known ones.
 * @param since Time of the oldest sample to keep, in ms since 1970.
 * @returns Samples by instance, oldest first, each time once.
 */
export function merge(
  known: readonly InstanceTraffic[],
  fresh: readonly InstanceTraffic[],
  since: number,
): InstanceTraffic[] {
  const byInstance = new Map<string, Map<number, TrafficSample>>();
  for (const { instance, samples } of [...known, ...fresh]) {
    const kept = byInstance.get(instance) ?? new Map<number, TrafficSample>();
    byInstance.set(instance, kept);
    for (const sample of samples) if (sample.time >= since) kept.set(sample.time, sample);
  }
  return [...byInstance].filter(([, samples]) => samples.size > 0)
    .map(([instance, samples]) => ({
      instance,
      samples: [...samples.values()].sort((a, b) => a.time - b.time),
    }));
}

/** A number that changes when an instance comes or anything is answered, but not with time alone. */
function activityOf(traffic: readonly InstanceTraffic[]): string {
  return traffic.map(({ instance, samples }) => {
    const last = samples.at(-1);
    return `${instance} ${last?.requests} ${last?.inFlight} ${last?.modelVersion}`;
  }).join();
}
