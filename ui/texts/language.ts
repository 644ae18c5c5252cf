/** Languages that every page exists in; the first is the default. */
export const LANGUAGES = ["fr", "en"] as const;

/** One of {@linkcode LANGUAGES}. */
export type Language = (typeof LANGUAGES)[number];

/** The language of a reader whose browser asks for none of {@linkcode LANGUAGES}. */
export const DEFAULT_LANGUAGE: Language = "fr";
