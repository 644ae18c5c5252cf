import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { browserPage } from "../browser/idle_poller.ts";
import { chooseVersions } from "../browser/quality_report.ts";
import { QualitySession } from "../browser/quality_session.ts";
import { CalibrationCard } from "../components/CalibrationCard.tsx";
import { DriftCard } from "../components/DriftCard.tsx";
import { Icon } from "../components/Icon.tsx";
import { useLocale } from "../components/LocaleContext.tsx";
import { useMetName } from "../components/use_served_name.ts";
import { metricText } from "../components/figure_texts.ts";
import type { Axis } from "../components/LineChart.tsx";
import { niceAxis } from "../components/nice_axis.ts";
import { MeasureTable } from "../components/MeasureTable.tsx";
import { RegressionTable } from "../components/RegressionTable.tsx";
import { QualityChart } from "../components/QualityChart.tsx";

/** What the island is drawn from. */
export interface QualityBoardProps {
  /** What it knows (default: nothing yet, and it asks from now on). */
  readonly session?: QualitySession;
}

/**
 * Shows how good the predictions were once the truth was told, and whether their inputs drift.
 *
 * @returns Charts and tables, or the sentence that says why there are none.
 */
export function QualityBoard({ session }: QualityBoardProps): JSX.Element {
  const [quality] = useState(() => session ?? new QualitySession(browserPage()));
  useEffect(() => quality.start(), []);
  useMetName();
  return (
    <div class="traffic">
      <QualityState quality={quality} />
      <Cards quality={quality} />
    </div>
  );
}

interface SessionProps {
  readonly quality: QualitySession;
}

function QualityState({ quality }: SessionProps): JSX.Element {
  const { t } = useLocale();
  const hasFailed = quality.failure.value !== null;
  const isAsleep = quality.isAsleep.value;
  const isLoading = quality.quality.value === null;
  const sentence = hasFailed
    ? t.traffic.unreachable
    : quality.isWithoutLog.value
    ? t.quality.withoutLog
    : isLoading
    ? t.quality.loading
    : isAsleep
    ? t.traffic.asleep
    : t.traffic.live;
  const icon = hasFailed || quality.isWithoutLog.value
    ? "alert"
    : isLoading
    ? "dots"
    : isAsleep
    ? "moon"
    : "check";
  return (
    <div class="traffic-state">
      <p role="status" class={hasFailed ? "failure" : "traffic-live"}>
        <Icon name={icon} />
        <span>{sentence}</span>
        {isAsleep && (
          <button type="button" class="link" onClick={() => quality.wake()}>
            {t.traffic.wake}
          </button>
        )}
      </p>
    </div>
  );
}

const SHARES: Axis = {
  min: 0,
  max: 1,
  ticks: [0, 0.5, 1].map((at) => ({ at, text: `${at * 100} %` })),
};

function Cards({ quality }: SessionProps): JSX.Element | null {
  const { t, format } = useLocale();
  const [report, drift] = [quality.quality.value, quality.drift.value];
  if (report === null || drift === null) return null;
  const shown = chooseVersions(report.versions);
  const regressions = report.regressions ?? [];
  return (
    <>
      {regressions.length > 0 && (
        <>
          <RegressionTable
            versions={regressions}
            title={t.quality.versions(format.number(report.days))}
          />
          <QualityChart
            title={t.quality.maeOverTime}
            versions={chooseVersions(regressions).map(({ version, days }) => ({
              version,
              days: days.map(({ day, mae }) => ({ day, measure: mae })),
            }))}
            write={(value) => metricText(format, value)}
            axis={(highest) => niceAxis(0, highest, (at) => format.number(at, 6))}
          />
        </>
      )}
      {shown.length === 0
        ? regressions.length === 0 && <p class="card quiet">{t.quality.noOutcomes}</p>
        : (
          <>
            <MeasureTable
              title={t.quality.versions(format.number(report.days))}
              columns={report.versions.map(({ version, role, ...measures }) => ({
                version,
                measures,
                role: role === null ? "" : t.quality.roles[role] ?? role,
              }))}
            />
            <div class="quality-grid">
              <QualityChart
                title={t.quality.overTime}
                versions={shown.map(({ version, days }) => ({
                  version,
                  days: days.map(({ day, accuracy }) => ({ day, measure: accuracy })),
                }))}
                write={format.percent}
                axis={() => SHARES}
              />
              {shown.some(({ calibration }) => calibration.some(({ count }) => count > 0)) && (
                <CalibrationCard versions={shown} />
              )}
            </div>
          </>
        )}
      {report.period_comparisons.map((pair) => (
        <MeasureTable
          key={`${pair.champion} / ${pair.challenger}`}
          title={t.quality.samePeriod(pair.champion, pair.challenger)}
          note={t.quality.samePeriodNote(
            format.date(Date.parse(pair.since)),
            format.date(Date.parse(pair.until)),
          )}
          columns={[
            {
              version: pair.champion,
              role: t.quality.roles["champion"] ?? "",
              measures: pair.champion_measures,
            },
            {
              version: pair.challenger,
              role: t.quality.roles["challenger"] ?? "",
              measures: pair.challenger_measures,
            },
          ]}
          difference={pair.accuracy_difference}
        />
      ))}
      {report.comparisons.map((pair) => (
        <MeasureTable
          key={`${pair.served} ${pair.shadow}`}
          title={t.quality.sameRows(format.number(pair.count), pair.served, pair.shadow)}
          columns={[
            { version: pair.served, role: t.quality.served, measures: pair.served_measures },
            { version: pair.shadow, role: t.quality.shadow, measures: pair.shadow_measures },
          ]}
          difference={pair.accuracy_difference}
        />
      ))}
      <DriftCard drift={drift} />
    </>
  );
}
