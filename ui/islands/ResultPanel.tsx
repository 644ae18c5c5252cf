import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { figureKind, lacksModel, session, watch } from "../browser/page_state.ts";
import { task } from "../browser/task_state.ts";
import type { Prediction } from "../browser/scorer.ts";
import { FigureBar } from "../components/FigureBar.tsx";
import { figureText } from "../components/figure_texts.ts";
import { ExplanationCard } from "../components/ExplanationCard.tsx";
import { Icon } from "../components/Icon.tsx";
import { type Locale, useLocale } from "../components/LocaleContext.tsx";
import { RiskScale } from "../components/RiskScale.tsx";
import { riskTexts } from "../components/risk_texts.ts";
import { ValueScale } from "../components/ValueScale.tsx";
import { WhatIfCard } from "../components/WhatIfCard.tsx";

/**
 * Shows the answer, why it is so, and what would change it.
 *
 * @returns The cards; empty ones keep their room until there is an answer, and there is none without a model.
 */
export function ResultPanel(): JSX.Element {
  return (
    <div class="results" id="result" tabIndex={-1}>
      {!lacksModel.value && (
        <>
          <ResultCard />
          <ExplanationCard />
          <WhatIfCard />
        </>
      )}
    </div>
  );
}

/** Characters of a figure for which a narrow card has room at its largest. */
const LARGE_LENGTH = 10;

function ResultCard(): JSX.Element {
  const locale = useLocale();
  const { t, own, format } = locale;
  const prediction = session.prediction.value;
  const isPending = session.isPending.value;
  const kind = prediction?.kind ?? figureKind.value;
  const figure = prediction === null
    ? t.service.none
    : figureText(format, prediction.kind)(prediction.figure);
  // Levels are drawn until it is known that the task has none.
  const verdict = prediction === null || prediction.riskLevel !== null
    ? task.value?.verdict ?? null
    : null;
  return (
    <section
      class={`card result ${session.isStale.value ? "is-stale" : ""}`}
      aria-labelledby="result-heading"
      aria-busy={isPending}
    >
      <h2 id="result-heading">{t.result.heading}</h2>
      <Announcement prediction={prediction} />
      <p class="verdict">
        {prediction === null
          ? <span class="verdict-empty">{isPending ? t.failure.waking : t.result.empty}</span>
          : (
            <>
              <Icon name={prediction.isPositive === true ? "alert" : "check"} />
              <span>{verdictOf(prediction, locale)}</span>
            </>
          )}
      </p>
      <dl class={`result-figures ${prediction === null ? "is-empty" : ""}`}>
        <div class="result-probability">
          <dt>{kind === null ? t.result.unknownFigure : t.result.figures[kind]}</dt>
          <dd class={figure.length > LARGE_LENGTH ? "is-long" : undefined}>{figure}</dd>
        </div>
        {verdict !== null && (
          <div class="result-level">
            <dt>{t.result.riskLevel}</dt>
            <dd>
              {prediction === null ? t.service.none : riskTexts(own)(prediction.riskLevel) || "—"}
            </dd>
          </div>
        )}
      </dl>
      {verdict !== null && <RiskScale probability={prediction?.figure ?? null} verdict={verdict} />}
      {prediction?.kind === "value" && <ValueFigures prediction={prediction} />}
      {prediction !== null && prediction.classes.length > 0 && (
        <ClassFigures prediction={prediction} />
      )}
      <p class="result-source">
        {prediction !== null &&
          (session.isStale.value ? t.result.stale : <Source prediction={prediction} />)}
      </p>
    </section>
  );
}

/** Where such values lie, and how the training's are spread. */
function ValueFigures({ prediction }: { readonly prediction: Prediction }): JSX.Element {
  const { t, format } = useLocale();
  const text = figureText(format, "value");
  const { interval, figure } = prediction;
  const quantiles = watch.model.value?.target?.quantiles ?? [];
  return (
    <>
      {interval !== null && (
        <p class="result-interval">{t.result.interval(text(interval[0]), text(interval[1]))}</p>
      )}
      {quantiles.length === 101 && (
        <ValueScale value={figure} interval={interval} quantiles={quantiles} text={text} />
      )}
    </>
  );
}

/** Every class with its probability or score, the likeliest first. */
function ClassFigures({ prediction }: { readonly prediction: Prediction }): JSX.Element {
  const { t, format } = useLocale();
  const text = figureText(format, prediction.kind);
  const sorted = [...prediction.classes].sort((a, b) => b.figure - a.figure);
  const [highest, lowest] = [sorted[0]?.figure ?? 1, sorted.at(-1)?.figure ?? 0];
  const shareOf = (figure: number) =>
    prediction.kind === "probability" ? figure : (figure - lowest) / (highest - lowest || 1);
  return (
    <ul class="class-figures" aria-label={t.result.classes}>
      {sorted.map(({ label, figure }) => (
        <FigureBar
          key={label}
          name={label}
          text={text(figure)}
          share={shareOf(figure)}
          isCurrent={label === prediction.label}
        />
      ))}
    </ul>
  );
}

function Source({ prediction }: { readonly prediction: Prediction }): JSX.Element {
  const { t, format } = useLocale();
  const isConfirmed = session.isConfirmed.value;
  return (
    <>
      {prediction.madeBy === "service"
        ? t.result.byServer(prediction.version, format.number(Math.ceil(prediction.elapsedMs)))
        : t.result.byBrowser(prediction.version)}
      {isConfirmed !== null && (
        <span class="result-confirmed">
          <Icon name={isConfirmed ? "check" : "alert"} />
          {isConfirmed ? t.result.sameBits : t.result.differentBits}
        </span>
      )}
    </>
  );
}

/** A slider that moves changes the answer many times a second; only the last one is read out. */
const ANNOUNCEMENT_DELAY_MS = 800;

function Announcement({ prediction }: { readonly prediction: Prediction | null }): JSX.Element {
  const locale = useLocale();
  const { t, own, format } = locale;
  const [text, setText] = useState("");
  const verdict = prediction === null ? "" : verdictOf(prediction, locale);
  useEffect(() => {
    if (prediction === null) return;
    const timer = setTimeout(() => {
      const level = riskTexts(own)(prediction.riskLevel);
      setText(t.result.announcement(
        verdict,
        figureText(format, prediction.kind)(prediction.figure),
        level,
      ));
    }, ANNOUNCEMENT_DELAY_MS);
    return () => clearTimeout(timer);
  }, [prediction]);
  return <p class="visually-hidden" role="status" aria-live="polite">{text}</p>;
}

function verdictOf({ isPositive, kind, label }: Prediction, { t, own }: Locale): string {
  if (kind === "value") return watch.model.value?.target?.name ?? t.result.predictedValue;
  if (isPositive === null || own === null) return t.result.label(label);
  return isPositive ? own.positive : own.negative;
}
