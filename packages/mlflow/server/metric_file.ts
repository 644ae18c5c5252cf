import type { Metric } from "../run.ts";
import { listFiles, readTextOrNull } from "./store_folder.ts";

/**
 * Reads every point of a metric.
 *
 * @param folder The run's folder `metrics`.
 * @param key Name of the metric, a path below it.
 * @returns The points as they were logged; none if there is no such metric.
 */
export function readMetricHistory(folder: string, key: string): Metric[] {
  const lines = readTextOrNull(`${folder}/${key}`)?.split("\n") ?? [];
  return lines.flatMap((line) => {
    const [timestamp, value, step] = line.trim().split(" ");
    if (timestamp === undefined || value === undefined) return [];
    return [{
      key,
      value: parsePythonFloat(value),
      timestamp: Number(timestamp),
      step: Number(step ?? 0),
    }];
  });
}

/**
 * Reads the last point of each metric: the one of the largest step, then time, then value.
 *
 * @param folder The run's folder `metrics`.
 * @returns The points, by key.
 */
export function readLastMetrics(folder: string): Record<string, Metric> {
  const entries = listFiles(folder).flatMap((key) => {
    const last = readMetricHistory(folder, key).reduce<Metric | null>(
      (best, point) => best === null || isLater(point, best) ? point : best,
      null,
    );
    return last === null ? [] : [[key, last] as const];
  });
  return Object.fromEntries(entries);
}

/**
 * Writes a point as MLflow's file store does.
 *
 * @param metric The point.
 * @returns One line, newline included.
 */
export function formatMetricLine({ timestamp, value, step }: Metric): string {
  return `${timestamp} ${formatPythonFloat(value)} ${step}\n`;
}

function isLater(a: Metric, b: Metric): boolean {
  if (a.step !== b.step) return a.step > b.step;
  if (a.timestamp !== b.timestamp) return a.timestamp > b.timestamp;
  return a.value > b.value;
}

function parsePythonFloat(text: string): number {
  if (/^[-+]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return Number(text);
}

function formatPythonFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  return `${value}`;
}
