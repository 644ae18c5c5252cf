import { useComputed, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { ModelFeature } from "../browser/model_description.ts";
import { session } from "../browser/page_state.ts";
import { binOf, FeatureHistogram } from "./FeatureHistogram.tsx";
import { useFeatureTexts } from "./feature_texts.ts";
import { useLocale } from "./LocaleContext.tsx";

/**
 * Draws one input of the case: its name, a number field, and a slider over the training rows.
 *
 * @param props The feature.
 * @returns The field.
 */
export function FeatureField({ feature }: { readonly feature: ModelFeature }): JSX.Element {
  const { t, format } = useLocale();
  const { name, fullLabel, unit, withUnit } = useFeatureTexts()(feature);
  const value = useComputed(() => session.values.value[feature.name] ?? feature.default).value;
  const typed = useSignal<string | null>(null);
  const id = `feature-${feature.name}`;
  const share = Math.min(1, Math.max(0, (value - feature.min) / (feature.max - feature.min)));
  const isOutside = value < feature.min || value > feature.max;
  const isUnreadable = typed.value !== null && !Number.isFinite(readNumber(typed.value));
  const note = isUnreadable ? t.form.notANumber : isOutside
    ? t.form.outside(
      format.value(feature.min, feature.step),
      format.value(feature.max, feature.step),
    )
    : "";
  const change = (text: string) => {
    const number = readNumber(text);
    if (Number.isFinite(number)) session.change({ [feature.name]: number });
  };
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {name}
        {fullLabel !== name && <span class="visually-hidden">{fullLabel.slice(name.length)}</span>}
      </label>
      <div class="field-number">
        <input
          type="number"
          inputMode="decimal"
          step="any"
          aria-label={t.form.valueOf(fullLabel)}
          aria-invalid={isUnreadable}
          aria-describedby={note === "" ? undefined : `${id}-note`}
          value={typed.value ?? `${value}`}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            change(typed.value);
          }}
          onBlur={() => typed.value = null}
        />
        <span class="field-unit" aria-hidden="true">{unit}</span>
      </div>
      <div class="slider">
        <FeatureHistogram
          histogram={feature.histogram}
          current={binOf(feature.histogram, value)}
        />
        <svg class="slider-track" aria-hidden="true" focusable="false">
          <rect class="slider-rail" width="100%" height="4" rx="2" />
          <rect class="slider-fill" width={`${(share * 100).toFixed(2)}%`} height="4" rx="2" />
        </svg>
        <input
          id={id}
          type="range"
          min={feature.min}
          max={feature.max}
          step={feature.step}
          value={value}
          aria-valuetext={withUnit(value)}
          onInput={(event) => {
            typed.value = null;
            change(event.currentTarget.value);
          }}
        />
      </div>
      {note !== "" && <p class="field-note" id={`${id}-note`}>{note}</p>}
    </div>
  );
}

/** Reads what people type: a comma is a decimal point, nothing is no number. */
function readNumber(text: string): number {
  return text.trim() === "" ? NaN : Number(text.replace(",", "."));
}
