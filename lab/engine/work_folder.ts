import { withBlanks, withoutMarks } from "./blanks.ts";
import type { FoundExercise } from "./discover.ts";
import { isProgress, NO_PROGRESS, type Progress } from "./progress.ts";
import { LabFault, type Language } from "./words.ts";

/** The learner's own files: a folder an exercise, and `progress.json`. */
export class WorkFolder {
  /** Its path. */
  readonly root: string;

  /**
   * Prepares; nothing is written yet.
   *
   * @param root Its path.
   */
  constructor(root: string) {
    this.root = root;
  }

  /** Folder of one exercise. */
  of(number: number): string {
    return `${this.root}/${number}`;
  }

  /** Reads what was done; nothing if there is no file. */
  async readProgress(): Promise<Progress> {
    const path = `${this.root}/progress.json`;
    try {
      const progress = JSON.parse(await Deno.readTextFile(path));
      if (isProgress(progress)) return progress;
      throw new SyntaxError("no progress");
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return NO_PROGRESS;
      throw new LabFault({
        fr: `${path} est illisible : corrigez-le ou effacez-le`,
        en: `${path} cannot be read: mend it or delete it`,
      }, { cause: error });
    }
  }

  /**
   * Changes what was done: read only now, as another command may have changed it while this one waited.
   *
   * @param change Makes what is to be kept of what is there.
   */
  async updateProgress(change: (progress: Progress) => Progress): Promise<void> {
    await this.writeProgress(change(await this.readProgress()));
  }

  /** Writes what was done, as a whole: nobody reads half of it. */
  async writeProgress(progress: Progress): Promise<void> {
    await Deno.mkdir(this.root, { recursive: true });
    // By a name of its own: another command may be writing, too.
    const unfinished = `${this.root}/progress.json.${crypto.randomUUID()}`;
    await Deno.writeTextFile(unfinished, `${JSON.stringify(progress, null, 2)}\n`);
    await Deno.rename(unfinished, `${this.root}/progress.json`);
  }

  /**
   * Puts the files to complete, and leaves those that are there.
   *
   * @returns The names of those that were put.
   */
  async putBlanks(found: FoundExercise, language: Language): Promise<string[]> {
    const put: string[] = [];
    for (const [name, text] of await exerciseFiles(found)) {
      const path = `${this.of(found.number)}/${name}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      const isPut = await Deno.writeTextFile(path, withBlanks(text, language), { createNew: true })
        .then(() => true, (error: unknown) => {
          if (error instanceof Deno.errors.AlreadyExists) return false;
          throw error;
        });
      if (isPut) put.push(name);
    }
    return put;
  }

  /** Puts the complete files in the place of the learner's. */
  async putSolution(
    found: FoundExercise,
    resolve: (text: string) => Promise<string>,
  ): Promise<void> {
    for (const [name, text] of await exerciseFiles(found)) {
      const path = `${this.of(found.number)}/${name}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(path, await resolve(withoutMarks(text)));
    }
  }

  /** Removes the files of an exercise. */
  async remove(number: number): Promise<void> {
    await Deno.remove(this.of(number), { recursive: true }).catch((error: unknown) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}

/**
 * Reads the complete files of an exercise, with their marks.
 *
 * @returns Texts by path below the exercise's `files/`, sorted.
 */
export async function exerciseFiles({ path }: FoundExercise): Promise<Map<string, string>> {
  return await textsBelow(`${path}/files`);
}

/**
 * Reads the manifests that the exercise begins with.
 *
 * @returns Texts by name: those that it shares with others, then by path below its `beginning/`, sorted.
 */
export async function beginningFiles(
  { path, exercise }: FoundExercise,
): Promise<Map<string, string>> {
  const shared = await Promise.all(
    (exercise.beginsWith ?? []).map(async (name) =>
      [name, await Deno.readTextFile(`${path}/../beginnings/${name}`)] as const
    ),
  );
  return new Map([...shared, ...await textsBelow(`${path}/beginning`)]);
}

async function textsBelow(folder: string): Promise<Map<string, string>> {
  const texts: [string, string][] = [];
  for await (const name of namesBelow(folder)) {
    texts.push([name, await Deno.readTextFile(`${folder}/${name}`)]);
  }
  return new Map(texts.toSorted(([a], [b]) => a < b ? -1 : 1));
}

async function* namesBelow(folder: string): AsyncGenerator<string> {
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (!isDirectory) yield name;
      else for await (const below of namesBelow(`${folder}/${name}`)) yield `${name}/${below}`;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
