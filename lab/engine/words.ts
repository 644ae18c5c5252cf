/** Languages of the lab. */
export const LANGUAGES = ["fr", "en"] as const;

/** One of {@linkcode LANGUAGES}. */
export type Language = typeof LANGUAGES[number];

/** A text in every language of the lab. */
export type Words = Readonly<Record<Language, string>>;

/**
 * Chooses a language.
 *
 * @param wanted What was asked for, or the system's: `fr-FR`, `en_GB.UTF-8`.
 * @returns The language; English for any that the lab does not speak.
 */
export function languageOf(wanted: string): Language {
  return LANGUAGES.find((language) => wanted.toLowerCase().startsWith(language)) ?? "en";
}

/**
 * Says a text.
 *
 * @param words The text, or one that is the same in every language: a name, a figure.
 * @returns It in the language.
 */
export function say(words: Words | string, language: Language): string {
  return typeof words === "string" ? words : words[language];
}

/** Something does not hold; the learner is told what, in a language of the lab. */
export class LabFault extends Error {
  /** What was seen, in every language. */
  readonly words: Words;

  /**
   * Describes the fault.
   *
   * @param words What was seen.
   * @param options Carries the `cause`, if any.
   */
  constructor(words: Words, options?: ErrorOptions) {
    super(words.en, options);
    this.name = "LabFault";
    this.words = words;
  }
}

/**
 * Fails a step.
 *
 * @param fr What was seen, in French.
 * @param en The same in English.
 * @returns Never.
 * @throws {LabFault} Always.
 */
export function fault(fr: string, en: string): never {
  throw new LabFault({ fr, en });
}

/**
 * Tells what an error says.
 *
 * @returns Its words, or its message where it has none.
 */
export function faultText(error: unknown, language: Language): string {
  const text = error instanceof LabFault
    ? error.words[language]
    : error instanceof Error
    ? error.message
    : String(error);
  return text.replaceAll(/\s*\n\s*/g, " ").trim();
}
