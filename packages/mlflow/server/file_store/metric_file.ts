import type { Metric } from "../../run.ts";
import { listFiles, readTextOrNull } from "./store_folder.ts";

/**
 * Reads every point of a metric.
 *
 * @param folder The run's folder `metrics`.
 * @param key Name of the metric, a path below it.
 * @returns The points as they were logged; none if there is no such metric.
 */
export function readMetricHistory(folder: string, key: string): Metric[] {
  return readLines(folder, key).map(([timestamp, value, step, datasetName, datasetDigest]) => ({
    ...parsePoint(key, timestamp, value, step),
    ...datasetName !== undefined && { datasetName },
    ...datasetDigest !== undefined && { datasetDigest },
  }));
}

/**
 * Reads the last point of each metric of a logged model, one for each data set.
 *
 * @param folder The model's folder `metrics`.
 * @returns The points, by key.
 */
export function readModelMetrics(folder: string): Metric[] {
  return listFiles(folder).flatMap((key) => {
    const points = readLines(folder, key).map(
      ([timestamp, value, step, runId, datasetName, datasetDigest]): Metric => ({
        ...parsePoint(key, timestamp, value, step),
        ...runId !== undefined && { runId },
        ...datasetName !== undefined && { datasetName },
        ...datasetDigest !== undefined && { datasetDigest },
      }),
    );
    const byDataset = Map.groupBy(points, ({ datasetName = "", datasetDigest = "" }) => {
      return `${datasetName} ${datasetDigest}`;
    });
    return [...byDataset.values()].flatMap((group) => lastOf(group) ?? []);
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
    const last = lastOf(readMetricHistory(folder, key));
    return last === null ? [] : [[key, last] as const];
  });
  return Object.fromEntries(entries);
}

/**
 * Writes a point as MLflow's file store does; without its data set, as MLflow 2.17.2 reads no run with
 * a line that has one.
 *
 * @param metric The point.
 * @returns One line, newline included.
 */
export function formatMetricLine({ timestamp, value, step }: Metric): string {
  return `${timestamp} ${formatPythonFloat(value)} ${step}\n`;
}

/**
 * Writes a point of a logged model's metric as MLflow 3's file store does. A data set whose name has a
 * blank is left out: MLflow cannot read the line back.
 *
 * @param metric The point, with its run.
 * @returns One line, newline included.
 */
export function formatModelMetricLine(metric: Metric & { runId: string }): string {
  const { datasetName = "", datasetDigest = "" } = metric;
  const words = [formatMetricLine(metric).trimEnd(), metric.runId];
  if ([datasetName, datasetDigest].every((word) => /^\S+$/.test(word))) {
    words.push(datasetName, datasetDigest);
  }
  return `${words.join(" ")}\n`;
}

function readLines(folder: string, key: string): [string, string, ...string[]][] {
  const lines = readTextOrNull(`${folder}/${key}`)?.split("\n") ?? [];
  return lines.flatMap((line): [string, string, ...string[]][] => {
    const [timestamp, value, ...rest] = line.trim().split(" ");
    return timestamp === undefined || value === undefined ? [] : [[timestamp, value, ...rest]];
  });
}

function parsePoint(key: string, timestamp: string, value: string, step = "0"): Metric {
  return {
    key,
    value: parsePythonFloat(value),
    timestamp: Number(timestamp),
    step: Number(step),
  };
}

function lastOf(points: readonly Metric[]): Metric | null {
  return points.reduce<Metric | null>(
    (best, point) => best === null || isLater(point, best) ? point : best,
    null,
  );
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
