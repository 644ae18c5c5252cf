import { isoDays, isoText } from "@mlops/tables/iso-date";
import { useComputed, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { FeatureRange, ModelFeature } from "../browser/model_feature.ts";
import { features, session } from "../browser/page_state.ts";
import { MissingSwitch } from "./MissingSwitch.tsx";
import { binOf, FeatureHistogram } from "./FeatureHistogram.tsx";
import { useFeatureTexts } from "./feature_texts.ts";
import { useLocale } from "./LocaleContext.tsx";

/**
 * Draws a number: its name, a field, and a slider over the training rows where their range is known.
 *
 * @param props The feature.
 */
export function NumberField({ feature }: { readonly feature: ModelFeature }): JSX.Element {
  const { t, format } = useLocale();
  const { name, fullLabel, unit, withUnit } = useFeatureTexts()(feature);
  // One column for all of them, where any feature has one.
  const hasUnits = unit !== "" || features.value.some((other) => other.unit !== "");
  const { range } = feature;
  const known = useComputed(() => session.values.value[feature.name]).value;
  const value = typeof known === "number" ? known : null;
  const typed = useSignal<string | null>(null);
  const id = `feature-${feature.name}`;
  const { isDate } = feature;
  const isUnreadable = typed.value !== null &&
    !isReadable(readNumber(typed.value, feature), feature);
  const write = (end: number) => isDate ? withUnit(end) : format.value(end, range?.step ?? 1);
  const isOutside = range !== null && value !== null && (value < range.min || value > range.max);
  const note = isUnreadable
    ? isDate
      ? t.form.notADate
      : feature.kind === "integer"
      ? t.form.notAnInteger
      : t.form.notANumber
    : isOutside && range !== null
    ? t.form.outside(write(range.min), write(range.max))
    : "";
  const change = (text: string) => {
    const number = readNumber(text, feature);
    if (isReadable(number, feature)) session.change({ [feature.name]: number });
  };
  return (
    <div class="field">
      <label class="field-label" for={range === null ? `${id}-number` : id}>
        {name}
        {fullLabel !== name && <span class="visually-hidden">{fullLabel.slice(name.length)}</span>}
      </label>
      <div class="field-number">
        <input
          id={`${id}-number`}
          type={isDate ? feature.kind === "integer" ? "date" : "datetime-local" : "number"}
          inputMode={isDate ? undefined : feature.kind === "integer" ? "numeric" : "decimal"}
          step={feature.kind === "integer" ? 1 : "any"}
          aria-label={t.form.valueOf(fullLabel)}
          aria-invalid={isUnreadable}
          aria-describedby={note === "" ? undefined : `${id}-note`}
          value={typed.value ?? typedText(value, feature)}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            change(typed.value);
          }}
          onBlur={() => typed.value = null}
        />
        {hasUnits && <span class="field-unit" aria-hidden="true">{unit}</span>}
      </div>
      {range !== null && (
        <Slider
          feature={feature}
          range={range}
          value={value}
          onInput={(number) => {
            typed.value = null;
            session.change({ [feature.name]: number });
          }}
        />
      )}
      <MissingSwitch feature={feature} isMissing={value === null} />
      {note !== "" && <p class="field-note" id={`${id}-note`}>{note}</p>}
    </div>
  );
}

interface SliderProps {
  readonly feature: ModelFeature;
  readonly range: FeatureRange;
  readonly value: number | null;
  readonly onInput: (value: number) => void;
}

function Slider({ feature, range, value, onInput }: SliderProps): JSX.Element {
  const { withUnit } = useFeatureTexts()(feature);
  const share = value === null
    ? 0
    : Math.min(1, Math.max(0, (value - range.min) / (range.max - range.min)));
  return (
    <div class={value === null ? "slider is-missing" : "slider"}>
      <FeatureHistogram
        histogram={feature.histogram}
        current={value === null ? -1 : binOf(feature.histogram, value)}
      />
      <svg class="slider-track" aria-hidden="true" focusable="false">
        <rect class="slider-rail" width="100%" height="4" rx="2" />
        <rect class="slider-fill" width={`${(share * 100).toFixed(2)}%`} height="4" rx="2" />
      </svg>
      <input
        id={`feature-${feature.name}`}
        type="range"
        min={range.min}
        max={range.max}
        step={range.step}
        value={value ?? range.min}
        aria-valuetext={withUnit(value)}
        onInput={(event) => onInput(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}

function isReadable(number: number, { kind }: ModelFeature): boolean {
  return kind === "integer" ? Number.isSafeInteger(number) : Number.isFinite(number);
}

/** What a field holds of a number; a browser has the day of a date as ISO text, in whatever way it shows it. */
function typedText(value: number | null, { isDate, kind }: ModelFeature): string {
  if (value === null || !isDate) return `${value ?? ""}`;
  return kind === "integer" ? isoText(Math.round(value)) : isoText(value).slice(0, 16);
}

/** Reads what people type: a comma is a decimal point, nothing is no number. */
function readNumber(text: string, { isDate }: ModelFeature): number {
  if (isDate) return isoDays(text);
  return text.trim() === "" ? NaN : Number(text.replace(",", "."));
}
