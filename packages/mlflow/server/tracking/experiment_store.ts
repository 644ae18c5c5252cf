import type { Experiment, ViewType } from "../../experiment.ts";
import { formatPyYaml } from "../../py_yaml.ts";
import { checkExperimentId, checkExperimentName, keySegments } from "../file_store/entity_names.ts";
import { readKeys, writeKey } from "../file_store/key_files.ts";
import { readEach, readMeta } from "../file_store/meta_file.ts";
import { doesNotExist, invalidParameter, RefusedRequest } from "../requests/refused_request.ts";
import { kindOf, listFolders, type StoreFolder } from "../file_store/store_folder.ts";

const DEFAULT_ID = "0";

/** Experiments of a file store: a folder each, in `.trash/` once deleted. */
export class ExperimentStore {
  readonly #store: StoreFolder;

  /**
   * Opens the experiments of a folder, making the default one if there is none at all.
   *
   * @param store The folder of everything.
   */
  constructor(store: StoreFolder) {
    this.#store = store;
    if (this.#ids("ALL").length === 0) this.#write(DEFAULT_ID, { name: "Default", tags: {} });
  }

  /**
   * Lists experiments; malformed ones are left aside, as MLflow does.
   *
   * @param view Which ones.
   * @returns The experiments, by id.
   */
  list(view: ViewType): Experiment[] {
    return readEach(this.#ids(view), (id) => this.#read(id));
  }

  /**
   * Gets an experiment, a deleted one too.
   *
   * @returns The experiment.
   * @throws {RefusedRequest} `RESOURCE_DOES_NOT_EXIST` if there is none.
   */
  get(experimentId: string): Experiment {
    const experiment = this.#read(checkExperimentId(experimentId));
    if (experiment === null) {
      throw doesNotExist(`Could not find experiment with ID ${experimentId}`);
    }
    return experiment;
  }

  /**
   * Finds an experiment by its name, a deleted one too.
   *
   * @returns The experiment, or `null` if there is none.
   */
  findByName(name: string): Experiment | null {
    return this.list("ALL").find((experiment) => experiment.name === name) ?? null;
  }

  /**
   * Finds an experiment's folder.
   *
   * @returns The path, or `null` if there is none.
   */
  folderOf(experimentId: string): string | null {
    for (const base of [this.#store.mlruns, `${this.#store.mlruns}/.trash`]) {
      const path = this.#store.inside(base, checkExperimentId(experimentId));
      if (kindOf(path) === "folder") return path;
    }
    return null;
  }

  /**
   * Makes an experiment.
   *
   * @param experiment Its name, tags and, if wanted, where its artifacts go.
   * @returns Its id.
   * @throws {RefusedRequest} If the name is taken, or the location cannot be served.
   */
  create(
    experiment: { name: string; artifactLocation: string | null; tags: Record<string, string> },
  ): string {
    const name = checkExperimentName(experiment.name);
    this.#refuseTaken(name);
    const location = experiment.artifactLocation || null;
    if (location !== null && !/^(?!file:|runs:)[a-z][\w+.-]*:/i.test(location)) {
      throw invalidParameter(
        `Invalid artifact location: "${location}" must be a URI that clients can reach, e.g. "mlflow-artifacts:/models"`,
      );
    }
    const id = newExperimentId();
    this.#write(id, { name, tags: experiment.tags, artifactLocation: location });
    return id;
  }

  /**
   * Renames an experiment.
   *
   * @param name The new name.
   * @throws {RefusedRequest} If the name is taken, or the experiment deleted.
   */
  rename(experimentId: string, name: string): void {
    const experiment = this.get(experimentId);
    if (experiment.name === checkExperimentName(name)) return;
    this.#refuseTaken(name);
    this.#refuseDeleted(experiment);
    this.#writeMeta({ ...experiment, name });
  }

  /**
   * Sets a tag of an experiment.
   *
   * @param tag Key and value.
   */
  setTag(experimentId: string, tag: { key: string; value: string }): void {
    this.#refuseDeleted(this.get(experimentId));
    writeKey(this.#store, `${this.folderOf(experimentId)}/tags`, tag);
  }

  /**
   * Moves an experiment to the trash, or back.
   *
   * @param stage Where to.
   * @throws {RefusedRequest} If it is not there to be moved, or is the default one.
   */
  move(experimentId: string, stage: "active" | "deleted"): void {
    if (experimentId === DEFAULT_ID) {
      throw invalidParameter(`Cannot delete the default experiment '${DEFAULT_ID}'`);
    }
    const id = checkExperimentId(experimentId);
    const active = this.#store.inside(this.#store.mlruns, id);
    const deleted = this.#store.inside(`${this.#store.mlruns}/.trash`, id);
    const [from, to] = stage === "deleted" ? [active, deleted] : [deleted, active];
    if (kindOf(from) !== "folder") {
      throw doesNotExist(`Could not find experiment with ID ${experimentId}`);
    }
    if (kindOf(to) !== "nothing") {
      throw new RefusedRequest("RESOURCE_ALREADY_EXISTS", `Experiment ${id} is there already`);
    }
    this.#writeMeta({ ...this.get(id), lifecycleStage: stage });
    Deno.renameSync(from, to);
  }

  #ids(view: ViewType): string[] {
    const { mlruns } = this.#store;
    const isExperiment = (name: string) => name !== "models" && name !== ".trash";
    return [
      ...view === "DELETED_ONLY" ? [] : listFolders(mlruns).filter(isExperiment),
      ...view === "ACTIVE_ONLY" ? [] : listFolders(`${mlruns}/.trash`),
    ];
  }

  #read(id: string): Experiment | null {
    const folder = this.folderOf(id);
    const meta = folder === null ? null : readMeta(folder);
    if (meta === null) return null;
    return {
      experimentId: id,
      name: meta.string("name"),
      artifactLocation: meta.string("artifact_location"),
      lifecycleStage: meta.stringOrNull("lifecycle_stage") === "deleted" ? "deleted" : "active",
      creationTime: meta.numberOrNull("creation_time"),
      lastUpdateTime: meta.numberOrNull("last_update_time"),
      tags: readKeys(`${folder}/tags`),
    };
  }

  #write(
    id: string,
    experiment: { name: string; tags: Record<string, string>; artifactLocation?: string | null },
  ): void {
    const now = Date.now();
    const path = this.#store.inside(this.#store.mlruns, id);
    const meta = formatMeta({
      experimentId: id,
      name: experiment.name,
      artifactLocation: experiment.artifactLocation ?? `mlflow-artifacts:/${id}`,
      lifecycleStage: "active",
      creationTime: now,
      lastUpdateTime: now,
    });
    const tags = Object.entries(experiment.tags).map(([key, value]) => {
      return [["tags", ...keySegments(key)].join("/"), value] as const;
    });
    this.#store.create(path, { files: { "meta.yaml": meta, ...Object.fromEntries(tags) } });
  }

  #writeMeta(experiment: Experiment): void {
    const path = `${this.folderOf(experiment.experimentId)}/meta.yaml`;
    this.#store.write(path, formatMeta({ ...experiment, lastUpdateTime: Date.now() }));
  }

  #refuseTaken(name: string): void {
    const taken = this.findByName(name);
    if (taken === null) return;
    const state = taken.lifecycleStage === "deleted"
      ? "already exists in deleted state; restore it, or choose another name"
      : "already exists";
    throw new RefusedRequest("RESOURCE_ALREADY_EXISTS", `Experiment '${name}' ${state}.`);
  }

  #refuseDeleted(experiment: Experiment): void {
    if (experiment.lifecycleStage === "deleted") {
      throw invalidParameter(
        `The experiment ${experiment.experimentId} must be in the 'active' lifecycle_stage`,
      );
    }
  }
}

function formatMeta(experiment: Omit<Experiment, "tags">): string {
  return formatPyYaml({
    "artifact_location": experiment.artifactLocation,
    "creation_time": experiment.creationTime,
    "experiment_id": experiment.experimentId,
    "last_update_time": experiment.lastUpdateTime,
    "lifecycle_stage": experiment.lifecycleStage,
    name: experiment.name,
  });
}

/** 18 digits, as MLflow's file store draws them. */
function newExperimentId(): string {
  const [random = 0n] = crypto.getRandomValues(new BigUint64Array(1));
  return `${10n ** 17n + random % (9n * 10n ** 17n)}`;
}
