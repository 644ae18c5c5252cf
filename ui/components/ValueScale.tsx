import type { JSX } from "preact";
import { quantileHistogram } from "../browser/quantile_histogram.ts";
import { useLocale } from "./LocaleContext.tsx";

/** What a scale is drawn from. */
export interface ValueScaleProps {
  /** The predicted value. */
  readonly value: number;
  /** Where 90 % of such values lie, or `null`. */
  readonly interval: readonly [from: number, to: number] | null;
  /** Quantiles of the training values, shape `[101]`. */
  readonly quantiles: readonly number[];
  /** Writes a value. */
  readonly text: (value: number) => string;
}

const BINS = 40;
const HEIGHT = 56;

/**
 * Draws a predicted value, and its interval, on how the training values are spread.
 *
 * @param props The value and the quantiles.
 * @returns The picture; the figures beside it say the same in words.
 */
export function ValueScale({ value, interval, quantiles, text }: ValueScaleProps): JSX.Element {
  const { t } = useLocale();
  const [min, max] = [
    Math.min(quantiles[1]!, value, interval?.[0] ?? value),
    Math.max(quantiles[99]!, value, interval?.[1] ?? value),
  ];
  const { counts } = quantileHistogram(quantiles, { min, max, nBins: BINS });
  const highest = Math.max(...counts, Number.MIN_VALUE);
  const at = (x: number) => `${((x - min) / (max - min || 1) * 100).toFixed(2)}%`;
  const width = (from: number, to: number) =>
    `${((to - from) / (max - min || 1) * 100).toFixed(2)}%`;
  const bars = counts.map((count, bin) => {
    const height = Math.round(Math.sqrt(count / highest) * 100);
    return height === 0 ? "" : `M${bin * 10 + 0.5} 100v${-height}h9v${height}z`;
  });
  return (
    <figure class="value-scale">
      <div class="value-scale-picture" aria-hidden="true">
        <svg class="value-scale-bars" viewBox={`0 0 ${BINS * 10} 100`} preserveAspectRatio="none">
          <path d={bars.join("")} />
        </svg>
        <svg class="value-scale-mark" width="100%" height={HEIGHT + 12} focusable="false">
          <rect class="zone" width="100%" y={HEIGHT} height="6" rx="3" />
          {interval !== null && (
            <rect
              class="scale-fill"
              x={at(interval[0])}
              width={width(interval[0], interval[1])}
              y={HEIGHT}
              height="6"
              rx="3"
            />
          )}
          <circle class="scale-dot" cx={at(value)} cy={HEIGHT + 3} r="8" />
        </svg>
      </div>
      <p class="value-scale-ends" aria-hidden="true">
        <span>{text(min)}</span>
        <span>{text(max)}</span>
      </p>
      <figcaption>{t.result.spread}</figcaption>
    </figure>
  );
}
