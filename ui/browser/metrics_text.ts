/** One line of Prometheus text. */
export interface MetricLine {
  /** Name of the metric, with `_bucket` and the like. */
  readonly name: string;
  /** Its labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** Its value. */
  readonly value: number;
}

/**
 * Reads metrics in Prometheus' text format, version 0.0.4.
 *
 * @param text The text; comments and lines of another form are left out.
 * @returns Its lines.
 */
export function parseMetrics(text: string): MetricLine[] {
  return text.split("\n").flatMap((line) => {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/.exec(line);
    if (match === null) return [];
    const labels: Record<string, string> = {};
    for (const [, key, value] of (match[2] ?? "").matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      if (key !== undefined) labels[key] = value ?? "";
    }
    return [{ name: match[1]!, labels, value: Number(match[3]) }];
  });
}
