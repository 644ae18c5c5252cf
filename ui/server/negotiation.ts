import { DEFAULT_LANGUAGE, type Language, LANGUAGES } from "../texts/language.ts";

/** Encodings that the site's files are stored in, best first. */
export const ENCODINGS = ["br", "gzip"] as const;

/** One of {@linkcode ENCODINGS}. */
export type Encoding = (typeof ENCODINGS)[number];

/**
 * Picks the best encoding that a client accepts.
 *
 * @param accepted The `Accept-Encoding` header, or `undefined` if there is none.
 * @returns The encoding, or `null` for the bytes as they are.
 */
export function chooseEncoding(accepted: string | undefined): Encoding | null {
  const weights = readWeights(accepted);
  return ENCODINGS.find((encoding) => (weights.get(encoding) ?? 0) > 0) ?? null;
}

/**
 * Picks the language of a page: the reader's own choice, then the browser's.
 *
 * @param cookie The `Cookie` header; `lang=en` in it is the reader's choice.
 * @param accepted The `Accept-Language` header.
 * @returns The language; French if neither names one that exists.
 */
export function chooseLanguage(
  cookie: string | undefined,
  accepted: string | undefined,
): Language {
  const chosen = /(?:^|;\s*)lang=(\w+)/.exec(cookie ?? "")?.[1];
  if (isLanguage(chosen)) return chosen;
  const byWeight = [...readWeights(accepted)]
    .filter(([, weight]) => weight > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([tag]) => tag.split("-")[0]);
  return byWeight.find(isLanguage) ?? DEFAULT_LANGUAGE;
}

/**
 * Tells whether a text names a language that the page exists in.
 *
 * @param text Any text.
 * @returns `true` for one of {@linkcode LANGUAGES}.
 */
export function isLanguage(text: string | undefined): text is Language {
  return LANGUAGES.some((language) => language === text);
}

/** Reads `a;q=0.5, b` into weights by lower-case name, RFC 9110 section 12.4.2. */
function readWeights(header: string | undefined): Map<string, number> {
  const weights = new Map<string, number>();
  for (const item of (header ?? "").split(",")) {
    const [name, ...parameters] = item.split(";").map((part) => part.trim());
    if (name === undefined || name === "") continue;
    const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    weights.set(name.toLowerCase(), quality === undefined ? 1 : Number(quality) || 0);
  }
  return weights;
}
