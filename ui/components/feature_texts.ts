import type { ModelFeature, Value } from "../browser/model_feature.ts";
import { useLocale } from "./LocaleContext.tsx";

/** How a feature is named in the reader's language. */
export interface FeatureTexts {
  /** The name without the unit. */
  readonly name: string;
  /** The label as the model has it, with the unit if the model writes it. */
  readonly fullLabel: string;
  /** The unit, or empty. */
  readonly unit: string;
  /** Writes a value with its unit, which stay on one line: "148 mg/dL". */
  readonly withUnit: (value: Value) => string;
}

/**
 * Finds the names of features: the model's own, or a translation of them.
 *
 * @returns A function from a feature to its texts.
 */
export function useFeatureTexts(): (feature: ModelFeature) => FeatureTexts {
  const { t, own, format } = useLocale();
  return (feature) => {
    const fullLabel = own?.columns[feature.name] ?? feature.label;
    const unit = own?.units[feature.unit] ?? feature.unit;
    const ending = ` (${feature.unit})`;
    return {
      name: fullLabel.endsWith(ending) ? fullLabel.slice(0, -ending.length) : fullLabel,
      fullLabel,
      unit,
      withUnit: (value) => {
        if (value === null) return t.form.missing;
        if (typeof value === "boolean") return value ? t.csv.yes : t.csv.no;
        if (typeof value === "string") return value;
        if (feature.isDate) {
          return format.day(feature.kind === "integer" ? Math.round(value) : value);
        }
        const text = format.value(value, feature.range?.step ?? 1);
        return unit === "" ? text : `${text}\u00a0${unit}`;
      },
    };
  };
}
