import type { Step } from "../engine/exercise.ts";
import { type Language, say } from "../engine/words.ts";

/** A file of a lab platform. */
export interface ExportedFile {
  /** Path in the folder of the export. */
  readonly path: string;
  /** Its text. */
  readonly text: string;
  /** Whether it is run. */
  readonly isProgram?: boolean;
}

/** What an export is made for. */
export interface ExportOptions {
  /** Language of its texts. */
  readonly language: Language;
  /** Address that its users clone this repository from. */
  readonly repository: string;
}

/**
 * Writes the line that verifies one step: the same check as the learner's own.
 *
 * @param id Name of the step.
 */
export function stepCommand(number: number, id: string, language: Language): string {
  return `deno task --quiet lab check ${number} --step ${id} --lang ${language}`;
}

/**
 * Writes what a learner reads of one step.
 *
 * @param where The exercise's number, the language, and where the learner's files are.
 * @returns Markdown.
 */
export function stepText(
  { title, remedy }: Step,
  { number, language, work }: { number: number; language: Language; work: string },
): string {
  const told = say(remedy, language).replaceAll("{namespace}", `lab-${number}`)
    .replaceAll("{work}", work).replaceAll("{n}", `${number}`);
  return `${say(title, language)}\n\n→ ${told}\n`;
}
