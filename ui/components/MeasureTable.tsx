import type { JSX } from "preact";
import type { Estimate, Measures } from "../browser/quality_report.ts";
import { useLocale } from "./LocaleContext.tsx";

/** What a table of measures is drawn from. */
export interface MeasureTableProps {
  /** What it shows. */
  readonly title: string;
  /** A line for each version. */
  readonly columns: readonly {
    readonly version: string;
    readonly role: string;
    readonly measures: Measures;
  }[];
  /** Accuracy of the second less that of the first, if they can be compared. */
  readonly difference?: Estimate;
  /** What makes them comparable, if the title does not say it. */
  readonly note?: string;
}

const MEASURES = ["accuracy", "precision", "recall", "f1", "auc", "brier"] as const;
/** What means over classes are known of. */
const MACRO_MEASURES = ["accuracy", "precision", "recall", "f1"] as const;

/**
 * Sets versions below each other, each measure with its 95 % interval.
 *
 * @param props Title and versions.
 * @returns A card with a table.
 */
export function MeasureTable({ title, columns, difference, note }: MeasureTableProps): JSX.Element {
  const { t, format } = useLocale();
  const isMacro = columns.every(({ measures }) => measures.average === "macro");
  const names = isMacro ? MACRO_MEASURES : MEASURES;
  const points = (share: number | null) => share === null ? t.service.none : format.points(share);
  return (
    <section class="card">
      <h2>{title}</h2>
      {note !== undefined && <p>{note}</p>}
      <div class="table-scroll" tabIndex={0} role="group" aria-label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.models.version}</th>
              <th scope="col" class="numeric">{t.quality.count}</th>
              {names.map((name) => (
                <th key={name} scope="col" class="numeric">{t.quality.measures[name]}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {columns.map(({ version, role, measures }) => (
              <tr key={version}>
                <th scope="row" class="nowrap">
                  {version} {role !== "" && <span class="tag">{role}</span>}
                </th>
                <td class="numeric">{format.number(measures.count)}</td>
                {names.map((name) => (
                  <td key={name} class="numeric">
                    <EstimateText estimate={measures[name]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {difference !== undefined && (
        <p>
          {t.quality.difference(
            ...[points(difference.value), points(difference.low), points(difference.high)] as const,
          )}
        </p>
      )}
      <p class="quiet">
        {t.quality.intervals}
        {!isMacro && ` ${t.quality.brier}`}
        {columns.some(({ measures }) => measures.average === "macro") && ` ${t.quality.macro}`}
      </p>
    </section>
  );
}

function EstimateText({ estimate }: { readonly estimate: Estimate }): JSX.Element {
  const { t, format } = useLocale();
  const { value, low, high } = estimate;
  if (value === null) return <>{t.service.none}</>;
  return (
    <>
      <strong>{format.quality(value)}</strong>
      {low !== null && high !== null && (
        <span class="interval">{format.quality(low)} – {format.quality(high)}</span>
      )}
    </>
  );
}
