import { countBlanks } from "./blanks.ts";
import type { FoundExercise } from "./discover.ts";
import type { Step } from "./exercise.ts";
import type { Place, PlaceKind } from "./place.ts";
import { exerciseFiles } from "./work_folder.ts";
import { fault, type Words } from "./words.ts";

/** How the text of a manifest is known. */
const MANIFEST = /^apiVersion:/m;

/** How a step was found. */
export interface StepResult {
  /** The step. */
  readonly step: Step;
  /** Whether it holds. */
  readonly holds: boolean;
  /** What was seen, if it holds. */
  readonly seen?: Words | string;
  /** Why it does not hold. */
  readonly error?: unknown;
}

/**
 * Looks at every step, one after the other; one that does not hold keeps none from being looked at.
 *
 * @param only Looks at this one alone, as a platform that verifies step by step does not wait for the others.
 * @returns The results in order, the files' the first; none if there is no step of that name.
 */
export async function runSteps(
  found: FoundExercise,
  place: Place,
  only?: string,
): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const step of await stepsOf(found, place)) {
    if (only !== undefined && step.id !== only) continue;
    try {
      results.push({ step, holds: true, seen: await step.check(place) });
    } catch (error) {
      results.push({ step, holds: false, error });
    }
  }
  return results;
}

/**
 * Lists the steps that can be looked at.
 *
 * @returns They in order; that the files are complete, if there are any, before the exercise's own.
 */
export async function stepsOf(
  found: FoundExercise,
  { kind }: Pick<Place, "kind">,
): Promise<Step[]> {
  const names = await filesToComplete(found, kind);
  const own = found.exercise.steps.filter(({ on }) => on === undefined || on === kind);
  return names.length === 0 ? own : [filesAreComplete(names), ...own];
}

/**
 * Lists the files that the learner completes.
 *
 * @param kind Where: without a cluster manifests are of no use.
 * @returns Their names, sorted.
 */
export async function filesToComplete(found: FoundExercise, kind: PlaceKind): Promise<string[]> {
  const files = [...await exerciseFiles(found)];
  return files.filter(([, text]) => kind === "cluster" || !MANIFEST.test(text)).map(([name]) =>
    name
  );
}

/** A program in two languages is one file: completing either will do. */
function filesAreComplete(names: readonly string[]): Step {
  const groups = [...Map.groupBy(names, (name) => name.replace(/\.(ts|py)$/, "")).values()];
  return {
    id: "files",
    title: { fr: "Les fichiers sont complets", en: "The files are complete" },
    remedy: { fr: "remplacez chaque ____ dans {work}", en: "replace each ____ in {work}" },
    async check(place) {
      const open: string[] = [];
      for (const group of groups) {
        const texts = await Promise.all(
          group.map(async (name) => ({ name, blanks: countBlanks(await place.file(name)) })),
        );
        if (texts.some(({ blanks }) => blanks === 0)) continue;
        open.push(texts.map(({ name, blanks }) => `${name} (${blanks})`).join(" / "));
      }
      const list = open.join(", ");
      if (open.length > 0) fault(`il reste des ____ : ${list}`, `____ are left: ${list}`);
      return `${groups.length}`;
    },
  };
}

/**
 * Fills in what a line for people or for the shell leaves open.
 *
 * @param text With `{namespace}`, `{work}` and `{n}`.
 */
export function filledIn(
  text: string,
  { number, place }: { number: number; place: Pick<Place, "namespace" | "work"> },
): string {
  return text.replaceAll("{namespace}", place.namespace).replaceAll("{work}", place.work)
    .replaceAll("{n}", `${number}`);
}
