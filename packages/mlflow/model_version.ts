import { parseTags } from "./tag.ts";
import type { WireObject } from "./wire_object.ts";

/** One version of a registered model. */
export interface ModelVersion {
  /** The registered model that it belongs to. */
  readonly name: string;
  /** Its number, as text: `"1"`, `"2"`, … */
  readonly version: string;
  /** When it was made, in ms since 1970, or `null` if unknown. */
  readonly creationTimestamp: number | null;
  /** When it last changed, in ms since 1970, or `null` if unknown. */
  readonly lastUpdatedTimestamp: number | null;
  /** What people say about it. */
  readonly description: string;
  /** Where its files lie, e.g. `mlflow-artifacts:/1/<run>/artifacts/model`. */
  readonly source: string;
  /** The run that made it, or empty. */
  readonly runId: string;
  /** `READY`, `PENDING_REGISTRATION` or `FAILED_REGISTRATION`. */
  readonly status: string;
  /** Aliases that point to it; left out where the version is part of a registered model. */
  readonly aliases: readonly string[];
  /** Tags by key. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Reads a model version of an answer.
 *
 * @param wire The object.
 * @returns The version.
 */
export function parseModelVersion(wire: WireObject): ModelVersion {
  return {
    name: wire.string("name"),
    version: wire.string("version"),
    creationTimestamp: wire.numberOrNull("creation_timestamp"),
    lastUpdatedTimestamp: wire.numberOrNull("last_updated_timestamp"),
    description: wire.stringOrNull("description") ?? "",
    source: wire.stringOrNull("source") ?? "",
    runId: wire.stringOrNull("run_id") ?? "",
    status: wire.stringOrNull("status") ?? "READY",
    aliases: wire.strings("aliases"),
    tags: parseTags(wire),
  };
}
