import { type ModelVersion, parseModelVersion } from "./model_version.ts";
import { parseTags } from "./tag.ts";
import type { WireObject } from "./wire_object.ts";

/** A registered model: a name with versions and aliases. */
export interface RegisteredModel {
  /** Its name, unique on the server. */
  readonly name: string;
  /** What people say about it. */
  readonly description: string;
  /** When it was made, in ms since 1970, or `null` if unknown. */
  readonly creationTimestamp: number | null;
  /** When it last changed, in ms since 1970, or `null` if unknown. */
  readonly lastUpdatedTimestamp: number | null;
  /** Versions by alias, e.g. `{champion: "1"}`. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Tags by key. */
  readonly tags: Readonly<Record<string, string>>;
  /** Newest version of each stage; in practice the newest version. */
  readonly latestVersions: readonly ModelVersion[];
}

/**
 * Reads a registered model of an answer.
 *
 * @param wire The object.
 * @returns The model.
 */
export function parseRegisteredModel(wire: WireObject): RegisteredModel {
  return {
    name: wire.string("name"),
    description: wire.stringOrNull("description") ?? "",
    creationTimestamp: wire.numberOrNull("creation_timestamp"),
    lastUpdatedTimestamp: wire.numberOrNull("last_updated_timestamp"),
    aliases: Object.fromEntries(
      wire.list("aliases", (entry) => [entry.string("alias"), entry.string("version")] as const),
    ),
    tags: parseTags(wire),
    latestVersions: wire.list("latest_versions", parseModelVersion),
  };
}
