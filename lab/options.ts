import { parseArgs } from "node:util";
import { LabFault, type Language, languageOf, LANGUAGES } from "./engine/words.ts";

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

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        lang: text,
        context: text,
        registry: text,
        kind: text,
        minikube: text,
        mirror: text,
        step: text,
        port: text,
        repository: text,
        local: flag,
        write: flag,
        yes: flag,
        help: flag,
      },
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : `${error}`;
    throw new LabFault({
      fr: `La ligne de commande est incompréhensible : ${why}`,
      en: `The command line cannot be understood: ${why}`,
    }, { cause: error });
  }
}
