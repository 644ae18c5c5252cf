import type { FoundExercise } from "../engine/discover.ts";
import type { Step } from "../engine/exercise.ts";
import { filledIn } from "../engine/run_steps.ts";
import { type Language, say } from "../engine/words.ts";

/** An exercise on a cluster, with all that is looked at there. */
export interface ExportedExercise extends FoundExercise {
  /** Its steps, that the files are complete among them. */
  readonly steps: readonly Step[];
}

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
  const place = { namespace: `lab-${number}`, work };
  const told = filledIn(say(remedy, language), { number, place });
  return `${say(title, language)}\n\n→ ${told}\n`;
}

/**
 * Writes the lines that a learner types once the files are complete, and the one that gives a hint.
 *
 * @returns Lines for the shell, from the repository's folder.
 */
export function shellLines(
  { number, exercise }: FoundExercise,
  language: Language,
): string[] {
  const place = { namespace: `lab-${number}`, work: `lab/work/${number}` };
  const typed = exercise.commands.filter(({ on }) => on !== "local").flatMap(({ line, beside }) => [
    ...beside === undefined ? [] : [`${filledIn(beside, { number, place })} &`],
    filledIn(line, { number, place }),
  ]);
  return [...typed, `deno task lab hint ${number} --lang ${language}`];
}
