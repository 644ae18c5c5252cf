import { alignedLines } from "@mlops/tables/aligned-lines";
import type { LabDeps } from "../engine/deps.ts";
import { injuriesAt, questionsAt } from "../engine/at_place.ts";
import type { FoundExercise } from "../engine/discover.ts";
import { filesToComplete } from "../engine/run_steps.ts";
import { countBlanks } from "../engine/blanks.ts";
import {
  type ExerciseProgress,
  type Furthest,
  furthestOf,
  NO_PROGRESS,
} from "../engine/progress.ts";
import { faultText, LabFault } from "../engine/words.ts";
import { WorkFolder } from "../engine/work_folder.ts";

/**
 * Prints a table of what students have done, one a row: each has a folder, a copy of the one that he works in.
 *
 * A cell is the steps that held at the last look, right answers, injuries mended, and marks: `s` where the
 * solution was shown, `r` where the exercise was reset since, `____` where the files still have blanks.
 *
 * @param folder Folder of the students' folders.
 * @returns Exit code: 1 if there is no student, or one whose progress cannot be read.
 * @throws {LabFault} If there is no such folder.
 */
export async function grade(deps: LabDeps, folder = "."): Promise<number> {
  const { exercises, texts, language, print } = deps;
  const rows: string[][] = [];
  const unread: string[] = [];
  for (const name of await foldersIn(folder)) {
    const work = new WorkFolder(`${folder}/${name}`);
    const progress = await work.readProgress().catch((error: unknown) => {
      if (!(error instanceof LabFault)) throw error;
      unread.push(faultText(error, language));
      rows.push([name, ...exercises.map(() => "?"), "?"]);
      return NO_PROGRESS;
    });
    const { exercises: begun, putAway = {} } = progress;
    if (Object.keys({ ...begun, ...putAway }).length === 0) continue;
    const cells = await Promise.all(
      exercises.map((found) => cellOf(found, furthestOf(progress, found.number), work)),
    );
    const done = exercises.filter(({ number }) =>
      furthestOf(progress, number)?.done.doneAt !== undefined
    );
    rows.push([name, ...cells, `${done.length}/${exercises.length}`]);
  }
  if (rows.length === 0) {
    print(texts.gradeEmpty(folder));
    return 1;
  }
  rows.sort(([a = ""], [b = ""]) => a < b ? -1 : 1);
  const head = [texts.student, ...exercises.map(({ number }) => `${number}`), "✓"];
  for (const line of alignedLines([head, ...rows])) print(line);
  print(`\n${texts.gradeLegend}`);
  for (const why of unread) print(why);
  return unread.length === 0 ? 0 : 1;
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) {
      throw error;
    }
    throw new LabFault({
      fr: `${folder} n'est pas un dossier : donnez celui des dossiers des étudiants`,
      en: `${folder} is no folder: give the one of the students' folders`,
    }, { cause: error });
  }
}

async function cellOf(
  found: FoundExercise,
  furthest: Furthest | undefined,
  work: WorkFolder,
): Promise<string> {
  if (furthest === undefined) return "–";
  const { done, isPutAway } = furthest;
  const steps = Object.values(done.steps);
  const questions = questionsAt(found.exercise, done.place);
  const injuries = injuriesAt(found.exercise, done.place);
  const right = Object.values(done.answers).filter(({ isRight }) => isRight).length;
  // The files of what was reset are gone: those that are there belong to another attempt.
  const files = isPutAway ? " r" : await hasBlanks(found, done, work) ? " ____" : "";
  const marks = `${done.solutionSeen ? " s" : ""}${files}`;
  return `${steps.filter(Boolean).length}/${steps.length} ` +
    `${right}/${questions.length} ${Object.keys(done.mended).length}/${injuries.length}${marks}`;
}

/** A progress that says "done" beside files with blanks is no work of the student's. */
async function hasBlanks(
  found: FoundExercise,
  { place }: ExerciseProgress,
  work: WorkFolder,
): Promise<boolean> {
  const names = await filesToComplete(found, place);
  const groups = Map.groupBy(names, (name) => name.replace(/\.(ts|py)$/, "")).values();
  for (const group of groups) {
    const blanks = await Promise.all(group.map(async (name) => {
      const text = await Deno.readTextFile(`${work.of(found.number)}/${name}`).catch(() => "____");
      return countBlanks(text);
    }));
    if (!blanks.includes(0)) return true;
  }
  return false;
}
