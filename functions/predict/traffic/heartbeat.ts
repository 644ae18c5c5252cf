import type { Answer, TRAFFIC_SAMPLE } from "@mlops/answers";
import type { LogDatabase } from "../log/log_database.ts";
import type { ModelStore } from "../model/model_store.ts";
import type { Series } from "../metrics/prometheus.ts";
import type { TrafficMeter } from "../metrics/traffic_meter.ts";

/** What one instance was like at one moment, as it is sent; times in ms since 1970 or in ms. */
export type TrafficSample = Answer<typeof TRAFFIC_SAMPLE>;

/** What a heartbeat needs. */
export interface HeartbeatParts {
  /** Name of the instance. */
  readonly instance: string;
  /** When the process started, in ms since 1970. */
  readonly startedMs: number;
  /** Counts the answers. */
  readonly meter: TrafficMeter;
  /** Requests in progress. */
  readonly inFlight: Series;
  /** The models in memory. */
  readonly store: ModelStore;
  /** Takes the samples, or `null`: then they are kept here alone. */
  readonly database: LogDatabase | null;
  /** The present, in ms since 1970. */
  readonly timeOfDay: () => number;
}

const BEAT_MS = 1_000;

/** Samples that are kept in memory: a quarter of an hour. */
const MAX_SAMPLES = 900;

/** Beats between two clean-ups of the table; each deletes what is older than a day. */
const FORGET_EVERY = 600;

/** Notes once a second how the instance is, in memory and in the database. */
export class Heartbeat {
  readonly #parts: HeartbeatParts;
  readonly #samples: TrafficSample[] = [];
  #coldStartMs: number | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;
  #writing: Promise<void> | null = null;
  #nBeats = 0;

  /**
   * Prepares the heartbeat; it does not beat yet.
   *
   * @param parts What it needs.
   */
  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
  }

  /** Name of the instance. */
  get instance(): string {
    return this.#parts.instance;
  }

  /** The last quarter of an hour, oldest first. */
  get samples(): readonly TrafficSample[] {
    return this.#samples;
  }

  /** Begins to beat. */
  start(): void {
    this.#timer ??= setInterval(() => this.beat(), BEAT_MS);
  }

  /** Stops, once the last sample is written. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#writing;
  }

  /** Takes one sample. */
  beat(): void {
    const { meter, inFlight, store, startedMs, timeOfDay } = this.#parts;
    const model = store.champion?.model ?? null;
    if (model !== null) this.#coldStartMs ??= Math.max(0, model.loadedAtMs - startedMs);
    const traffic = meter.sample();
    const sample: TrafficSample = {
      time: timeOfDay(),
      started: Math.round(startedMs),
      "in_flight": inFlight.value,
      requests: traffic.requests,
      p50: traffic.p50Ms,
      p95: traffic.p95Ms,
      errors: traffic.errors,
      "model_version": model?.version ?? null,
      "cold_start": this.#coldStartMs,
    };
    this.#samples.push(sample);
    if (this.#samples.length > MAX_SAMPLES) this.#samples.shift();
    // A sample that cannot be written is missed: the next one tells the same counters.
    this.#writing ??= this.#write(sample).catch(() => {}).then(() => {
      this.#writing = null;
    });
  }

  async #write(sample: TrafficSample): Promise<void> {
    const { database, instance } = this.#parts;
    if (database === null) return;
    const shouldForget = this.#nBeats++ % FORGET_EVERY === 0;
    await database.ask(async (sql) => {
      await sql`
        insert into heartbeats (instance, beat_at, started_at, in_flight, requests, errors, p50_ms,
                                p95_ms, model_version, cold_start_ms)
        values (${instance}, to_timestamp(${sample.time}::double precision / 1000),
                to_timestamp(${sample.started}::double precision / 1000), ${sample["in_flight"]},
                ${sample.requests}, ${sample.errors}, ${sample.p50}, ${sample.p95},
                ${sample["model_version"]}, ${sample["cold_start"]})
        on conflict do nothing`;
      if (shouldForget) await sql`select forget_heartbeats()`;
    });
  }
}
