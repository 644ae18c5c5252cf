import type { JSX } from "preact";

/** What two histograms are drawn from. */
export interface TwoHistogramsProps {
  /** Training rows per bin, as counts or shares. */
  readonly training: readonly number[];
  /** Recent rows per bin, as counts or shares. */
  readonly recent: readonly number[];
}

/**
 * Draws two histograms over the same bins as shares of their own rows: the training's as filled bars,
 * the recent rows' as an outline.
 *
 * @param props The two histograms.
 * @returns The picture; the figures beside it say the same.
 */
export function TwoHistograms({ training, recent }: TwoHistogramsProps): JSX.Element {
  const [bars, outline] = [sharesOf(training), sharesOf(recent)];
  const highest = Math.max(...bars, ...outline, Number.MIN_VALUE);
  const heightOf = (share: number) => Math.round(share / highest * 96);
  return (
    <svg
      class="two-histograms"
      viewBox={`0 0 ${Math.max(1, bars.length) * 10} 100`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path
        class="training-bars"
        d={bars.map((share, bin) =>
          `M${bin * 10 + 0.5} 100v${-heightOf(share)}h9v${heightOf(share)}z`
        ).join("")}
      />
      {outline.some((share) => share > 0) && (
        <path
          class="recent-outline"
          d={`M0 100${outline.map((share) => `V${100 - heightOf(share)}h10`).join("")}V100`}
        />
      )}
    </svg>
  );
}

/**
 * Turns rows per bin into shares of all rows.
 *
 * @param counts Rows per bin.
 * @returns Shares, 0–1; all 0 without any row.
 */
export function sharesOf(counts: readonly number[]): number[] {
  const sum = counts.reduce((total, count) => total + count, 0);
  return counts.map((count) => sum === 0 ? 0 : count / sum);
}
