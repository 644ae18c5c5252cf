import { basename } from "@std/path";
import { type Run, RUN_STATUSES, type RunInfo } from "../../run.ts";
import type { ViewType } from "../../experiment.ts";
import { formatPyYaml } from "../../py_yaml.ts";
import { checkRunId, keySegments } from "../file_store/entity_names.ts";
import type { ExperimentStore } from "./experiment_store.ts";
import { readKeys } from "../file_store/key_files.ts";
import { readEach, readMeta } from "../file_store/meta_file.ts";
import { readLastMetrics } from "../file_store/metric_file.ts";
import { doesNotExist, invalidParameter, RefusedRequest } from "../requests/refused_request.ts";
import { readRunInputs, readRunOutputs } from "./run_inputs.ts";
import { newRunName } from "./run_name.ts";
import { kindOf, listFolders, type StoreFolder } from "../file_store/store_folder.ts";

/** Folders of an experiment that hold no run. */
const RESERVED = ["tags", "datasets", "traces", "models"];
const NAME_TAG = "mlflow.runName";

/** Runs of a file store: a folder each, in that of their experiment. */
export class RunStore {
  readonly #store: StoreFolder;
  readonly #experiments: ExperimentStore;

  /**
   * Opens the runs of a folder.
   *
   * @param store The folder of everything.
   */
  constructor(store: StoreFolder, experiments: ExperimentStore) {
    this.#store = store;
    this.#experiments = experiments;
  }

  /**
   * Lists the runs of an experiment; malformed ones are left aside.
   *
   * @param experimentId Its id; an unknown one has no runs.
   * @param view Which ones.
   * @returns The runs, by id.
   */
  list(experimentId: string, view: ViewType): Run[] {
    const folder = this.#experiments.folderOf(experimentId);
    if (folder === null) return [];
    const ids = listFolders(folder).filter((name) => !RESERVED.includes(name));
    return readEach(ids, (id) => {
      const info = readInfo(`${folder}/${id}`, experimentId);
      if (info === null) return null;
      const isWanted = view === "ALL" ||
        (view === "ACTIVE_ONLY") === (info.lifecycleStage === "active");
      return isWanted ? readRun(`${folder}/${id}`, info) : null;
    });
  }

  /**
   * Gets a run, a deleted one too.
   *
   * @returns The run.
   * @throws {RefusedRequest} `RESOURCE_DOES_NOT_EXIST` if there is none.
   */
  get(runId: string): Run {
    const { path, info } = this.find(runId);
    return readRun(path, info);
  }

  /**
   * Finds a run's folder.
   *
   * @returns The folder, and what the run is.
   * @throws {RefusedRequest} `RESOURCE_DOES_NOT_EXIST` if there is none.
   */
  find(runId: string): { path: string; info: RunInfo } {
    checkRunId(runId);
    const { mlruns } = this.#store;
    for (const base of [mlruns, `${mlruns}/.trash`]) {
      for (const experimentId of listFolders(base)) {
        const path = `${base}/${experimentId}/${runId}`;
        if (RESERVED.includes(runId) || kindOf(path) !== "folder") continue;
        const info = readInfo(path, experimentId);
        if (info !== null) return { path, info };
      }
    }
    throw doesNotExist(`Run '${runId}' not found`);
  }

  /**
   * Finds the folder of a run that may be changed.
   *
   * @returns The folder, and what the run is.
   * @throws {RefusedRequest} If there is none, or it is deleted.
   */
  findActive(runId: string): { path: string; info: RunInfo } {
    const found = this.find(runId);
    if (found.info.lifecycleStage === "deleted") {
      throw invalidParameter(
        `The run ${runId} must be in the 'active' state. Current state is deleted.`,
      );
    }
    return found;
  }

  /**
   * Starts a run.
   *
   * @param run Its experiment, name (or empty), user, start in ms since 1970, and tags.
   * @returns The run.
   * @throws {RefusedRequest} If the experiment is missing or deleted, or two names are given.
   */
  create(
    run: {
      experimentId: string;
      runName: string;
      userId: string;
      startTime: number | null;
      tags: Record<string, string>;
    },
  ): Run {
    const experiment = this.#experiments.get(run.experimentId);
    if (experiment.lifecycleStage === "deleted") {
      throw new RefusedRequest(
        "INVALID_STATE",
        `Could not create run under non-active experiment with ID ${run.experimentId}.`,
      );
    }
    const tagged = run.tags[NAME_TAG] ?? "";
    if (run.runName !== "" && tagged !== "" && run.runName !== tagged) {
      throw invalidParameter(
        `Both 'run_name' argument and '${NAME_TAG}' tag are specified, but with different values (run_name='${run.runName}', ${NAME_TAG}='${tagged}').`,
      );
    }
    const runId = crypto.randomUUID().replaceAll("-", "");
    const info: RunInfo = {
      runId,
      runName: run.runName || tagged || newRunName(),
      experimentId: experiment.experimentId,
      status: "RUNNING",
      startTime: run.startTime,
      endTime: null,
      artifactUri: `${experiment.artifactLocation.replace(/\/$/, "")}/${runId}/artifacts`,
      userId: run.userId,
      lifecycleStage: "active",
    };
    const tags = Object.entries({ ...run.tags, [NAME_TAG]: info.runName });
    const folder = this.#experiments.folderOf(experiment.experimentId);
    this.#store.create(`${folder}/${runId}`, {
      folders: ["metrics", "params", "artifacts"],
      files: {
        "meta.yaml": formatMeta(info, null),
        ...Object.fromEntries(
          tags.map(([key, value]) => [`tags/${keySegments(key).join("/")}`, value]),
        ),
      },
    });
    return this.get(runId);
  }

  /**
   * Changes what a run is.
   *
   * @param change What to change; a name also changes the tag `mlflow.runName`.
   * @returns What it is now.
   */
  update(
    runId: string,
    change: Partial<Pick<RunInfo, "status" | "endTime" | "runName">>,
  ): RunInfo {
    const { path, info } = this.findActive(runId);
    const changed = { ...info, ...change };
    if (change.runName !== undefined) this.#store.write(`${path}/tags/${NAME_TAG}`, change.runName);
    this.#store.write(`${path}/meta.yaml`, formatMeta(changed, null));
    return changed;
  }

  /**
   * Deletes a run, or restores it.
   *
   * @param stage What it shall be.
   */
  setStage(runId: string, stage: RunInfo["lifecycleStage"]): void {
    const { path, info } = this.find(runId);
    const deletedTime = stage === "deleted" ? Date.now() : null;
    this.#store.write(
      `${path}/meta.yaml`,
      formatMeta({ ...info, lifecycleStage: stage }, deletedTime),
    );
  }
}

function readRun(path: string, info: RunInfo): Run {
  const tags = readKeys(`${path}/tags`);
  return {
    info: { ...info, runName: info.runName || (tags[NAME_TAG] ?? "") },
    metrics: readLastMetrics(`${path}/metrics`),
    params: readKeys(`${path}/params`),
    tags,
    ...readRunInputs(path),
    modelOutputs: readRunOutputs(path),
  };
}

function readInfo(path: string, experimentId: string): RunInfo | null {
  const meta = readMeta(path);
  if (meta === null) return null;
  return {
    runId: basename(path),
    runName: meta.stringOrNull("run_name") ?? "",
    experimentId,
    status: RUN_STATUSES[(meta.numberOrNull("status") ?? 1) - 1] ?? "RUNNING",
    startTime: meta.numberOrNull("start_time"),
    endTime: meta.numberOrNull("end_time"),
    artifactUri: meta.string("artifact_uri"),
    userId: meta.stringOrNull("user_id") ?? "",
    lifecycleStage: meta.stringOrNull("lifecycle_stage") === "deleted" ? "deleted" : "active",
  };
}

function formatMeta(info: RunInfo, deletedTime: number | null): string {
  return formatPyYaml({
    "artifact_uri": info.artifactUri,
    "deleted_time": deletedTime,
    "end_time": info.endTime,
    "entry_point_name": "",
    "experiment_id": info.experimentId,
    "lifecycle_stage": info.lifecycleStage,
    "run_id": info.runId,
    "run_name": info.runName,
    "run_uuid": info.runId,
    "source_name": "",
    // MLflow's SourceType.LOCAL.
    "source_type": 4,
    "source_version": "",
    "start_time": info.startTime,
    status: RUN_STATUSES.indexOf(info.status) + 1,
    tags: [],
    "user_id": info.userId,
  });
}
