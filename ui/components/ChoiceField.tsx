import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import type { ModelFeature, Value } from "../browser/model_feature.ts";
import { session } from "../browser/page_state.ts";
import { MissingSwitch } from "./MissingSwitch.tsx";
import { useFeatureTexts } from "./feature_texts.ts";
import { useLocale } from "./LocaleContext.tsx";

/**
 * Draws what is no number: a category is chosen, yes or no is switched, a text is written.
 *
 * @param props The feature.
 */
export function ChoiceField({ feature }: { readonly feature: ModelFeature }): JSX.Element {
  const { fullLabel } = useFeatureTexts()(feature);
  const value = useComputed(() => session.values.value[feature.name] ?? null).value;
  const id = `feature-${feature.name}`;
  const change = (changed: Value) => session.change({ [feature.name]: changed });
  return (
    <div class="field field-choice">
      <label class="field-label" for={id}>{fullLabel}</label>
      <Control feature={feature} id={id} value={value} change={change} />
      {feature.kind !== "category" && (
        <MissingSwitch
          feature={feature}
          isMissing={value === null}
        />
      )}
    </div>
  );
}

interface ControlProps {
  readonly feature: ModelFeature;
  readonly id: string;
  readonly value: Value;
  readonly change: (value: Value) => void;
}

function Control({ feature, id, value, change }: ControlProps): JSX.Element {
  const { t } = useLocale();
  if (feature.kind === "boolean") {
    return (
      <input
        id={id}
        class="switch"
        type="checkbox"
        role="switch"
        checked={value === true}
        onChange={(event) => change(event.currentTarget.checked)}
      />
    );
  }
  if (feature.kind === "text") {
    return (
      <input
        id={id}
        class="text-input"
        type="text"
        value={typeof value === "string" ? value : ""}
        onInput={(event) => change(event.currentTarget.value)}
      />
    );
  }
  const { categories } = feature;
  // By position, as categories may be numbers, which a form's value is not.
  return (
    <select
      id={id}
      value={value === null ? "" : `${categories.indexOf(value as string | number)}`}
      onChange={(event) => {
        const { value: position } = event.currentTarget;
        change(position === "" ? null : categories[Number(position)] ?? null);
      }}
    >
      {(feature.isNullable || value === null) && <option value="">{t.form.missing}</option>}
      {categories.map((category, i) => (
        <option key={category} value={`${i}`}>{`${category}`}</option>
      ))}
    </select>
  );
}
