import type { JSX } from "preact";
import type { Verdict } from "@mlops/task";
import { useLocale } from "./LocaleContext.tsx";
import { riskTexts } from "./risk_texts.ts";

/** What a scale is drawn from. */
export interface RiskScaleProps {
  /** The probability, 0–1, or `null` before there is one. */
  readonly probability: number | null;
  /** The levels, with their limits. */
  readonly verdict: Verdict;
}

/**
 * Draws a bar of the probability over the zones of its levels.
 *
 * @param props The probability.
 * @returns The bar; the figures beside it say the same in words.
 */
export function RiskScale({ probability, verdict }: RiskScaleProps): JSX.Element {
  const { own } = useLocale();
  const { levels, limits } = verdict;
  const ends = [0, ...limits, 1];
  const zones = levels.map((level, i) => ({ level, from: ends[i]!, to: ends[i + 1]! }));
  const at = percent(probability ?? 0);
  return (
    <div class="risk-scale" aria-hidden="true">
      <svg width="100%" height="28" focusable="false">
        <rect class="zone" width="100%" y="8" height="12" rx="6" />
        {probability !== null && <rect class="scale-fill" width={at} y="8" height="12" rx="6" />}
        {limits.map((at) => (
          <line key={at} class="zone-limit" x1={percent(at)} x2={percent(at)} y1="6" y2="22" />
        ))}
        {probability !== null && <circle class="scale-dot" cx={at} cy="14" r="11" />}
      </svg>
      <ol class="zone-names">
        {zones.map(({ level, from, to }) => (
          <li key={from} class={contains(from, to, probability) ? "is-current" : undefined}>
            <span>{riskTexts(own)(level)}</span>
            <small>{`${from * 100}–${to * 100} %`}</small>
          </li>
        ))}
      </ol>
    </div>
  );
}

function contains(from: number, to: number, probability: number | null): boolean {
  return probability !== null && probability >= from && (probability < to || to === 1);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
