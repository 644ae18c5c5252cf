import type { JSX } from "preact";
import { task } from "../browser/task_state.ts";
import type { CsvOutcome } from "../browser/predict_csv.ts";
import { figureText } from "./figure_texts.ts";
import { type Locale, useLocale } from "./LocaleContext.tsx";
import { riskTexts } from "./risk_texts.ts";

/**
 * Shows what came of a file: how the probabilities are spread, the first rows, and the file to save.
 *
 * @param props The outcome.
 * @returns The parts of the card.
 */
export function CsvResult({ outcome }: { readonly outcome: CsvOutcome }): JSX.Element {
  const locale = useLocale();
  const { t, format } = locale;
  // What was asked for comes first; the file to save keeps the service's order.
  const order = outcome.columns.map((_, i) => i)
    .sort((a, b) => Number(isAnswer(outcome, b)) - Number(isAnswer(outcome, a)));
  const save = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(outcome.content);
    link.download = outcome.fileName;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <div class="csv-result">
      {outcome.counts.some((count) => count > 0) && (
        <ProbabilityHistogram
          counts={outcome.counts}
        />
      )}
      <div class="table-scroll" tabIndex={0} role="group" aria-label={t.csv.table}>
        <table>
          <thead>
            <tr>{order.map((i) => <th key={i} scope="col">{outcome.columns[i]}</th>)}</tr>
          </thead>
          <tbody>
            {outcome.rows.map((row, i) => (
              <tr key={i}>
                {order.map((column) => (
                  <td key={column}>
                    {cellText(outcome, column, row[column] ?? "", locale)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="csv-foot">
        <span class="quiet">
          {outcome.rows.length < outcome.rowCount &&
            t.csv.shown(format.number(outcome.rows.length), format.number(outcome.rowCount))}
        </span>
        <button type="button" class="button" onClick={save}>{t.csv.save}</button>
      </p>
    </div>
  );
}

function isAnswer(outcome: CsvOutcome, column: number): boolean {
  const name = outcome.columns[column] ?? "";
  if (task.value !== null) {
    return ["probability", task.value.verdict?.member, "risk_level"].includes(name);
  }
  // The service appends its answer to what the file holds, whatever that is called.
  const first = Math.max(
    ...["label", "prediction"].map((name) => outcome.columns.lastIndexOf(name)),
  );
  return first >= 0 && column >= first;
}

function cellText(
  outcome: CsvOutcome,
  column: number,
  cell: string,
  { t, own, format }: Locale,
): string {
  if (cell === "" || !isAnswer(outcome, column)) return cell;
  const name = outcome.columns[column] ?? "";
  if (name === task.value?.verdict?.member) return cell === "true" ? t.csv.yes : t.csv.no;
  if (task.value !== null && name === "risk_level") return riskTexts(own)(cell);
  if (name === "label") return cell;
  // The service writes decimals as the file does.
  const figure = Number(cell.replace(",", "."));
  return figureText(format, name.startsWith("probability") ? "probability" : "value")(figure);
}

function ProbabilityHistogram({ counts }: { readonly counts: readonly number[] }): JSX.Element {
  const { t, format } = useLocale();
  const highest = Math.max(1, ...counts);
  const width = 100 / counts.length;
  return (
    <figure class="histogram">
      <figcaption>{t.csv.histogram}</figcaption>
      <svg role="img" aria-label={t.csv.histogram} width="100%" height="120">
        {counts.map((count, bin) => (
          <g key={bin}>
            <title>{`${bin * width}–${(bin + 1) * width} % : ${format.number(count)}`}</title>
            <rect
              class={`zone-bar zone-${bin < 6 ? 0 : bin < 14 ? 1 : 2}`}
              x={`${bin * width + 0.3}%`}
              width={`${width - 0.6}%`}
              y={120 - Math.round(count / highest * 112)}
              height={Math.round(count / highest * 112)}
              rx="1.5"
            />
          </g>
        ))}
      </svg>
      <div class="histogram-axis" aria-hidden="true">
        {[0, 30, 70, 100].map((at) => <span key={at} class={`at-${at}`}>{`${at} %`}</span>)}
      </div>
    </figure>
  );
}
