import { median } from "@mlops/statistics";
import type { ComparisonTerms } from "../capacity/comparison_terms.ts";
import type { ServiceForm } from "../cluster/service_form.ts";
import type { RunResult } from "./run_result.ts";

/** Both forms under the same load, in several rounds. */
export interface Comparison {
  /** When it began, ISO 8601. */
  readonly startedAt: string;
  /** Name of the profile. */
  readonly profile: string;
  /** The load, as `settings.ts` reads it. */
  readonly load: Readonly<Record<string, string>>;
  /** Cores of the cluster's nodes together. */
  readonly cores: number;
  /** Whether k6 ran inside the cluster. */
  readonly isInCluster: boolean;
  /** At which load of a pod each autoscaler aims, or `null` if no capacity was measured. */
  readonly terms: ComparisonTerms | null;
  /** What each form did in each round. */
  readonly runs: readonly RunResult[];
}

/** Medians of a form over the rounds. */
export interface Medians {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly requestsPerSecond: number;
  /** Of all rounds together. */
  readonly errors: number;
  readonly podsNeeded: number;
  readonly podsReady: number;
  /** `null` if in no round as many were ready as were wanted. */
  readonly secondsToNeeded: number | null;
  readonly podSeconds: number;
  readonly cpuSeconds: number;
  /** CPU time for a thousand requests, in core-seconds. */
  readonly cpuSecondsPerThousand: number;
  readonly coldStarts: number;
  /** Time until a new pod is ready; `null` if there was none. */
  readonly coldStartSeconds: number | null;
  /** `null` if it was waited for in no round. */
  readonly secondsBack: number | null;
}

/**
 * Takes the medians of a form.
 *
 * @returns The medians over its rounds.
 */
export function mediansOf(comparison: Comparison, form: ServiceForm["name"]): Medians {
  const runs = comparison.runs.filter((run) => run.form === form);
  const of = (value: (run: RunResult) => number) => median(runs.map(value));
  const known = (value: (run: RunResult) => number | null) => {
    const values = runs.map(value).filter((it) => it !== null);
    return values.length === 0 ? null : median(values);
  };
  return {
    p50Ms: of(({ latencyMs }) => latencyMs.p50),
    p95Ms: of(({ latencyMs }) => latencyMs.p95),
    p99Ms: of(({ latencyMs }) => latencyMs.p99),
    requestsPerSecond: of((run) => run.requestsPerSecond),
    errors: runs.reduce((sum, run) => sum + run.errors, 0),
    podsNeeded: of((run) => run.podsNeeded),
    podsReady: of((run) => run.podsReady),
    secondsToNeeded: known((run) => run.secondsToNeeded),
    podSeconds: of((run) => run.podSeconds),
    cpuSeconds: of((run) => run.cpuSeconds),
    cpuSecondsPerThousand: of((run) => 1000 * run.cpuSeconds / Math.max(1, run.requests)),
    coldStarts: of((run) => run.coldStarts),
    coldStartSeconds: known((run) => run.coldStartSeconds),
    secondsBack: known((run) => run.secondsBack),
  };
}
