import type { JSX } from "preact";
import { type TimeLine, WINDOW_MS } from "../browser/traffic_series.ts";
import { LineChart, type Series } from "./LineChart.tsx";
import { useLocale } from "./LocaleContext.tsx";

/** What a chart over time is drawn from. */
export interface TimeChartProps {
  /** What it shows. */
  readonly title: string;
  /** One or two lines; the first one's last value is written large. */
  readonly lines: readonly TimeLine[];
  /** Names of the lines, if there are two. */
  readonly names?: readonly string[];
  /** Writes a value with its unit. */
  readonly write: (value: number) => string;
  /** Whether values jump. */
  readonly isStep?: boolean;
}

/**
 * Draws the last 15 minutes of one quantity, with its value now.
 *
 * @param props Title and lines.
 * @returns A card.
 */
export function TimeChart({ title, lines, names, write, isStep }: TimeChartProps): JSX.Element {
  const { t } = useLocale();
  const highest = Math.max(0, ...lines.flatMap((line) => line.map(([, value]) => value ?? 0)));
  const top = niceTop(highest);
  const first = lines[0] ?? [];
  const current = first.findLast(([, value]) => value !== null)?.[1] ?? null;
  const now = current === null ? t.service.none : write(current);
  const looks = ["main", "second"] as const;
  const series: Series[] = lines.map((points, i) => ({
    name: names?.[i] ?? title,
    points,
    look: looks[i] ?? "quiet",
    isStep: isStep ?? false,
  }));
  return (
    <section class="card time-chart">
      <div class="card-head">
        <h2>{title}</h2>
        <p class="time-chart-now">{now}</p>
      </div>
      {names !== undefined && (
        <p class="legend">
          {names.map((name, i) => (
            <span key={name} class={`legend-item legend-${looks[i]}`}>{name}</span>
          ))}
        </p>
      )}
      <LineChart
        label={`${title} : ${now}`}
        series={series.toReversed()}
        x={{
          min: -WINDOW_MS / 1000,
          max: 0,
          ticks: [15, 10, 5].map((minutes) => ({
            at: -minutes * 60,
            text: t.traffic.minutesAgo(`${minutes}`),
          })).concat({ at: 0, text: t.traffic.now }),
        }}
        y={{ min: 0, max: top, ticks: [0, top].map((at) => ({ at, text: write(at) })) }}
        height={names === undefined ? 132 : 108}
      />
    </section>
  );
}

/** A round number at or above the highest value, at least 1. */
function niceTop(highest: number): number {
  if (highest <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = [1, 2, 5, 10].find((step) => step * power >= highest) ?? 10;
  return step * power;
}
