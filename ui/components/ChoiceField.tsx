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

/** From so many categories on one is looked for by typing. */
const SEARCHED = 12;

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
  if (categories.length >= SEARCHED && feature.holdsText) {
    return <SearchedCategory feature={feature} id={id} value={value} change={change} />;
  }
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

/** Takes what is typed, and offers the categories that hold it; the most frequent come first. */
function SearchedCategory({ feature, id, value, change }: ControlProps): JSX.Element {
  const { t } = useLocale();
  const { categories, isNullable } = feature;
  const isUnknown = value !== null && !categories.includes(`${value}`);
  return (
    <>
      <input
        id={id}
        class="text-input"
        type="text"
        list={`${id}-list`}
        autocomplete="off"
        placeholder={isNullable ? t.form.missing : ""}
        value={value === null ? "" : `${value}`}
        aria-describedby={isUnknown ? `${id}-note` : undefined}
        onInput={(event) => {
          const { value: typed } = event.currentTarget;
          if (typed !== "") change(typed);
          else if (isNullable) change(null);
        }}
        // What was typed before would hide the other categories.
        onFocus={(event) => event.currentTarget.select()}
      />
      <datalist id={`${id}-list`}>
        {categories.map((category) => <option key={category} value={`${category}`} />)}
      </datalist>
      {isUnknown && <p class="field-note" id={`${id}-note`}>{t.form.unknown}</p>}
    </>
  );
}
