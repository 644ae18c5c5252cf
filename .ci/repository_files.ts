const ROOT = new URL("../", import.meta.url).pathname;

/** Folders that are made or fetched: nothing in them is written by hand. */
const MADE = /^(node_modules|coverage|dist.*)$/;

/** Folders with a dot that are the repository's own. */
const OWN = new Set([".ci", ".github"]);

/**
 * Reads the files of the repository that are written by hand.
 *
 * @param shouldRead Whether a file's text is wanted, by its path.
 * @returns Texts by path from the repository's root; empty where it is not wanted.
 */
export async function repositoryFiles(
  shouldRead: (path: string) => boolean,
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const path of filesBelow("")) {
    files.set(path, shouldRead(path) ? await Deno.readTextFile(`${ROOT}${path}`) : "");
  }
  return files;
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(`${ROOT}${folder}`)) {
    const path = `${folder}${name}`;
    if (!isDirectory) yield path;
    else if (OWN.has(name) || !name.startsWith(".") && !MADE.test(name)) {
      yield* filesBelow(`${path}/`);
    }
  }
}
