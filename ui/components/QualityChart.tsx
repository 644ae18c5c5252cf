import type { JSX } from "preact";
import type { VersionQuality } from "../browser/quality_report.ts";
import { LineChart, type Mark, type Series } from "./LineChart.tsx";
import { useLocale } from "./LocaleContext.tsx";
import { VersionLegend } from "./VersionLegend.tsx";

const LOOKS = ["main", "second"] as const;
const SHARES = [0, 0.5, 1];

/**
 * Draws the accuracy of at most two versions by day.
 *
 * @param props The versions.
 * @returns A card.
 */
export function QualityChart(
  { versions }: { readonly versions: readonly VersionQuality[] },
): JSX.Element {
  const { t, format } = useLocale();
  const series: Series[] = versions.map(({ version, days }, i) => ({
    name: version,
    points: days.map(({ day, accuracy }) => [Date.parse(day), accuracy.value]),
    look: LOOKS[i] ?? "quiet",
  }));
  const times = series.flatMap(({ points }) => points.map(([time]) => time));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const lasts = series.map(({ points }) => points.at(-1)?.[1] ?? null);
  const notes = lasts.map((last) => last === null ? t.service.none : format.percent(last));
  // A line of one day has no length: its point shows it.
  const marks = series.flatMap(({ points, look }): Mark[] => {
    const [x, y] = points.at(-1) ?? [0, null];
    return y === null ? [] : [{ x, y, text: "", look: look === "main" ? "filled" : "open" }];
  });
  const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return (
    <section class="card">
      <h2>{t.quality.overTime}</h2>
      <VersionLegend versions={versions} notes={notes} />
      <LineChart
        label={`${t.quality.overTime} : ${format.list(notes)}`}
        series={series.toReversed()}
        x={{
          min: first,
          max: last,
          ticks: [...new Set([first, last])].map((at) => ({ at, text: dayOf(at) })),
        }}
        y={{ min: 0, max: 1, ticks: SHARES.map((at) => ({ at, text: `${at * 100} %` })) }}
        height={280}
        marks={marks}
      />
    </section>
  );
}
