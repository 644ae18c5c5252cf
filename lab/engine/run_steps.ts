import { NoClusterError } from "../../knative/deploy/cluster/no_cluster_error.ts";
import { NoStackError } from "./no_stack_error.ts";
import { countBlanks } from "./blanks.ts";
import type { FoundExercise } from "./discover.ts";
import type { Step } from "./exercise.ts";
import type { Place, PlaceKind } from "./place.ts";
import { exerciseFiles } from "./work_folder.ts";
import { fault, LabFault, type Words } from "./words.ts";

/** What is looked at. */
export interface StepsToRun {
  /** One step alone, as a platform that verifies step by step does not wait for the others. */
  readonly only?: string | undefined;
  /** What was noted at the beginning, as `Step.check` takes it. */
  readonly before?: unknown;
  /** Told each result as it is found: some steps wait. */
  readonly onResult?: (result: StepResult) => void;
}

/** How the text of a manifest is known. */
const MANIFEST = /^apiVersion:/m;

/** What stands for an address, or for its port; `${key}` is the shell's, or a program's. */
const ADDRESS = /(?<!\$)\{([a-z]+(?:-[a-z]+)*)(:port)?\}/g;

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
 * @param options What is looked at; everything if not given.
 * @returns The results in order, the files' the first; none if there is no step of that name.
 * @throws {NoClusterError} If no cluster answers.
 * @throws {NoStackError} If the stack on this machine does not run.
 */
export async function runSteps(
  found: FoundExercise,
  place: Place,
  { only, before, onResult }: StepsToRun = {},
): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const step of await stepsOf(found, place)) {
    if (only !== undefined && step.id !== only) continue;
    const result: StepResult = await step.check(place, before).then(
      (seen) => ({ step, holds: true, seen }),
      (error: unknown) => {
        // Nothing can be said of the steps then.
        if (error instanceof NoClusterError || error instanceof NoStackError) throw error;
        return { step, holds: false, error };
      },
    );
    results.push(result);
    onResult?.(result);
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

/** A program in two languages is one file: completing either will do, and the other may be gone. */
function filesAreComplete(names: readonly string[]): Step {
  const groups = [...Map.groupBy(names, (name) => name.replace(/\.(ts|py)$/, "")).values()];
  return {
    id: "files",
    title: { fr: "Les fichiers sont complets", en: "The files are complete" },
    remedy: {
      fr: "remplacez chaque ____ dans {work} ; deno task lab start {n} y remet un fichier perdu",
      en: "replace each ____ in {work}; deno task lab start {n} puts a lost file there again",
    },
    async check(place) {
      const open: string[] = [];
      for (const group of groups) {
        const files = await Promise.all(
          group.map(async (name) => ({ name, blanks: await blanksOf(place, name) })),
        );
        const there = files.filter(({ blanks }) => blanks !== undefined);
        if (there.some(({ blanks }) => blanks === 0)) continue;
        // Whichever is read says that it is not there.
        if (there.length === 0) await place.file(group[0]!);
        open.push(there.map(({ name, blanks }) => `${name} (${blanks})`).join(" / "));
      }
      const list = open.join(", ");
      if (open.length > 0) fault(`il reste des ____ : ${list}`, `____ are left: ${list}`);
      return `${groups.length}`;
    },
  };
}

/** `undefined` of a file that is not there. */
async function blanksOf(place: Place, name: string): Promise<number | undefined> {
  return await place.file(name).then(countBlanks, (error: unknown) => {
    if (error instanceof LabFault) return undefined;
    throw error;
  });
}

/**
 * Fills in what a line for people or for the shell leaves open.
 *
 * @param text With `{namespace}`, `{work}`, `{n}`, and what `place.addressOf` knows: `{predict}`, or its port
 *   alone, `{predict:port}`.
 * @throws {NoStackError} If it names a part of the stack on this machine, which does not run.
 */
export function filledIn(
  text: string,
  { number, place }: {
    number: number;
    place: Pick<Place, "namespace" | "work" | "addressOf">;
  },
): string {
  return text.replaceAll("{namespace}", place.namespace).replaceAll("{work}", place.work)
    .replaceAll("{n}", `${number}`)
    .replaceAll(ADDRESS, (whole, name: string, port?: string) => {
      const address = place.addressOf?.(name);
      if (address === undefined) return whole;
      return port === undefined ? address : new URL(address).port;
    });
}
