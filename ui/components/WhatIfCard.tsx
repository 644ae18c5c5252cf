import type { JSX } from "preact";
import { features, session } from "../browser/page_state.ts";
import type { NearestChange } from "../browser/scorer.ts";
import type { WhatIfCurve } from "../browser/what_if.ts";
import { useFeatureTexts } from "./feature_texts.ts";
import { LineChart, type Mark } from "./LineChart.tsx";
import { useLocale } from "./LocaleContext.tsx";
import { riskTexts } from "./risk_texts.ts";

/** Height of the chart, in CSS pixels; the style sheet keeps the same room while it is empty. */
const HEIGHT = 220;

/**
 * Shows how the probability follows one feature, and the nearest change that matters.
 *
 * @returns The card.
 */
export function WhatIfCard(): JSX.Element {
  const { t } = useLocale();
  const textsOf = useFeatureTexts();
  const curve = session.whatIf.value;
  const explanation = session.explanation.value;
  const nearest = explanation === null || explanation === "unavailable"
    ? null
    : explanation.nearestChange;
  return (
    <section class="card what-if" aria-labelledby="what-if-heading">
      <div class="card-head">
        <h2 id="what-if-heading">{t.whatIf.heading}</h2>
        <select
          aria-label={t.whatIf.choose}
          value={curve?.feature.name ?? features.value[0]?.name}
          disabled={curve === null}
          onChange={(event) => session.explore(event.currentTarget.value)}
        >
          {features.value.map((feature) => (
            <option key={feature.name} value={feature.name}>{textsOf(feature).fullLabel}</option>
          ))}
        </select>
      </div>
      {curve === null
        ? <p class="quiet what-if-placeholder">{t.whatIf.empty}</p>
        : <Curve curve={curve} nearest={nearest} />}
      {nearest !== null && <NearestChangeNote change={nearest} />}
      {nearest === null && explanation !== null && explanation !== "unavailable" &&
        session.prediction.value?.madeBy === "service" && <p class="quiet">{t.whatIf.noChange}</p>}
    </section>
  );
}

interface CurveProps {
  readonly curve: WhatIfCurve;
  readonly nearest: NearestChange | null;
}

function Curve({ curve, nearest }: CurveProps): JSX.Element {
  const { t, format } = useLocale();
  const { feature, grid, probabilities } = curve;
  const { fullLabel, withUnit } = useFeatureTexts()(feature);
  // The mark follows the slider at once; the curve itself follows with the next answer.
  const here = session.values.value[feature.name] ?? curve.here;
  const marks: Mark[] = [{
    x: Math.min(feature.max, Math.max(feature.min, here)),
    y: session.prediction.value?.probability ?? 0,
    text: t.whatIf.here,
    look: "filled",
  }];
  if (nearest?.feature === feature.name) {
    marks.push({ x: nearest.to, y: nearest.probability, text: withUnit(nearest.to), look: "open" });
  }
  const points = grid.map((value, i) => [value, probabilities[i] ?? null] as const);
  const hasLevels = session.prediction.value?.riskLevel !== null;
  return (
    <LineChart
      label={t.whatIf.chart(fullLabel)}
      height={HEIGHT}
      series={[{ name: fullLabel, points, look: "main", isStep: true }]}
      x={{
        min: feature.min,
        max: feature.max,
        ticks: [feature.min, (feature.min + feature.max) / 2, feature.max]
          .map((at) => ({ at, text: withUnit(at) })),
      }}
      y={{ min: 0, max: 1, ticks: [0, 0.5, 1].map((at) => ({ at, text: `${at * 100} %` })) }}
      limits={hasLevels
        ? [
          { at: 0.3, text: t.whatIf.threshold(t.riskLevels.moderate) },
          { at: 0.7, text: t.whatIf.threshold(t.riskLevels.high) },
        ]
        : []}
      marks={marks}
      describe={(x) => {
        const i = grid.findLastIndex((value) => value <= x);
        const value = grid[Math.max(0, i)] ?? x;
        return `${withUnit(value)} → ${format.percent(probabilities[Math.max(0, i)] ?? 0)}`;
      }}
    />
  );
}

function NearestChangeNote({ change }: { readonly change: NearestChange }): JSX.Element | null {
  const { t, format } = useLocale();
  const textsOf = useFeatureTexts();
  const feature = features.value.find(({ name }) => name === change.feature);
  if (feature === undefined) return null;
  const { name, withUnit } = textsOf(feature);
  const [from, to] = [withUnit(change.from), withUnit(change.to)];
  return (
    <p class="nearest">
      {change.riskLevel === null
        ? t.whatIf.changeClass(name, from, to, change.label)
        : t.whatIf.change(
          name,
          from,
          to,
          riskTexts(t)(change.riskLevel).toLowerCase(),
          format.percent(change.probability),
        )}{" "}
      <button
        type="button"
        class="link"
        onClick={() => session.change({ [change.feature]: change.to })}
      >
        {t.whatIf.apply}
      </button>
    </p>
  );
}
