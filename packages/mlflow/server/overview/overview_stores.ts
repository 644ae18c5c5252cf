import type { ArtifactStore } from "../artifacts/artifact_store.ts";
import type { ExperimentStore } from "../tracking/experiment_store.ts";
import type { ModelVersionStore } from "../registry/model_version_store.ts";
import type { RegisteredModelStore } from "../registry/registered_model_store.ts";
import type { RunStore } from "../tracking/run_store.ts";

/** Everything that the page shows. */
export interface OverviewStores {
  /** The experiments. */
  readonly experiments: ExperimentStore;
  /** Their runs. */
  readonly runs: RunStore;
  /** The registered models. */
  readonly models: RegisteredModelStore;
  /** Their versions. */
  readonly versions: ModelVersionStore;
  /** The artifacts. */
  readonly artifacts: ArtifactStore;
}
