import { basename, dirname } from "@std/path";
import { invalidParameter } from "../requests/refused_request.ts";

/**
 * The folder that a tracking server keeps everything in: `mlruns/` with MLflow's file store,
 * `artifacts/`, and `.staging/` for what is being written.
 *
 * Every change is made in `.staging/` and renamed into place, so that a process killed at any time
 * leaves whole files and whole folders only. The staging folder lies outside `mlruns/`, as MLflow
 * takes each file there for a value and each folder for an experiment.
 *
 * All methods are synchronous on purpose: JavaScript runs one of them at a time, so that a request
 * reads, decides and writes without another one in between, and no locks are needed.
 */
export class StoreFolder {
  /** Path of the file store. */
  readonly mlruns: string;
  /** Path of the artifacts. */
  readonly artifacts: string;
  readonly #staging: string;

  /**
   * Opens a folder, making it if it does not exist; half-written leftovers are removed.
   *
   * @param root Its path.
   */
  constructor(root: string) {
    Deno.mkdirSync(root, { recursive: true });
    this.mlruns = `${root}/mlruns`;
    this.artifacts = `${root}/artifacts`;
    this.#staging = `${root}/.staging`;
    if (exists(this.#staging)) Deno.removeSync(this.#staging, { recursive: true });
    const folders = [
      `${this.mlruns}/.trash`,
      `${this.mlruns}/models`,
      this.artifacts,
      this.#staging,
    ];
    for (const path of folders) Deno.mkdirSync(path, { recursive: true });
  }

  /**
   * Joins a path that cannot leave its base: no `..`, no separators in a segment, no symbolic links.
   *
   * @param base `mlruns`, `artifacts` or a path below them.
   * @param segments Names below it.
   * @returns The path, which need not exist.
   * @throws {RefusedRequest} If a segment is no plain name, or a link lies on the way.
   */
  inside(base: string, ...segments: string[]): string {
    let path = base;
    for (const segment of segments) {
      if (["", ".", ".."].includes(segment) || /[/\\\p{Cc}]/u.test(segment)) {
        throw invalidParameter("Invalid path");
      }
      path += `/${segment}`;
      if (kindOf(path) === "link") throw invalidParameter("Invalid path");
    }
    return path;
  }

  /**
   * Writes a file whole, replacing it if it exists.
   *
   * @param path Where to.
   * @param text Its content.
   */
  write(path: string, text: string): void {
    const staged = this.stage();
    Deno.writeTextFileSync(staged, text);
    this.publish(staged, path);
  }

  /**
   * Adds lines to a file. The file is copied and replaced, as an append could be cut by a kill in
   * the middle of a line, which MLflow refuses to read.
   *
   * @param path Which file; made if it does not exist.
   * @param lines What to add.
   */
  append(path: string, lines: string): void {
    const staged = this.stage();
    if (exists(path)) Deno.copyFileSync(path, staged);
    Deno.writeTextFileSync(staged, lines, { append: true });
    this.publish(staged, path);
  }

  /**
   * Makes a folder with files in it, all at once.
   *
   * @param path Where to; must not exist.
   * @param content Texts of the files by relative path, and empty folders.
   */
  create(path: string, content: { files: Record<string, string>; folders?: string[] }): void {
    const staged = this.stage();
    Deno.mkdirSync(staged);
    for (const folder of content.folders ?? []) Deno.mkdirSync(`${staged}/${folder}`);
    for (const [name, text] of Object.entries(content.files)) {
      const file = `${staged}/${name}`;
      Deno.mkdirSync(dirname(file), { recursive: true });
      Deno.writeTextFileSync(file, text);
    }
    this.publish(staged, path);
  }

  /**
   * Removes a file, or a folder with all in it, at once; nothing happens if there is none.
   */
  remove(path: string): void {
    if (!exists(path)) return;
    const staged = this.stage();
    Deno.renameSync(path, staged);
    Deno.removeSync(staged, { recursive: true });
  }

  /**
   * Finds a free path for something that is being written.
   *
   * @returns A path in the staging folder, which does not exist.
   */
  stage(): string {
    return `${this.#staging}/${crypto.randomUUID()}`;
  }

  /**
   * Puts something that was staged where it belongs.
   *
   * @param staged Its path in the staging folder.
   * @param path Where to; a file there is replaced.
   */
  publish(staged: string, path: string): void {
    try {
      Deno.mkdirSync(dirname(path), { recursive: true });
      Deno.renameSync(staged, path);
    } catch (error) {
      Deno.removeSync(staged, { recursive: true });
      if (isNameConflict(error)) {
        const name = basename(path);
        throw invalidParameter(
          `Invalid name: "${
            name.slice(0, 100)
          }" is too long, or is a file where a folder is wanted, or the reverse`,
        );
      }
      throw error;
    }
  }
}

/**
 * Reads a file.
 *
 * @returns Its text, or `null` if there is no such file.
 */
export function readTextOrNull(path: string): string | null {
  return kindOf(path) === "file" ? Deno.readTextFileSync(path) : null;
}

/**
 * Lists the folders in a folder; links are left aside.
 *
 * @returns Their names, sorted; none if there is no such folder.
 */
export function listFolders(path: string): string[] {
  if (kindOf(path) !== "folder") return [];
  return [...Deno.readDirSync(path)].filter((entry) => entry.isDirectory)
    .map((entry) => entry.name).sort();
}

/**
 * Lists all files below a folder; links are left aside.
 *
 * @param prefix Put before each result.
 * @returns Their relative paths, sorted; none if there is no such folder.
 */
export function listFiles(path: string, prefix = ""): string[] {
  if (kindOf(path) !== "folder") return [];
  return [...Deno.readDirSync(path)].flatMap(({ name, isFile, isDirectory }) => {
    if (isDirectory) return listFiles(`${path}/${name}`, `${prefix}${name}/`);
    return isFile ? [`${prefix}${name}`] : [];
  }).sort();
}

/**
 * Tells whether a path leads to anything, a link included.
 *
 * @returns Whether it does.
 */
export function exists(path: string): boolean {
  return kindOf(path) !== "nothing";
}

/**
 * Tells what a path leads to, without following a link.
 *
 * @returns `link` also for sockets and other things that are neither file nor folder.
 */
export function kindOf(path: string): "file" | "folder" | "link" | "nothing" {
  try {
    const { isFile, isDirectory } = Deno.lstatSync(path);
    return isFile ? "file" : isDirectory ? "folder" : "link";
  } catch (error) {
    // A name that is too long, or lies below a file, leads to nothing either.
    if (error instanceof Deno.errors.NotFound || isNameConflict(error)) return "nothing";
    throw error;
  }
}

function isNameConflict(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  const codes = ["ENAMETOOLONG", "ENOTDIR", "EISDIR", "EEXIST", "ENOTEMPTY"];
  return codes.includes(String(error.code));
}
