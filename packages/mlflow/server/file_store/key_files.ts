import type { WireObject } from "../../wire_object.ts";
import { keySegments } from "./entity_names.ts";
import { exists, listFiles, type StoreFolder } from "./store_folder.ts";

/** A key with its value. */
export interface KeyValue {
  /** The key. */
  readonly key: string;
  /** The value. */
  readonly value: string;
}

/**
 * Reads a key and its value from a call.
 *
 * @param fields The object `{key, value}`.
 * @returns Both; the value is empty if it is missing.
 */
export function parseKeyValue(fields: WireObject): KeyValue {
  return { key: fields.string("key"), value: fields.stringOrNull("value") ?? "" };
}

/**
 * Reads a value that ought to be a list in JSON, but which clients may set to anything.
 *
 * @param value The value, or `undefined` if there is none.
 * @returns The list; empty if it is none.
 */
export function parseJsonList(value: string | undefined): unknown[] {
  try {
    const list: unknown = JSON.parse(value ?? "[]");
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

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
  entry: KeyValue,
): void {
  store.write(store.inside(path, ...keySegments(entry.key)), entry.value);
}

/**
 * Removes a key.
 *
 * @param store The folder of everything.
 * @param path The folder of the keys.
 * @returns Whether it was there.
 */
export function removeKey(store: StoreFolder, path: string, key: string): boolean {
  const file = store.inside(path, ...keySegments(key));
  const isThere = exists(file);
  store.remove(file);
  return isThere;
}
