import { ModelFormatError } from "./model_format_error.ts";
import { formatSignature, type ModelSignature, parseSignature } from "./model_signature.ts";
import { WireObject } from "./wire_object.ts";

/** What an `MLmodel` file says: which flavors can load the model, and what it expects. */
export interface MlModel {
  /** Path under the run's artifacts, e.g. `model`; empty for a model saved outside a run. */
  readonly artifactPath: string;
  /** Run that logged it; empty for a model saved outside a run. */
  readonly runId: string;
  /** When it was made, UTC, as `2026-11-23 15:55:46.866588`. */
  readonly utcTimeCreated: string;
  /** Its own id, 32 hex digits. */
  readonly modelUuid: string;
  /** Version of MLflow whose format it follows, e.g. `2.17.2`. */
  readonly mlflowVersion: string;
  /** Size of its files in bytes, or `null`. */
  readonly modelSizeBytes: number | null;
  /** Each flavor's settings, in MLflow's own spelling. */
  readonly flavors: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What goes in and comes out, or `null` if it does not say. */
  readonly signature: ModelSignature | null;
  /** Where the input example lies, in MLflow's own spelling, or `null`. */
  readonly savedInputExampleInfo: Readonly<Record<string, unknown>> | null;
  /** What the trainer added, a mapping; read it with `parseModelMetadata`. */
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

/**
 * Reads the mapping of an `MLmodel` file, e.g. from the run tag `mlflow.log-model.history`.
 *
 * @param value The parsed mapping.
 * @returns What it says.
 * @throws {ModelFormatError} If a key has another type.
 */
export function parseMlModelMapping(value: unknown): MlModel {
  const wire = new WireObject(value, "MLmodel", (fault) => new ModelFormatError(fault));
  const flavors = wire.object("flavors");
  return {
    artifactPath: wire.stringOrNull("artifact_path") ?? "",
    runId: wire.stringOrNull("run_id") ?? "",
    utcTimeCreated: wire.stringOrNull("utc_time_created") ?? "",
    modelUuid: wire.stringOrNull("model_uuid") ?? "",
    mlflowVersion: wire.stringOrNull("mlflow_version") ?? "",
    modelSizeBytes: wire.numberOrNull("model_size_bytes"),
    flavors: Object.fromEntries(flavors.keys().map((name) => [name, flavors.object(name).fields])),
    signature: wire.has("signature") ? parseSignature(wire.object("signature")) : null,
    savedInputExampleInfo: wire.has("saved_input_example_info")
      ? wire.object("saved_input_example_info").fields
      : null,
    metadata: wire.has("metadata") ? wire.object("metadata").fields : null,
  };
}

/**
 * Writes the mapping of an `MLmodel` file, as the call `runs/log-model` sends it.
 *
 * @param model What to say.
 * @returns A JSON-compatible mapping with MLflow's keys.
 */
export function formatMlModelMapping(model: MlModel): Record<string, unknown> {
  return {
    ...model.artifactPath !== "" && { "artifact_path": model.artifactPath },
    ...model.runId !== "" && { "run_id": model.runId },
    "utc_time_created": model.utcTimeCreated,
    "model_uuid": model.modelUuid,
    "mlflow_version": model.mlflowVersion,
    ...model.modelSizeBytes !== null && { "model_size_bytes": model.modelSizeBytes },
    flavors: model.flavors,
    ...model.signature !== null && { signature: formatSignature(model.signature) },
    ...model.savedInputExampleInfo !== null && {
      "saved_input_example_info": model.savedInputExampleInfo,
    },
    ...model.metadata !== null && { metadata: model.metadata },
  };
}
