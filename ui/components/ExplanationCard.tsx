import type { JSX } from "preact";
import type { ModelFeature } from "../browser/model_description.ts";
import { features, session } from "../browser/page_state.ts";
import type { Contribution, Explanation } from "../browser/scorer.ts";
import { useFeatureTexts } from "./feature_texts.ts";
import { useLocale } from "./LocaleContext.tsx";

/** Half a percentage point: less is not worth a word. */
const WORTH_SAYING = 0.005;

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

function Reasons({ explanation }: { readonly explanation: Explanation }): JSX.Element {
  const { t, format } = useLocale();
  const { base, contributions } = explanation;
  const widest = Math.max(...contributions.map(({ contribution }) => Math.abs(contribution)), 1e-9);
  const sum = contributions.reduce((total, { contribution }) => total + contribution, 0);
  return (
    <>
      <p class="why-words">{useWords(explanation)}</p>
      <ul class="contributions" aria-label={t.why.chart}>
        {contributions.map((item) => (
          <ContributionRow key={item.feature} item={item} widest={widest} />
        ))}
      </ul>
      <p class="why-total">
        {t.why.total(format.percent(base), format.points(sum), format.percent(base + sum))}
      </p>
    </>
  );
}

interface ContributionRowProps {
  readonly item: Contribution;
  readonly widest: number;
}

function ContributionRow({ item, widest }: ContributionRowProps): JSX.Element | null {
  const { t, format } = useLocale();
  const textsOf = useFeatureTexts();
  const feature = featureOf(item.feature);
  if (feature === undefined) return null;
  const { name, fullLabel, withUnit } = textsOf(feature);
  const value = session.values.value[feature.name] ?? feature.default;
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
      <span class="contribution-points">{format.points(item.contribution)}</span>
    </li>
  );
}

function useWords({ base, contributions }: Explanation): string {
  const { t, format } = useLocale();
  const textsOf = useFeatureTexts();
  const say = (items: readonly Contribution[]) =>
    format.list(
      items.slice(0, NAMED).flatMap(({ feature: name, contribution }) => {
        const feature = featureOf(name);
        if (feature === undefined) return [];
        const value = session.values.value[name] ?? feature.default;
        const { name: label, withUnit } = textsOf(feature);
        return [t.why.item(label, withUnit(value), format.points(contribution))];
      }),
    );
  const raising = contributions.filter(({ contribution }) => contribution >= WORTH_SAYING);
  const lowering = contributions.filter(({ contribution }) => contribution <= -WORTH_SAYING);
  const sentences = [t.why.base(format.percent(base))];
  if (raising.length > 0) sentences.push(t.why.raises(say(raising)));
  if (lowering.length > 0) sentences.push(t.why.lowers(say(lowering)));
  if (sentences.length === 1) sentences.push(t.why.nothing);
  return sentences.join(" ");
}

function featureOf(name: string): ModelFeature | undefined {
  return features.value.find((feature) => feature.name === name);
}
