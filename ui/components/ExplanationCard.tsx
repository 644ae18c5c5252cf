import type { JSX } from "preact";
import type { ModelFeature, Value } from "../browser/model_feature.ts";
import type { Explained } from "../browser/case_session.ts";
import { features, session } from "../browser/page_state.ts";
import type { Contribution } from "../browser/scorer.ts";
import { useFeatureTexts } from "./feature_texts.ts";
import { decimalsFor } from "./figure_texts.ts";
import { useLocale } from "./LocaleContext.tsx";
import type { Format } from "../texts/format.ts";

/** Half a percentage point, or as much of the largest sum: less is not worth a word. */
const WORTH_SAYING = 0.005;

/** Bars that there is room for; the rest is summed up. */
const MAX_BARS = 14;

/** Features that one sentence names. */
const NAMED = 3;

/**
 * Shows how much each feature moved the probability, in a chart and in words.
 *
 * @returns The card.
 */
export function ExplanationCard(): JSX.Element {
  const { t } = useLocale();
  const explanation = session.explanation.value;
  return (
    <section class="card why" aria-labelledby="why-heading">
      <h2 id="why-heading">{t.why.heading}</h2>
      {explanation === "unavailable"
        ? <p class="quiet">{t.why.unavailable}</p>
        : explanation !== null
        ? <Reasons explanation={explanation} />
        : <p class="quiet why-placeholder">{t.why.empty}</p>}
    </section>
  );
}

function Reasons({ explanation }: { readonly explanation: Explained }): JSX.Element {
  const { t, format } = useLocale();
  const { base, contributions, space } = explanation;
  const texts = contributionTexts(format, explanation);
  const widest = Math.max(...contributions.map(({ contribution }) => Math.abs(contribution)), 1e-9);
  const shown = contributions.length <= MAX_BARS ? MAX_BARS : MAX_BARS - 2;
  const rest = contributions.slice(shown);
  const sum = contributions.reduce((total, { contribution }) => total + contribution, 0);
  return (
    <>
      <p class="why-words">{useWords(explanation)}</p>
      <ul class="contributions" aria-label={t.why.chart}>
        {contributions.slice(0, shown).map((item) => (
          <ContributionRow
            key={item.feature}
            item={item}
            value={explanation.values[item.feature] ?? null}
            widest={widest}
            text={texts.change(item.contribution)}
          />
        ))}
      </ul>
      {rest.length > 0 && (
        <p class="quiet">
          {t.why.others(
            format.number(rest.length),
            texts.change(rest.reduce((total, { contribution }) => total + contribution, 0)),
          )}
        </p>
      )}
      <p class="why-total">
        {t.why.total(
          texts.total(base),
          texts.change(texts.shown(base + sum) - texts.shown(base)),
          texts.total(base + sum),
        )}
      </p>
      {space === "margin" && <p class="quiet">{t.why.margin}</p>}
    </>
  );
}

interface ContributionRowProps {
  readonly item: Contribution;
  readonly value: Value;
  readonly widest: number;
  readonly text: string;
}

function ContributionRow(
  { item, value, widest, text }: ContributionRowProps,
): JSX.Element | null {
  const { t } = useLocale();
  const textsOf = useFeatureTexts();
  const feature = featureOf(item.feature);
  if (feature === undefined) return null;
  const { name, fullLabel, withUnit } = textsOf(feature);
  const width = Math.abs(item.contribution) / widest * 50;
  const isRaising = item.contribution >= 0;
  return (
    <li class="contribution">
      <button
        type="button"
        class="contribution-name"
        title={t.why.explore(fullLabel)}
        onClick={() => session.explore(feature.name)}
      >
        <span>{name}</span>
        <span class="contribution-value">{withUnit(value)}</span>
      </button>
      <svg class="contribution-bar" aria-hidden="true" focusable="false">
        <line x1="50%" x2="50%" y1="0" y2="100%" />
        <rect
          class={isRaising ? "is-raising" : "is-lowering"}
          x={`${(isRaising ? 50 : 50 - width).toFixed(2)}%`}
          width={`${width.toFixed(2)}%`}
          y="25%"
          height="50%"
          rx="2"
        />
      </svg>
      <span class="contribution-points">{text}</span>
    </li>
  );
}

function useWords(explanation: Explained): string {
  const { base, contributions, space, values } = explanation;
  const { t, format } = useLocale();
  const texts = contributionTexts(format, explanation);
  const total = contributions.reduce((sum, { contribution }) => sum + Math.abs(contribution), 0);
  const least = WORTH_SAYING * (space === "probability" ? 1 : total);
  const textsOf = useFeatureTexts();
  const say = (items: readonly Contribution[]) =>
    format.list(
      items.slice(0, NAMED).flatMap(({ feature: name, contribution }) => {
        const feature = featureOf(name);
        if (feature === undefined) return [];
        const { name: label, withUnit } = textsOf(feature);
        return [t.why.item(label, withUnit(values[name] ?? null), texts.change(contribution))];
      }),
    );
  const raising = contributions.filter(({ contribution }) =>
    contribution > 0 && contribution >= least
  );
  const lowering = contributions.filter(({ contribution }) =>
    contribution < 0 && contribution <= -least
  );
  const sentences = [t.why.base(texts.total(base))];
  if (raising.length > 0) sentences.push(t.why.raises(say(raising)));
  if (lowering.length > 0) sentences.push(t.why.lowers(say(lowering)));
  if (sentences.length === 1) sentences.push(t.why.nothing);
  return sentences.join(" ");
}

interface ContributionTexts {
  /** Writes what is explained. */
  readonly total: (figure: number) => string;
  /** Writes what is added to it. */
  readonly change: (figure: number) => string;
  /** Rounds a figure as it is written: what lies between two of them is told of what is seen. */
  readonly shown: (figure: number) => number;
}

/**
 * How what is explained is written, and what is added to it: all with the decimals of the largest, so that
 * they can be added up by eye.
 */
function contributionTexts(
  format: Format,
  { base, contributions, space }: Explained,
): ContributionTexts {
  const rounded = (decimals: number) => (figure: number) => Number(figure.toFixed(decimals));
  if (space === "probability") {
    return { total: format.percent, change: format.points, shown: rounded(3) };
  }
  const parts = contributions.map(({ contribution }) => Math.abs(contribution));
  const decimals = decimalsFor(Math.max(Math.abs(base), ...parts));
  return {
    total: (figure) => format.number(figure, decimals),
    change: (figure) => format.signed(figure, decimals),
    shown: rounded(decimals),
  };
}

function featureOf(name: string): ModelFeature | undefined {
  return features.value.find((feature) => feature.name === name);
}
