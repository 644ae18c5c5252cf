import type { JSX } from "preact";
import type { ModelFeature } from "../browser/model_feature.ts";
import { session } from "../browser/page_state.ts";
import { useLocale } from "./LocaleContext.tsx";

/**
 * Draws the way to leave a value out, and to give one again.
 *
 * @param props The feature, and whether it is missing now.
 */
export function MissingSwitch(
  { feature, isMissing }: { readonly feature: ModelFeature; readonly isMissing: boolean },
): JSX.Element | null {
  const { t } = useLocale();
  if (!feature.isNullable) return null;
  const { kind, range, categories } = feature;
  const given = feature.default ?? range?.min ?? categories[0] ??
    (kind === "text" ? "" : kind === "boolean" ? false : 0);
  return (
    <label class="field-missing">
      <input
        type="checkbox"
        checked={isMissing}
        onChange={() => session.change({ [feature.name]: isMissing ? given : null })}
      />
      {t.form.missing}
    </label>
  );
}
