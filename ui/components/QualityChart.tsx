import type { JSX } from "preact";
import type { Estimate } from "../browser/quality_report.ts";
import { type Axis, LineChart, type Mark, type Series } from "./LineChart.tsx";
import { useLocale } from "./LocaleContext.tsx";
import { VersionLegend } from "./VersionLegend.tsx";

const LOOKS = ["main", "second"] as const;

/** What a chart of a measure is drawn from. */
export interface QualityChartProps {
  /** What it shows. */
  readonly title: string;
  /** At most two versions, with the measure of each day in UTC, ascending. */
  readonly versions: readonly {
    readonly version: string;
    readonly days: readonly { readonly day: string; readonly measure: Estimate }[];
  }[];
  /** Writes a measure. */
  readonly write: (value: number) => string;
  /** Makes the vertical axis, given the largest measure. */
  readonly axis: (highest: number) => Axis;
}

/**
 * Draws a measure of at most two versions by day.
 *
 * @param props The versions.
 * @returns A card.
 */
export function QualityChart({ title, versions, write, axis }: QualityChartProps): JSX.Element {
  const { t, format } = useLocale();
  const series: Series[] = versions.map(({ version, days }, i) => ({
    name: version,
    points: days.map(({ day, measure }) => [Date.parse(day), measure.value]),
    look: LOOKS[i] ?? "quiet",
  }));
  const points = series.flatMap((line) => line.points);
  const times = points.map(([time]) => time);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const lasts = series.map((line) => line.points.at(-1)?.[1] ?? null);
  const notes = lasts.map((value) => value === null ? t.service.none : write(value));
  // A line of one day has no length: its point shows it.
  const marks = series.flatMap((line): Mark[] => {
    const [x, y] = line.points.at(-1) ?? [0, null];
    return y === null ? [] : [{ x, y, text: "", look: line.look === "main" ? "filled" : "open" }];
  });
  const dayOf = (ms: number) => format.day(Math.round(ms / 86_400_000));
  return (
    <section class="card">
      <h2>{title}</h2>
      <VersionLegend versions={versions} notes={notes} />
      <LineChart
        label={`${title} : ${format.list(notes)}`}
        series={series.toReversed()}
        x={{
          min: first,
          max: last,
          ticks: [...new Set([first, last])].map((at) => ({ at, text: dayOf(at) })),
        }}
        y={axis(Math.max(0, ...points.map(([, value]) => value ?? 0)))}
        height={280}
        marks={marks}
      />
    </section>
  );
}
