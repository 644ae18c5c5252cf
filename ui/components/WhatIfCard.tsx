import type { JSX } from "preact";
import { features, session } from "../browser/page_state.ts";
import { task } from "../browser/task_state.ts";
import type { NearestChange } from "../browser/scorer.ts";
import { canVary, ticksOf, type WhatIfCurve } from "../browser/what_if.ts";
import { useFeatureTexts } from "./feature_texts.ts";
import { figureText } from "./figure_texts.ts";
import { niceAxis } from "./nice_axis.ts";
import type { FeatureRange, Value } from "../browser/model_feature.ts";
import { FigureBar } from "./FigureBar.tsx";
import { LineChart, type Mark } from "./LineChart.tsx";
import { useLocale } from "./LocaleContext.tsx";
import { riskTexts } from "./risk_texts.ts";

/** Height of the chart, in CSS pixels; the style sheet keeps the same room while it is empty. */
const HEIGHT = 220;

/**
 * Shows how the probability follows one feature, and the nearest change that matters.
 *
 * @returns The card; nothing for a model that tells no feature's range or categories.
 */
export function WhatIfCard(): JSX.Element | null {
  const { t } = useLocale();
  const textsOf = useFeatureTexts();
  const curve = session.whatIf.value;
  const explanation = session.explanation.value;
  const nearest = explanation === null || explanation === "unavailable"
    ? null
    : explanation.nearestChange;
  if (features.value.length > 0 && !features.value.some(canVary)) return null;
  return (
    <section class="card what-if" aria-labelledby="what-if-heading">
      <div class="card-head">
        <h2 id="what-if-heading">{t.whatIf.heading}</h2>
        <select
          aria-label={t.whatIf.choose}
          value={curve?.feature.name ?? features.value.find(canVary)?.name}
          disabled={curve === null}
          onChange={(event) => session.explore(event.currentTarget.value)}
        >
          {features.value.filter(canVary).map((feature) => (
            <option key={feature.name} value={feature.name}>{textsOf(feature).fullLabel}</option>
          ))}
        </select>
      </div>
      {curve === null
        ? <p class="quiet what-if-placeholder">{t.whatIf.empty}</p>
        : curve.feature.range === null
        ? <CategoryFigures curve={curve} />
        : <Curve curve={curve} range={curve.feature.range} nearest={nearest} />}
      {nearest !== null && <NearestChangeNote change={nearest} />}
      {nearest === null && explanation !== null && explanation !== "unavailable" &&
        session.prediction.value?.madeBy === "service" &&
        session.prediction.value.kind !== "value" && <p class="quiet">{t.whatIf.noChange}</p>}
    </section>
  );
}

interface CurveProps {
  readonly curve: WhatIfCurve;
  readonly range: FeatureRange;
  readonly nearest: NearestChange | null;
}

function Curve({ curve, range, nearest }: CurveProps): JSX.Element {
  const { t, own, format } = useLocale();
  const { feature, grid, figures } = curve;
  const { fullLabel, withUnit } = useFeatureTexts()(feature);
  const prediction = session.prediction.value;
  const kind = prediction?.kind ?? "probability";
  const text = figureText(format, kind);
  // The mark follows the slider at once; the curve itself follows with the next answer.
  const here = session.values.value[feature.name] ?? curve.here;
  const marks: Mark[] = typeof here !== "number" ? [] : [{
    x: Math.min(range.max, Math.max(range.min, here)),
    y: prediction?.figure ?? 0,
    text: t.whatIf.here,
    look: "filled",
  }];
  if (nearest?.feature === feature.name && typeof nearest.to === "number") {
    const { to } = nearest;
    // Of classes it tells the figure of another one than the curve is of.
    const isOther = nearest.label !== "" && nearest.label !== prediction?.label;
    const y = isOther ? figures[indexAt(grid, to)]! : nearest.figure;
    marks.push({ x: to, y, text: withUnit(to), look: "open" });
  }
  const points = grid.map((value, i) => [Number(value), figures[i] ?? null] as const);
  const verdict = prediction?.riskLevel === null ? null : task.value?.verdict ?? null;
  return (
    <LineChart
      label={t.whatIf.chart(fullLabel, kind === "probability")}
      height={HEIGHT}
      series={[{ name: fullLabel, points, look: "main", isStep: true }]}
      x={{
        min: range.min,
        max: range.max,
        ticks: ticksOf(range).map((at) => ({ at, text: withUnit(at) })),
      }}
      y={kind === "probability"
        ? { min: 0, max: 1, ticks: [0, 0.5, 1].map((at) => ({ at, text: `${at * 100} %` })) }
        : niceAxis(Math.min(...figures), Math.max(...figures), (at) => format.number(at, 6))}
      limits={(verdict?.limits ?? []).map((at, i) => ({
        at,
        text: t.whatIf.threshold(riskTexts(own)(verdict?.levels[i + 1] ?? null)),
      }))}
      marks={marks}
      describe={(x) => {
        const i = indexAt(grid, x);
        return `${withUnit(grid[i]!)} → ${text(figures[i]!)}`;
      }}
    />
  );
}

/** Place of the grid's last value that is not above another. */
function indexAt(grid: readonly Value[], x: number): number {
  return Math.max(0, grid.findLastIndex((value) => Number(value) <= x));
}

/** The answer for each category, as a bar from zero to it. */
function CategoryFigures({ curve }: { readonly curve: WhatIfCurve }): JSX.Element {
  const { format } = useLocale();
  const { feature, grid, figures } = curve;
  const { withUnit, fullLabel } = useFeatureTexts()(feature);
  const kind = session.prediction.value?.kind ?? "probability";
  const text = figureText(format, kind);
  const here = session.values.value[feature.name] ?? curve.here;
  const least = kind === "probability" ? 0 : Math.min(0, ...figures);
  const span = (kind === "probability" ? 1 : Math.max(0, ...figures)) - least || 1;
  return (
    <ul class="class-figures" aria-label={fullLabel}>
      {grid.map((value, i) => (
        <FigureBar
          key={`${value}`}
          name={withUnit(value)}
          text={text(figures[i]!)}
          from={(Math.min(0, figures[i]!) - least) / span}
          share={Math.abs(figures[i]!) / span}
          isCurrent={value === here}
        />
      ))}
    </ul>
  );
}

function NearestChangeNote({ change }: { readonly change: NearestChange }): JSX.Element | null {
  const { t, own, format } = useLocale();
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
          riskTexts(own)(change.riskLevel).toLowerCase(),
          format.percent(change.figure),
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
