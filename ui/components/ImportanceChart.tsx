import type { JSX } from "preact";
import { features } from "../browser/page_state.ts";
import { useFeatureTexts } from "./feature_texts.ts";
import { useLocale } from "./LocaleContext.tsx";

/** Shares by feature, which sum to 1. */
type Importances = Readonly<Record<string, number>>;

/** What a chart is drawn from. */
export interface ImportanceChartProps {
  /** Shares of the first version. */
  readonly first: Importances;
  /** Shares of the second version. */
  readonly second: Importances;
}

/**
 * Draws the importance of each feature in two versions, one bar under the other.
 *
 * @param props The shares.
 * @returns A list with bars and figures, largest first.
 */
export function ImportanceChart({ first, second }: ImportanceChartProps): JSX.Element {
  const { t, format } = useLocale();
  const textsOf = useFeatureTexts();
  const labelOf = (name: string) => {
    const feature = features.value.find((feature) => feature.name === name);
    return feature === undefined ? name : textsOf(feature).name;
  };
  // A map, as a column may be called "constructor", which every object has.
  const [firsts, seconds] = [new Map(Object.entries(first)), new Map(Object.entries(second))];
  const shareOf = (name: string) => Math.max(firsts.get(name) ?? 0, seconds.get(name) ?? 0);
  const names = [...new Set([...firsts.keys(), ...seconds.keys()])]
    .sort((a, b) => shareOf(b) - shareOf(a));
  const widest = Math.max(1e-9, ...names.map(shareOf));
  return (
    <ul class="importances" aria-label={t.models.importances}>
      {names.map((name) => (
        <li key={name}>
          <span class="importance-name">{labelOf(name)}</span>
          <svg class="importance-bars" aria-hidden="true" focusable="false">
            <rect
              class="bar-main"
              width={`${((firsts.get(name) ?? 0) / widest * 100).toFixed(2)}%`}
              height="8"
              rx="2"
            />
            <rect
              class="bar-second"
              y="11"
              width={`${((seconds.get(name) ?? 0) / widest * 100).toFixed(2)}%`}
              height="8"
              rx="2"
            />
          </svg>
          <span class="importance-share">
            {format.percent(firsts.get(name) ?? 0)}
            <br />
            {format.percent(seconds.get(name) ?? 0)}
          </span>
        </li>
      ))}
    </ul>
  );
}
