import type { JSX } from "preact";
import type { RegistrySession } from "../browser/registry_session.ts";
import type { Evaluation, VersionSummary } from "../registry_answer.ts";
import { ImportanceChart } from "./ImportanceChart.tsx";
import { LineChart, type Series } from "./LineChart.tsx";
import { differenceText, metricText } from "./figure_texts.ts";
import { useLocale } from "./LocaleContext.tsx";
import { metricsOf } from "./VersionTable.tsx";

/**
 * Sets two versions side by side: metrics, ROC curves, feature importances, parameters.
 *
 * @param props The registry as the page knows it.
 * @returns The card, or nothing until two versions are picked.
 */
export function VersionComparison(
  { registry }: { readonly registry: RegistrySession },
): JSX.Element | null {
  const { t } = useLocale();
  const [first, second] = registry.picked.value.map((picked) =>
    registry.versions.value.find(({ version }) => version === picked)
  );
  if (first === undefined || second === undefined) return null;
  const evaluations = registry.evaluations.value;
  const curves = [evaluations[first.version], evaluations[second.version]] as const;
  return (
    <section class="card comparison-card" aria-labelledby="comparison-heading">
      <h2 id="comparison-heading">{t.models.comparison(first.version, second.version)}</h2>
      <p class="legend">
        <span class="legend-item legend-main">
          {t.models.version} {first.version}
        </span>
        <span class="legend-item legend-second">
          {t.models.version} {second.version}
        </span>
      </p>
      <div class="comparison-grid">
        <MetricTable first={first} second={second} />
        <RocPanel first={first} second={second} curves={curves} />
        <ImportancePanel curves={curves} />
        <ParameterTable first={first} second={second} />
      </div>
    </section>
  );
}

interface PairProps {
  readonly first: VersionSummary;
  readonly second: VersionSummary;
}

interface CurvesProps {
  readonly curves: readonly [Evaluation | undefined, Evaluation | undefined];
}

function MetricTable({ first, second }: PairProps): JSX.Element {
  const locale = useLocale();
  const { t, format } = locale;
  const names = metricsOf([first, second])
    .filter((name) => name in first.metrics || name in second.metrics);
  if (names.length === 0) {
    return <EmptyPanel heading={t.models.metrics} text={t.models.noMetrics} />;
  }
  return (
    <div>
      <h3>{t.models.metrics}</h3>
      <div class="table-scroll" tabIndex={0} role="group" aria-label={t.models.metrics}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.models.metric}</th>
              <th scope="col" class="numeric">{first.version}</th>
              <th scope="col" class="numeric">{second.version}</th>
              <th scope="col" class="numeric">{t.models.difference}</th>
            </tr>
          </thead>
          <tbody>
            {names.map((name) => {
              const [a = NaN, b = NaN] = [first.metrics[name], second.metrics[name]];
              return (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td class="numeric">
                    {Number.isNaN(a) ? t.service.none : metricText(format, a)}
                  </td>
                  <td class="numeric">
                    {Number.isNaN(b) ? t.service.none : metricText(format, b)}
                  </td>
                  <td class="numeric">
                    {Number.isNaN(b - a) ? t.service.none : differenceText(locale, name, [a, b])}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}

const SHARES = [0, 0.5, 1].map((at) => ({ at, text: `${at * 100} %` }));

function RocPanel({ first, second, curves }: PairProps & CurvesProps): JSX.Element {
  const { t } = useLocale();
  const looks = ["main", "second"] as const;
  const series: Series[] = [first, second].flatMap(({ version }, i) => {
    const roc = curves[i]?.roc;
    if (!roc) return [];
    const points = roc.fpr.map((x, k) => [x, roc.tpr[k] ?? null] as const);
    return [{ name: `${t.models.version} ${version}`, points, look: looks[i] ?? "main" }];
  });
  const chance: Series = { name: t.models.chance, points: [[0, 0], [1, 1]], look: "quiet" };
  return (
    <div>
      <h3>{t.models.roc}</h3>
      {series.length === 0 ? <p class="quiet">{t.models.noCurves}</p> : (
        <>
          <LineChart
            label={`${t.models.roc} : ${t.models.tpr} / ${t.models.fpr}`}
            series={[chance, ...series.toReversed()]}
            x={{ min: 0, max: 1, ticks: SHARES }}
            y={{ min: 0, max: 1, ticks: SHARES }}
            height={280}
          />
          <p class="axis-name">{t.models.fpr} →</p>
        </>
      )}
    </div>
  );
}

function ImportancePanel({ curves }: CurvesProps): JSX.Element {
  const { t } = useLocale();
  const [first, second] = [curves[0]?.importances ?? null, curves[1]?.importances ?? null];
  return (
    <div>
      <h3>{t.models.importances}</h3>
      {first === null && second === null
        ? <p class="quiet">{t.models.noImportances}</p>
        : <ImportanceChart first={first ?? {}} second={second ?? {}} />}
    </div>
  );
}

function ParameterTable({ first, second }: PairProps): JSX.Element {
  const { t } = useLocale();
  const names = [...new Set([...Object.keys(first.params), ...Object.keys(second.params)])].sort();
  const differing = names.filter((name) => first.params[name] !== second.params[name]);
  if (names.length === 0) {
    return <EmptyPanel heading={t.models.parameters} text={t.models.noParameters} />;
  }
  return (
    <div>
      <h3>{t.models.parameters}</h3>
      {differing.length === 0 && <p class="quiet">{t.models.sameParameters}</p>}
      <div class="table-scroll" tabIndex={0} role="group" aria-label={t.models.parameters}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.models.parameter}</th>
              <th scope="col" class="numeric">{first.version}</th>
              <th scope="col" class="numeric">{second.version}</th>
            </tr>
          </thead>
          <tbody>
            {names.map((name) => (
              <tr key={name} class={differing.includes(name) ? "is-different" : undefined}>
                <th scope="row">{name}</th>
                <td class="numeric">{first.params[name] ?? t.service.none}</td>
                <td class="numeric">{second.params[name] ?? t.service.none}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

interface EmptyPanelProps {
  readonly heading: string;
  readonly text: string;
}

function EmptyPanel({ heading, text }: EmptyPanelProps): JSX.Element {
  return (
    <div>
      <h3>{heading}</h3>
      <p class="quiet">{text}</p>
    </div>
  );
}
