import type { JSX } from "preact";
import type { VersionQuality } from "../browser/quality_report.ts";
import { LineChart, type Series } from "./LineChart.tsx";
import { useLocale } from "./LocaleContext.tsx";
import { VersionLegend } from "./VersionLegend.tsx";

const LOOKS = ["main", "second"] as const;
const SHARES = [0, 0.5, 1].map((at) => ({ at, text: `${at * 100} %` }));

/**
 * Sets predicted probabilities beside what came true, as curves and for the first version as a table.
 *
 * @param props At most two versions.
 * @returns A card.
 */
export function CalibrationCard(
  { versions }: { readonly versions: readonly VersionQuality[] },
): JSX.Element {
  const { t, format } = useLocale();
  const series: Series[] = versions.map(({ version, calibration }, i) => ({
    name: version,
    points: calibration.map(({ predicted, observed }) => [predicted, observed.value]),
    look: LOOKS[i] ?? "quiet",
  }));
  const ideal: Series = { name: t.quality.ideal, points: [[0, 0], [1, 1]], look: "quiet" };
  const bins = versions[0]?.calibration ?? [];
  const percent = (share: number | null) => share === null ? t.service.none : format.percent(share);
  return (
    <section class="card">
      <h2>{t.quality.calibration}</h2>
      <VersionLegend versions={versions} />
      <LineChart
        label={t.quality.calibrationLabel}
        series={[ideal, ...series.toReversed()]}
        x={{ min: 0, max: 1, ticks: SHARES }}
        y={{ min: 0, max: 1, ticks: SHARES }}
        height={280}
      />
      <p class="axis-name">{t.quality.predicted} →</p>
      <details>
        <summary>{t.quality.asTable(versions[0]?.version ?? "")}</summary>
        <div class="table-scroll" tabIndex={0} role="group" aria-label={t.quality.calibration}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t.quality.tenth}</th>
                <th scope="col" class="numeric">{t.quality.count}</th>
                <th scope="col" class="numeric">{t.quality.predicted}</th>
                <th scope="col" class="numeric">{t.quality.observed}</th>
              </tr>
            </thead>
            <tbody>
              {bins.map(({ from, to, count, predicted, observed }) => (
                <tr key={from}>
                  <th scope="row">{format.number(from, 1)} – {format.number(to, 1)}</th>
                  <td class="numeric">{format.number(count)}</td>
                  <td class="numeric">{percent(predicted)}</td>
                  <td class="numeric">
                    {percent(observed.value)}
                    <span class="interval">{percent(observed.low)} – {percent(observed.high)}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}
