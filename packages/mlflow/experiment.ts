import type { WireObject } from "./wire_object.ts";
import { parseTags } from "./tag.ts";

/** Whether something is in use or in the trash. */
export type LifecycleStage = "active" | "deleted";

/** Which experiments or runs a search sees. */
export type ViewType = "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL";

/** An experiment: a named group of runs. */
export interface Experiment {
  /** Its id, decimal digits. */
  readonly experimentId: string;
  /** Its name, unique on the server. */
  readonly name: string;
  /** Where its runs keep artifacts, e.g. `mlflow-artifacts:/1`. */
  readonly artifactLocation: string;
  /** Whether it is in use or in the trash. */
  readonly lifecycleStage: LifecycleStage;
  /** When it was made, in ms since 1970, or `null` if unknown. */
  readonly creationTime: number | null;
  /** When it last changed, in ms since 1970, or `null` if unknown. */
  readonly lastUpdateTime: number | null;
  /** Its tags. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Reads an experiment of an answer.
 *
 * @param wire The object.
 * @returns The experiment.
 */
export function parseExperiment(wire: WireObject): Experiment {
  return {
    experimentId: wire.string("experiment_id"),
    name: wire.string("name"),
    artifactLocation: wire.stringOrNull("artifact_location") ?? "",
    lifecycleStage: parseLifecycleStage(wire),
    creationTime: wire.numberOrNull("creation_time"),
    lastUpdateTime: wire.numberOrNull("last_update_time"),
    tags: parseTags(wire),
  };
}

/**
 * Reads the field `lifecycle_stage`.
 *
 * @param wire The object that has it.
 * @returns `deleted` if it says so, else `active`.
 */
export function parseLifecycleStage(wire: WireObject): LifecycleStage {
  return wire.stringOrNull("lifecycle_stage") === "deleted" ? "deleted" : "active";
}
