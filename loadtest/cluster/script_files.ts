/**
 * Collects a k6 script with all that it imports or opens.
 *
 * @param entry Path of the script, relative to the folder that `read` reads from.
 * @param read Gives a file's text.
 * @returns Texts by path, all relative to the same folder.
 */
export async function scriptFiles(
  entry: string,
  read: (path: string) => Promise<string>,
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (files.has(path)) continue;
    const text = await read(path);
    files.set(path, text);
    if (path.endsWith(".json")) continue;
    for (const [, target = ""] of text.matchAll(/(?:\bfrom |\bopen\()"(\.\.?\/[^"]+)"/g)) {
      waiting.push(new URL(target, `file:///${path}`).pathname.slice(1));
    }
  }
  return files;
}
