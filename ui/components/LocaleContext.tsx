import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { createFormat, type Format } from "../texts/format.ts";
import type { Texts } from "../texts/texts.ts";
import type { TaskTexts } from "@mlops/task";
import { task } from "../browser/task_state.ts";
import { withTaskTexts } from "./task_texts.ts";

/** The reader's language: its texts and its way of writing numbers. */
export interface Locale {
  /** The texts, in the words of the task if it has some. */
  readonly t: Texts;
  /** What only the task has words for, or `null`. */
  readonly own: TaskTexts | null;
  /** The format. */
  readonly format: Format;
}

/** Carries the locale to every component; the build and each island set it. */
export const LocaleContext = createContext<Locale | null>(null);

/**
 * Makes a locale.
 *
 * @param texts The texts of a language.
 * @returns The texts with the format that belongs to them.
 */
export function createLocale(texts: Texts): Locale {
  return { t: texts, own: null, format: createFormat(texts.locale) };
}

/**
 * Finds the reader's locale, in the words of the task.
 *
 * @returns The locale.
 * @throws {TypeError} If a component is drawn outside of a page or an island.
 */
export function useLocale(): Locale {
  const locale = useContext(LocaleContext);
  if (locale === null) throw new TypeError("Cannot draw a component as it needs a LocaleContext");
  const own = locale.t.tasks[task.value?.name ?? ""] ?? null;
  return own === null ? locale : { ...locale, t: withTaskTexts(locale.t, own), own };
}
