import { keySegments } from "./entity_names.ts";
import { exists, listFiles, type StoreFolder } from "./store_folder.ts";

/**
 * Reads a folder of `params`, `tags` or `aliases`: one file per key, its text the value.
 *
 * @param path The folder, which need not exist.
 * @returns Values by key, sorted by key.
 */
export function readKeys(path: string): Record<string, string> {
  return Object.fromEntries(
    listFiles(path).map((key) => [key, Deno.readTextFileSync(`${path}/${key}`)]),
  );
}

/**
 * Writes the value of a key.
 *
 * @param store The folder of everything.
 * @param path The folder of the keys.
 * @param entry The key and its value.
 */
export function writeKey(
  store: StoreFolder,
  path: string,
  entry: { key: string; value: string },
): void {
  store.write(store.inside(path, ...keySegments(entry.key)), entry.value);
}

/**
 * Removes a key.
 *
 * @param store The folder of everything.
 * @param path The folder of the keys.
 * @param key The key.
 * @returns Whether it was there.
 */
export function removeKey(store: StoreFolder, path: string, key: string): boolean {
  const file = store.inside(path, ...keySegments(key));
  const isThere = exists(file);
  store.remove(file);
  return isThere;
}
