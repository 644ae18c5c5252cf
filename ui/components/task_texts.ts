import { task } from "../browser/page_state.ts";
import type { Texts } from "../texts/texts.ts";
import { type Locale, useLocale } from "./LocaleContext.tsx";

/**
 * Finds the reader's locale with the words that fit the served model: those of the reference task, or
 * words that suit any.
 */
export function useTaskLocale(): Locale {
  const locale = useLocale();
  return task.value !== null ? locale : { ...locale, t: genericTexts(locale.t) };
}

function genericTexts(t: Texts): Texts {
  const { generic } = t;
  return {
    ...t,
    why: {
      ...t.why,
      base: generic.base,
      raises: generic.raises,
      nothing: generic.nothing,
      chart: generic.chart,
      empty: generic.explanationEmpty,
    },
    whatIf: {
      ...t.whatIf,
      choose: generic.choose,
      empty: generic.whatIfEmpty,
      noChange: generic.noChange,
    },
    local: { ...t.local, check: generic.check },
    csv: { ...t.csv, about: generic.csvAbout },
  };
}
