import type { WireObject } from "./wire_object.ts";

/**
 * Reads the field `tags`, a list of `{key, value}`.
 *
 * @param wire The object that has it.
 * @param name Wire name of the field, if it is another, e.g. `params`.
 * @returns Values by key.
 */
export function parseTags(wire: WireObject, name = "tags"): Record<string, string> {
  return Object.fromEntries(
    wire.list(name, (tag) => [tag.string("key"), tag.stringOrNull("value") ?? ""] as const),
  );
}

/**
 * Writes tags as the protocol has them.
 *
 * @param tags Values by key.
 * @returns A list of `{key, value}`.
 */
export function formatTags(
  tags: Readonly<Record<string, string>>,
): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
