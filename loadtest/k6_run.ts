import type { K6Metrics } from "./k6_figures.ts";
import type { Summary } from "./summary.ts";

/** A load that k6 is running, on this machine or in the cluster. */
export interface K6Run {
  /** Where it runs, for the terminal. */
  readonly place: string;
  /**
   * Asks k6 for its figures.
   *
   * @returns Its REST API's answer, or `undefined` if it does not answer at the moment.
   */
  metrics(): Promise<K6Metrics | undefined>;
  /** What the load ended with; rejects with a `LoadError` if k6 could not run it. */
  readonly summary: Promise<Summary>;
}

/** A load could not be run. */
export class LoadError extends Error {
  /**
   * Describes why.
   *
   * @param message "Cannot … as …: …".
   * @param options Carries the `cause`, if any.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LoadError";
  }
}

/** The command line of a program of the load test cannot be understood. */
export class LoadUsageError extends LoadError {}

/**
 * Finds the summary in what k6 printed with `REPORT_DIR=-`.
 *
 * @param output Its standard output.
 * @param messages What it said beside it, for the error.
 * @returns The summary.
 * @throws {LoadError} If there is none.
 */
export function readSummary(output: string, messages = ""): Summary {
  const line = output.split("\n").findLast((text) => text.startsWith('{"profile":'));
  if (line !== undefined) return JSON.parse(line);
  const said = (messages || output).trim().split("\n").slice(-5).join("\n");
  throw new LoadError(`Cannot run the load as k6 must end with a summary: it said ${said}`);
}
