/**
 * What the dashboards and the rules ask of Prometheus, read from their files; for the tests.
 *
 * @module
 */
import { parse } from "yaml";

/** A rule of `prometheus/*-rules.yml`. */
export interface Rule {
  /** Name of the series that it records; alerts record none. */
  readonly record?: string;
  /** Name of the alert; recording rules have none. */
  readonly alert?: string;
  /** What it asks. */
  readonly expr: string;
  /** What an alert says. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Names of the dashboards. */
export const DASHBOARDS = ["service", "models"] as const;

/** A panel of a dashboard that shows something. */
export interface Panel {
  /** Title. */
  readonly title: string;
  /** What it shows, for people. */
  readonly description: string;
  /** What it asks. */
  readonly expressions: readonly string[];
}

const FOLDER = new URL("../", import.meta.url).pathname;

/**
 * Reads all rules.
 *
 * @returns Recording rules, then alerts.
 */
export async function readRules(): Promise<Rule[]> {
  const files = await Promise.all(
    ["recording", "alerting"].map((kind) =>
      Deno.readTextFile(`${FOLDER}prometheus/${kind}-rules.yml`)
    ),
  );
  return files.flatMap((text) =>
    parse(text).groups.flatMap((group: { rules: Rule[] }) => group.rules)
  );
}

/**
 * Reads the panels of a dashboard, without its rows.
 *
 * @param name Name of the file, without `.json`.
 * @returns The panels.
 */
export async function readPanels(name: typeof DASHBOARDS[number]): Promise<Panel[]> {
  const { panels } = JSON.parse(
    await Deno.readTextFile(`${FOLDER}grafana/dashboards/${name}.json`),
  );
  return panels.filter(({ type }: { type: string }) => type !== "row").map((
    { title, description, targets }: Panel & { targets: readonly { expr: string }[] },
  ) => ({ title, description, expressions: targets.map(({ expr }) => expr) }));
}

/**
 * Finds the series that an expression names, recorded ones too.
 *
 * @param expression PromQL.
 * @returns Names, without repetition.
 *
 * @example A recorded series and one of the service
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { metricsIn } from "./expressions.ts";
 *
 * deepEqual(metricsIn('job:predict_answers:rate1m / count(up{job="predict_x"})'), [
 *   "job:predict_answers:rate1m",
 *   "up",
 * ]);
 * ```
 */
export function metricsIn(expression: string): string[] {
  const bare = expression.replaceAll(/"[^"]*"/g, '""');
  const names = bare.match(/\b(?:job(?:_pod)?:[\w:]+|predict_\w+|process_\w+|up|ALERTS)\b/g);
  return [...new Set(names)];
}
