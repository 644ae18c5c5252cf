import { parseWords } from "@mlops/config/parse_words";
import { LabFault, type Language, languageOf, LANGUAGES, type Words } from "./engine/words.ts";

/** What the lab can do. */
export const COMMANDS = [
  "list",
  "start",
  "check",
  "hint",
  "solution",
  "break",
  "answer",
  "compare",
  "image",
  "reset",
  "page",
  "grade",
  "export",
  "help",
] as const;

/** How many words follow each. */
const MOST_WORDS: Readonly<Record<typeof COMMANDS[number], number>> = {
  list: 0,
  start: 1,
  check: 1,
  hint: 1,
  solution: 1,
  break: 2,
  answer: Infinity,
  compare: 1,
  image: 1,
  reset: 1,
  page: 0,
  grade: 1,
  export: 2,
  help: Infinity,
};

/** The command line, read. */
export interface LabOptions {
  readonly command: typeof COMMANDS[number];
  /** Words after the command. */
  readonly words: readonly string[];
  /** Language that was asked for; else that of the progress, else the system's. */
  readonly language: Language | undefined;
  readonly isLocal: boolean;
  readonly context: string | undefined;
  /** Where images go, as `deno task deploy` takes it; none if not said. */
  readonly images: readonly string[];
  /** A single step to check. */
  readonly step: string | undefined;
  readonly isWritten: boolean;
  readonly saysYes: boolean;
  readonly port: number;
  /** Where an export's users get the repository from. */
  readonly repository: string | undefined;
}

/**
 * Reads the command line.
 *
 * @param args The words after the program.
 * @param system The system's language, for what is wrong with them.
 * @throws {LabFault} If they cannot be understood.
 */
export function parseLabOptions(args: readonly string[]): LabOptions {
  const { values, positionals: [name = "list", ...words] } = parse(args);
  const command = COMMANDS.find((it) => it === name);
  if (command === undefined) {
    throw new LabFault({
      fr: `Il n'y a pas de commande "${name}" : il y a ${COMMANDS.join(", ")}`,
      en: `There is no command "${name}": there are ${COMMANDS.join(", ")}`,
    });
  }
  const spare = words[MOST_WORDS[command]];
  if (spare !== undefined) {
    throw new LabFault({
      fr: `"${spare}" est de trop : une option commence par --`,
      en: `"${spare}" is too much: an option begins with --`,
    });
  }
  const { lang, port = "8600" } = values;
  if (lang !== undefined && !LANGUAGES.some((language) => language === lang)) {
    throw new LabFault({
      fr: `--lang doit être fr ou en : c'est "${lang}"`,
      en: `--lang must be fr or en: is "${lang}"`,
    });
  }
  const number = Number(port);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) {
    throw new LabFault({
      fr: `--port doit être un nombre de 0 à 65535 : c'est "${port}"`,
      en: `--port must be a number from 0 to 65535: is "${port}"`,
    });
  }
  return {
    command: values.help ? "help" : command,
    words,
    language: lang === undefined ? undefined : languageOf(lang),
    isLocal: values.local ?? false,
    context: values.context,
    images: (["registry", "kind", "minikube", "mirror"] as const).flatMap((key) => {
      const value = values[key];
      return value === undefined ? [] : [`--${key}`, value];
    }),
    step: values.step,
    isWritten: values.write ?? false,
    saysYes: values.yes ?? false,
    port: number,
    repository: values.repository,
  };
}

const TEXT = { type: "string" } as const;
const FLAG = { type: "boolean" } as const;

const OPTIONS = {
  lang: TEXT,
  context: TEXT,
  registry: TEXT,
  kind: TEXT,
  minikube: TEXT,
  mirror: TEXT,
  step: TEXT,
  port: TEXT,
  repository: TEXT,
  local: FLAG,
  write: FLAG,
  yes: FLAG,
  help: FLAG,
};

function parse(args: readonly string[]) {
  return parseWords(
    { args: [...args], allowPositionals: true, options: OPTIONS },
    (why, cause) => new LabFault(misread(why), { cause }),
  );
}

/** Only the option's name is of use to a learner, and of any language. */
function misread(why: string): Words {
  const name = /'-*([\w-]+)/.exec(why)?.[1] ?? "";
  const option = Object.entries(OPTIONS).find(([known]) => known === name)?.[1];
  const known = Object.keys(OPTIONS).map((it) => `--${it}`).join(", ");
  if (option === undefined) {
    return {
      fr: `Il n'y a pas d'option "${name}" : il y a ${known}`,
      en: `There is no option "${name}": there are ${known}`,
    };
  }
  return option === TEXT
    ? { fr: `Il manque la valeur de --${name}`, en: `The value of --${name} is missing` }
    : { fr: `--${name} ne prend pas de valeur`, en: `--${name} takes no value` };
}
