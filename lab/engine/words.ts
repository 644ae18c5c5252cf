import { NoClusterError } from "../../knative/deploy/cluster/no_cluster_error.ts";

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
  const text = error instanceof NoClusterError
    ? noCluster(error)[language]
    : error instanceof LabFault
    ? error.words[language]
    : isFileError(error)
    ? unwritable(error)[language]
    : error instanceof Error
    ? error.message
    : String(error);
  return text.replaceAll(/\s*\n\s*/g, " ").trim();
}

/** What the system refuses about files: rights that lack, a folder in a file's place, a file in a folder's. */
const FILE_ERRORS = [
  Deno.errors.AlreadyExists,
  Deno.errors.IsADirectory,
  Deno.errors.NotADirectory,
  Deno.errors.PermissionDenied,
] as const;

/** Tells whether the system refused something about a file, which is no fault of this program. */
export function isFileError(error: unknown): error is Error {
  return FILE_ERRORS.some((kind) => error instanceof kind);
}

function unwritable({ message }: Error): Words {
  return {
    fr: `Un fichier ne se laisse pas lire ou écrire : ${message}`,
    en: `A file cannot be read or written: ${message}`,
  };
}

/** What to do is the same whatever was asked of the cluster. */
function noCluster({ reason }: NoClusterError): Words {
  return reason === null
    ? {
      fr:
        "kubectl, qui parle au cluster, n'est pas installé : installez-le, ou faites avec --local " +
        "les exercices qui se passent de cluster (deno task lab list les dit)",
      en:
        "kubectl, which speaks to the cluster, is not installed: install it, or do with --local " +
        "the exercises that need no cluster (deno task lab list names them)",
    }
    : {
      fr: `Aucun cluster ne répond à kubectl (${reason}) : démarrez-en un ou choisissez-le avec ` +
        "--context NOM, ou faites avec --local les exercices qui s'en passent (deno task lab list les dit)",
      en:
        `No cluster answers kubectl (${reason}): start one or choose it with --context NAME, or ` +
        "do with --local the exercises that need none (deno task lab list names them)",
    };
}
