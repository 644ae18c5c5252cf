import type { TaskTexts } from "@mlops/task";
import type { Texts } from "../texts/texts.ts";

/**
 * Puts a task's own words in the place of those for any table.
 *
 * @param t The texts.
 * @param own The task's words.
 * @returns All texts, in the task's words where it has some.
 */
export function withTaskTexts(t: Texts, own: TaskTexts): Texts {
  const { brand, footer, description, about, form, histogramHint, check, csv } = own;
  return {
    ...t,
    brand,
    footer,
    pages: { ...t.pages, predict: { ...t.pages.predict, description } },
    predict: { ...t.predict, heading: () => own.heading, lead: () => own.lead, about },
    form: { ...t.form, heading: form, histogramHint },
    why: { ...t.why, ...own.why },
    whatIf: {
      ...t.whatIf,
      ...own.whatIf,
      chart: (label, isProbability) =>
        isProbability ? own.whatIf.chart(label) : t.whatIf.chart(label, isProbability),
    },
    local: { ...t.local, check },
    quality: { ...t.quality, ...own.quality },
    csv: { ...t.csv, about: csv },
  };
}
