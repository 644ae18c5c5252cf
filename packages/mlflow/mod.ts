/**
 * MLflow for TypeScript: a client of its REST protocol (tracking, registry, artifacts), what its models
 * say of themselves, and its URIs. It reads no environment and keeps no state;
 * `@mlops/mlflow/model_directory` reads and writes the files of a model (their YAML parser takes a
 * tenth of a service's cold start), `@mlops/mlflow/server` holds the tracking server.
 *
 * @example Where a model is to be found
 * ```ts
 * import { parseModelUri } from "@mlops/mlflow";
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(parseModelUri("models:/penguins-species-model@champion"), {
 *   kind: "alias",
 *   name: "penguins-species-model",
 *   alias: "champion",
 * });
 * ```
 *
 * @module
 */
export { claimsMover, moverTag } from "./alias_mover.ts";
export { ArtifactClient, type ArtifactFile, type DownloadOptions } from "./artifact_client.ts";
export { type Credentials, credentialsFrom } from "./credentials.ts";
export type { Experiment, LifecycleStage, ViewType } from "./experiment.ts";
export { ExperimentClient } from "./experiment_client.ts";
export type { LoggedModel, LoggedModelStatus } from "./logged_model.ts";
export { locateModel, locateVersion, type ModelLocation } from "./locate_model.ts";
export { formatMlModelMapping, type MlModel, parseMlModelMapping } from "./ml_model.ts";
export { MlflowClient } from "./mlflow_client.ts";
export { MlflowError } from "./mlflow_error.ts";
export { ModelFormatError } from "./model_format_error.ts";
export {
  type DownloadedFile,
  downloadModel,
  type ListedFile,
  listModelFiles,
  type ModelFilesOptions,
} from "./model_files.ts";
export {
  type DroppedColumn,
  type FeatureMetadata,
  formatModelMetadata,
  type GoldenRow,
  type ModelMetadata,
  parseModelMetadata,
  type TrainingDataset,
} from "./model_metadata.ts";
export type { CellValue, TargetMetadata } from "./target_metadata.ts";
export type { ModelSignature, SignatureField } from "./model_signature.ts";
export { type ModelUri, parseModelUri } from "./model_uri.ts";
export type { ModelVersion } from "./model_version.ts";
export type { RegisteredModel } from "./registered_model.ts";
export { RegistryClient } from "./registry_client.ts";
export {
  type CallOptions,
  type MlflowClientOptions,
  type OutgoingRequest,
  type Page,
  RestClient,
  type SearchQuery,
} from "./rest_client.ts";
export type { RetryPolicy } from "./retry.ts";
export type { DatasetInput, Metric, ModelOutput, Run, RunInfo, RunStatus } from "./run.ts";
export { type NewMetric, RunClient } from "./run_client.ts";
export type { Transfer, UploadBody } from "./transfer.ts";
export type { WireObject } from "./wire_object.ts";
