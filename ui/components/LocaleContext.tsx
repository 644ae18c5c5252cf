import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { createFormat, type Format } from "../texts/format.ts";
import type { Texts } from "../texts/texts.ts";

/** The reader's language: its texts and its way of writing numbers. */
export interface Locale {
  /** The texts. */
  readonly t: Texts;
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
  return { t: texts, format: createFormat(texts.locale) };
}

/**
 * Finds the reader's locale.
 *
 * @returns The locale.
 * @throws {TypeError} If a component is drawn outside of a page or an island.
 */
export function useLocale(): Locale {
  const locale = useContext(LocaleContext);
  if (locale === null) throw new TypeError("Cannot draw a component as it needs a LocaleContext");
  return locale;
}
