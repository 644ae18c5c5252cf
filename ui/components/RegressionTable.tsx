import type { JSX } from "preact";
import type { RegressionQuality } from "../browser/quality_report.ts";
import { metricTexts } from "./figure_texts.ts";
import { useLocale } from "./LocaleContext.tsx";

/** What a table of regressions is drawn from. */
export interface RegressionTableProps {
  /** What it shows. */
  readonly title: string;
  /** The versions, the newest first. */
  readonly versions: readonly RegressionQuality[];
}

const MEASURES = ["mae", "rmse", "r2", "mean_residual"] as const;

/**
 * Sets versions of a regression below each other, each measure with its 95 % interval if it has one.
 *
 * @param props Title and versions.
 * @returns A card with a table.
 */
export function RegressionTable({ title, versions }: RegressionTableProps): JSX.Element {
  const { t, format } = useLocale();
  return (
    <section class="card">
      <h2>{title}</h2>
      <div class="table-scroll" tabIndex={0} role="group" aria-label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.models.version}</th>
              <th scope="col" class="numeric">{t.quality.count}</th>
              {MEASURES.map((name) => (
                <th key={name} scope="col" class="numeric">
                  {t.quality.regressionMeasures[name]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {versions.map((version) => (
              <tr key={version.version}>
                <th scope="row" class="nowrap">
                  {version.version}{" "}
                  {version.role !== null && (
                    <span class="tag">{t.quality.roles[version.role] ?? version.role}</span>
                  )}
                </th>
                <td class="numeric">{format.number(version.count)}</td>
                {MEASURES.map((name) => {
                  const { value, low, high } = version[name];
                  const write = metricTexts(format, [value ?? 0, low ?? 0, high ?? 0]);
                  return (
                    <td key={name} class="numeric">
                      {value === null ? t.service.none : <strong>{write(value)}</strong>}
                      {low !== null && high !== null && (
                        <span class="interval">{write(low)} – {write(high)}</span>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="quiet">{t.quality.regressionIntervals}</p>
    </section>
  );
}
