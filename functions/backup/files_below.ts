/**
 * Lists the files below a folder.
 *
 * @param root The folder; one that is missing holds none.
 * @returns Their paths from there, sorted within each folder.
 */
export async function* filesBelow(root: string): AsyncGenerator<string> {
  yield* below(root, "");
}

async function* below(root: string, folder: string): AsyncGenerator<string> {
  const entries: Deno.DirEntry[] = [];
  try {
    for await (const entry of Deno.readDir(`${root}/${folder}`)) entries.push(entry);
  } catch (error) {
    // Removed since its own folder was read: `mlflow gc`.
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  for (
    const { name, isFile, isDirectory } of entries.toSorted((a, b) => a.name < b.name ? -1 : 1)
  ) {
    if (isFile) yield `${folder}${name}`;
    else if (isDirectory) yield* below(root, `${folder}${name}/`);
  }
}
