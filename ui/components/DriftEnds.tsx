import type { JSX } from "preact";
import type { ColumnDrift } from "../browser/quality_report.ts";
import { decimalsFor } from "./figure_texts.ts";
import { useLocale } from "./LocaleContext.tsx";

/** What the ends are drawn from. */
export interface DriftEndsProps {
  /** The column whose histograms they are below. */
  readonly column: Pick<ColumnDrift, "histograms" | "bins">;
  /** Writes a value of the column, of which `text` is the bare number. */
  readonly write: (value: number, text: string) => string;
}

/** The first and the last bound that are drawn, and how far the bins beyond them reach. */
interface Ends {
  readonly low: number;
  readonly high: number;
  /** Least and greatest value of a bin that holds a whole tail; `null` where there is none. */
  readonly lowest: number | null;
  readonly highest: number | null;
  /** Whether what is beyond the bounds has no end that is known. */
  readonly isOpen: boolean;
}

/** Bins are of equal width up to the last bits of their edges. */
const WIDER = 1.01;

/**
 * Says from where to where two histograms go, and what their first and last bars hold of long tails.
 *
 * @param props The column.
 * @returns The ends below the bars, and a caption where a bar holds a tail.
 */
export function DriftEnds({ column, write }: DriftEndsProps): JSX.Element | null {
  const { t, format } = useLocale();
  const ends = endsOf(column);
  if (ends === null) return null;
  const { low, high, lowest, highest, isOpen } = ends;
  const decimals = decimalsFor(high - low);
  const text = (value: number) => write(value, format.value(Number(value.toFixed(decimals)), 1));
  const tails = [
    ...lowest === null ? [] : [t.quality.lowTail(text(lowest), text(low))],
    ...highest === null ? [] : [t.quality.highTail(text(high), text(highest))],
  ];
  return (
    <>
      <p class="drift-ends" aria-hidden="true">
        <span>{isOpen || lowest !== null ? `≤ ${text(low)}` : text(low)}</span>
        <span>{isOpen || highest !== null ? `≥ ${text(high)}` : text(high)}</span>
      </p>
      {tails.length > 0 && <p class="drift-tails">{tails.join(" ")}</p>}
    </>
  );
}

function endsOf({ histograms, bins }: DriftEndsProps["column"]): Ends | null {
  if (histograms === null) {
    const [low, high] = [bins[0]?.up_to ?? null, bins.at(-1)?.above ?? null];
    if (low === null || high === null) return null;
    return { low, high, lowest: null, highest: null, isOpen: true };
  }
  const { edges } = histograms;
  if (edges.length < 2) return null;
  const nBins = edges.length - 1;
  const at = (index: number) => edges[index]!;
  const width = nBins > 3 ? (at(2) - at(1)) * WIDER : Infinity;
  const hasLow = at(1) - at(0) > width;
  const hasHigh = at(nBins) - at(nBins - 1) > width;
  return {
    low: at(hasLow ? 1 : 0),
    high: at(hasHigh ? nBins - 1 : nBins),
    lowest: hasLow ? at(0) : null,
    highest: hasHigh ? at(nBins) : null,
    isOpen: false,
  };
}
