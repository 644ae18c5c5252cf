import type { JSX } from "preact";
import { memo } from "preact/compat";
import type { Histogram } from "../browser/quantile_histogram.ts";

/** What a histogram is drawn from. */
export interface FeatureHistogramProps {
  /** The training rows, or `null`: nothing is drawn, its room is kept. */
  readonly histogram: Histogram | null;
  /** The bin that holds the case's own value, or -1. */
  readonly current: number;
}

/**
 * Draws how usual each value is, faintly, behind a slider.
 *
 * @param props The rows and the bin to stress.
 * @returns The picture; it adds nothing for people who do not see it.
 */
export const FeatureHistogram = memo(drawHistogram);

function drawHistogram({ histogram, current }: FeatureHistogramProps): JSX.Element {
  const counts = histogram?.counts ?? [];
  const highest = Math.max(Number.MIN_VALUE, ...counts);
  // Square roots keep a bin of few rows visible beside one of many.
  const barOf = (bin: number) => {
    const height = Math.round(Math.sqrt(counts[bin]! / highest) * 100);
    return height === 0 ? "" : `M${bin * 10 + 0.5} 100v${-height}h9v${height}z`;
  };
  return (
    <svg
      class="feature-histogram"
      viewBox={`0 0 ${Math.max(1, counts.length) * 10} 100`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path d={counts.map((_, bin) => barOf(bin)).join("")} />
      {current >= 0 && <path class="is-current" d={barOf(current)} />}
    </svg>
  );
}

/**
 * Finds the bin that a value falls into.
 *
 * @param histogram The bins, or `null`.
 * @param value Any value.
 * @returns Its index, or -1 for a value outside of all bins.
 */
export function binOf(histogram: Histogram | null, value: number): number {
  if (histogram === null) return -1;
  const { edges, counts } = histogram;
  const last = counts.length - 1;
  if (value === edges.at(-1)) return last;
  return counts.findIndex((_, bin) => value >= edges[bin]! && value < edges[bin + 1]!);
}
