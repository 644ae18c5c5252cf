import type { Feature } from "@mlops/diabetes";
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
  readonly withUnit: (value: number) => string;
}

/**
 * Finds the names of features: the model's own, or a translation of them.
 *
 * @returns A function from a feature to its texts.
 */
export function useFeatureTexts(): (feature: Feature) => FeatureTexts {
  const { t, format } = useLocale();
  return (feature) => {
    const fullLabel = t.featureLabels[feature.name] ?? feature.label;
    const unit = t.featureUnits[feature.unit] ?? feature.unit;
    const ending = ` (${feature.unit})`;
    return {
      name: fullLabel.endsWith(ending) ? fullLabel.slice(0, -ending.length) : fullLabel,
      fullLabel,
      unit,
      withUnit: (value) =>
        `${format.value(value, feature.step)}${unit === "" ? "" : `\u00a0${unit}`}`,
    };
  };
}
