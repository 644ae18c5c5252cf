import { formatPyYaml } from "../../py_yaml.ts";
import type { WireObject } from "../../wire_object.ts";

/** A model version as it is stored. */
export interface StoredVersion {
  /** The registered model's name. */
  readonly name: string;
  /** Its number. */
  readonly version: number;
  /** When it was made, in ms since 1970. */
  readonly creationTimestamp: number | null;
  /** When it last changed, in ms since 1970. */
  readonly lastUpdatedTimestamp: number | null;
  /** MLflow's stage, in practice `None`. */
  readonly currentStage: string;
  /** What people say about it. */
  readonly description: string;
  /** Where its files come from. */
  readonly source: string;
  /** Where its files lie. */
  readonly storageLocation: string;
  /** The run that made it, or empty. */
  readonly runId: string;
  /** The logged model that it is (MLflow 3), or empty. */
  readonly modelId: string;
  /** A link to that run, or empty. */
  readonly runLink: string;
  /** Tags by key. */
  readonly tags: Readonly<Record<string, string>>;
  /** Aliases that point to it. */
  readonly aliases: readonly string[];
}

/**
 * Reads a version's file `meta.yaml`.
 *
 * @param meta Its fields.
 * @returns What it says; name and number are those of the folders.
 */
export function parseVersionMeta(
  meta: WireObject,
): Omit<StoredVersion, "name" | "version" | "tags" | "aliases"> {
  const source = meta.stringOrNull("source") ?? "";
  return {
    creationTimestamp: meta.numberOrNull("creation_timestamp"),
    lastUpdatedTimestamp: meta.numberOrNull("last_updated_timestamp"),
    currentStage: meta.stringOrNull("current_stage") ?? "None",
    description: meta.stringOrNull("description") ?? "",
    source,
    storageLocation: meta.stringOrNull("storage_location") ?? source,
    runId: meta.stringOrNull("run_id") ?? "",
    modelId: meta.stringOrNull("model_id") ?? "",
    runLink: meta.stringOrNull("run_link") ?? "",
  };
}

/**
 * Writes a version's file `meta.yaml`.
 *
 * @returns Text of the file.
 */
export function formatVersionMeta(version: Omit<StoredVersion, "tags" | "aliases">): string {
  return formatPyYaml({
    aliases: [],
    "creation_timestamp": version.creationTimestamp,
    "current_stage": version.currentStage,
    description: version.description,
    "last_updated_timestamp": version.lastUpdatedTimestamp,
    ...version.modelId !== "" && { "model_id": version.modelId },
    name: version.name,
    "run_id": version.runId,
    "run_link": version.runLink,
    source: version.source,
    status: "READY",
    "status_message": null,
    "storage_location": version.storageLocation,
    "user_id": null,
    version: version.version,
  });
}
