import type { Assignment, Role } from "../model/model_store.ts";
import { REFUSAL_REASONS } from "../model/refused_model_error.ts";
import { TrafficMeter } from "./traffic_meter.ts";
import { Exposition, type HistogramSeries, type Series } from "./prometheus.ts";

/** Seconds; from the time of one small prediction to that of a large batch. */
const DURATION_BOUNDS = [
  0.0001,
  0.00025,
  0.0005,
  0.001,
  0.0025,
  0.005,
  0.01,
  0.025,
  0.05,
  0.1,
  0.25,
  0.5,
  1,
  2.5,
  5,
  10,
];

/** What is counted of one route. */
export interface RouteMetrics {
  /** Counts one answer. */
  answered(status: number, durationMs: number): void;
}

/** Everything that the service counts, and what `/metrics` shows. */
export class Metrics {
  readonly #exposition = new Exposition();
  readonly #requests = this.#exposition.counter(
    "predict_requests_total",
    "Requests answered, by route and status.",
  );
  readonly #durations = this.#exposition.histogram(
    "predict_request_duration_seconds",
    "Time from the arrival of a request to its answer, by route.",
    DURATION_BOUNDS,
  );
  /** Requests in progress. */
  readonly inFlight: Series = this.#exposition.gauge(
    "predict_requests_in_flight",
    "Requests that have arrived and are not answered.",
  ).with();
  /** Scoring requests that wait for their turn. */
  readonly waiting: Series = this.#exposition.gauge(
    "predict_requests_waiting",
    "Scoring requests that wait because MAX_CONCURRENCY are in progress.",
  ).with();
  readonly #rows = this.#exposition.counter(
    "predict_rows_total",
    "Rows scored, by model version and by what asked for them (champion, challenger, shadow).",
  );
  /** Rows that the shadow did not score because it could not keep up. */
  readonly shadowDropped: Series = this.#exposition.counter(
    "predict_shadow_rows_dropped_total",
    "Rows that the shadow did not score because it could not keep up.",
  ).with();
  /** Promises that were rejected and that nobody handled. */
  readonly unhandledRejections: Series = this.#exposition.counter(
    "predict_unhandled_rejections_total",
    "Promises that were rejected and that nobody handled: defects that the service went on serving after.",
  ).with();
  readonly #swaps = this.#exposition.counter(
    "predict_model_swaps_total",
    "Times that another version took over a role (champion, challenger, shadow).",
  );
  readonly #refusals = this.#exposition.counter(
    "predict_model_refusals_total",
    "Versions that failed a check and are not served, by reason.",
  );
  readonly #looks = this.#exposition.counter(
    "predict_registry_looks_total",
    "Looks at the registry, by outcome (ok, failed).",
  );
  readonly #model = this.#exposition.gauge(
    "predict_model_info",
    "The versions in memory by role; always 1.",
  );
  readonly #loadedAt = this.#exposition.gauge(
    "predict_model_loaded_timestamp_seconds",
    "When the version came into memory, in seconds since 1970.",
  );
  readonly #runMetrics = this.#exposition.gauge(
    "predict_model_run_metric",
    "What training measured of the versions in memory, as their runs in the registry tell.",
  );
  readonly #stale = this.#exposition.gauge(
    "predict_model_stale",
    "1 while the model comes from the cache and the registry has not confirmed it.",
  ).with();
  readonly #bootPhases = this.#exposition.gauge(
    "predict_boot_phase_seconds",
    "How long each phase of the start took.",
  );

  /** Shows what can fail from the start: the first failure must be seen as one more than none. */
  constructor() {
    for (const reason of REFUSAL_REASONS) this.#refusals.with({ reason });
    for (const outcome of ["ok", "failed"]) this.#looks.with({ outcome });
  }

  /** Where other parts of the service declare metrics of their own. */
  get exposition(): Exposition {
    return this.#exposition;
  }

  /** Answers of the routes that score, as the heartbeat tells them. */
  readonly traffic = new TrafficMeter();

  /**
   * Finds what is counted of a route.
   *
   * @param route The route's path.
   * @param isScoring Whether its answers are traffic, too.
   * @returns The counters.
   */
  ofRoute(route: string, isScoring = false): RouteMetrics {
    const { traffic } = this;
    const durations: HistogramSeries = this.#durations.with({ route });
    const byStatus = new Map<number, Series>();
    return {
      answered: (status, durationMs) => {
        let series = byStatus.get(status);
        if (series === undefined) {
          series = this.#requests.with({ route, status: `${status}` });
          byStatus.set(status, series);
        }
        series.value++;
        durations.observe(durationMs / 1000);
        if (isScoring) traffic.answered(status, durationMs);
      },
    };
  }

  /**
   * Finds the counter of rows that a version scores in a role.
   *
   * @param role What asked for them.
   * @returns The counter.
   */
  rowsOf(role: Role, version: string): Series {
    return this.#rows.with({ version, role });
  }

  /**
   * Counts a swap and shows which versions are in memory now.
   *
   * @param role Role that another version took over.
   * @param assignments The versions with their roles.
   */
  swapped(role: Role, assignments: Iterable<Assignment>): void {
    this.#swaps.with({ role }).value++;
    this.#model.clear();
    this.#loadedAt.clear();
    for (const { role, model } of assignments) {
      const { name, version, sha256, isVerified, scorer } = model;
      const labels = { name, version, role };
      const verified = `${isVerified}`;
      this.#model.with({ ...labels, engine: scorer.engine, sha256, verified }).value = 1;
      this.#loadedAt.with(labels).value = model.loadedAtMs / 1000;
    }
  }

  /**
   * Shows what training measured, as far as it is known.
   *
   * @param assignments The versions in memory.
   */
  evaluated(assignments: Iterable<Assignment>): void {
    this.#runMetrics.clear();
    for (const { model: { name, version, metrics } } of assignments) {
      for (const [metric, value] of Object.entries(metrics ?? {})) {
        this.#runMetrics.with({ name, version, metric }).value = value;
      }
    }
  }

  /**
   * Counts a version that failed a check.
   *
   * @param reason Which check.
   */
  refused(reason: string): void {
    this.#refusals.with({ reason }).value++;
  }

  /**
   * Counts a look at the registry.
   *
   * @param outcome How it ended.
   */
  looked(outcome: "ok" | "failed"): void {
    this.#looks.with({ outcome }).value++;
  }

  /**
   * Shows whether the served model is confirmed by the registry.
   *
   * @param isStale Whether it comes from the cache alone.
   */
  stale(isStale: boolean): void {
    this.#stale.value = isStale ? 1 : 0;
  }

  /**
   * Shows how long the start took.
   *
   * @param phases Time of each phase, in ms.
   */
  booted(phases: Readonly<Record<string, number>>): void {
    for (const [phase, ms] of Object.entries(phases)) {
      this.#bootPhases.with({ phase }).value = ms / 1000;
    }
  }

  /** Writes all metrics in Prometheus' text format. */
  text(): string {
    return this.#exposition.text();
  }
}
