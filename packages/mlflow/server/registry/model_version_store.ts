import type { LoggedModelStore } from "../tracking/logged_model_store.ts";
import { checkVersion, keySegments } from "../file_store/entity_names.ts";
import { type KeyValue, readKeys, removeKey, writeKey } from "../file_store/key_files.ts";
import { readEach, readMeta } from "../file_store/meta_file.ts";
import { doesNotExist, invalidParameter } from "../requests/refused_request.ts";
import { formatVersionMeta, parseVersionMeta, type StoredVersion } from "./model_version_meta.ts";
import { checkModelSource } from "./model_source.ts";
import type { RegisteredModelStore } from "./registered_model_store.ts";
import { listFolders, type StoreFolder } from "../file_store/store_folder.ts";

const DELETED_STAGE = "Deleted_Internal";

/** Model versions of a file store: folders `version-1`, `version-2`, … in that of their model. */
export class ModelVersionStore {
  readonly #store: StoreFolder;
  readonly #models: RegisteredModelStore;
  readonly #loggedModels: LoggedModelStore;

  /**
   * Opens the model versions of a folder.
   *
   * @param store The folder of everything.
   * @param models Its registered models.
   */
  constructor(
    store: StoreFolder,
    models: RegisteredModelStore,
    loggedModels: LoggedModelStore,
  ) {
    this.#store = store;
    this.#models = models;
    this.#loggedModels = loggedModels;
  }

  /**
   * Lists the versions of a registered model; deleted and malformed ones are left aside.
   *
   * @param name The model's name.
   * @returns The versions, by number.
   */
  list(name: string): StoredVersion[] {
    const versions = readEach(this.#numbers(name), (version) => this.#read(name, version));
    return versions.filter((version) => version.currentStage !== DELETED_STAGE)
      .sort((a, b) => a.version - b.version);
  }

  /**
   * Lists the newest version of each stage.
   *
   * @param name The registered model's name.
   * @returns The versions.
   */
  latest(name: string): StoredVersion[] {
    const byStage = new Map(this.list(name).map((version) => [version.currentStage, version]));
    return [...byStage.values()];
  }

  /**
   * Gets a version.
   *
   * @param name The registered model's name.
   * @param version Its number, as text.
   * @returns The version.
   * @throws {RefusedRequest} `RESOURCE_DOES_NOT_EXIST` if there is none.
   */
  get(name: string, version: string): StoredVersion {
    const found = this.#read(name, checkVersion(version));
    if (found === null || found.currentStage === DELETED_STAGE) {
      throw doesNotExist(`Model Version (name=${name}, version=${version}) not found`);
    }
    return found;
  }

  /**
   * Gets the version that an alias points to.
   *
   * @param name The registered model's name.
   * @returns The version.
   * @throws {RefusedRequest} As MLflow has it, `INVALID_PARAMETER_VALUE` if there is no such alias.
   */
  getByAlias(name: string, alias: string): StoredVersion {
    const version = new Map(Object.entries(this.#models.get(name).aliases)).get(alias);
    if (version === undefined) {
      throw invalidParameter(`Registered model alias ${alias} not found.`);
    }
    return this.get(name, version);
  }

  /**
   * Makes the next version of a registered model.
   *
   * @returns The version.
   * @throws {RefusedRequest} If there is no such model, or clients could not reach the source.
   */
  create(
    version:
      & Pick<StoredVersion, "name" | "source" | "runId" | "modelId" | "runLink" | "description">
      & { tags: readonly KeyValue[] },
  ): StoredVersion {
    const { name, tags, ...rest } = version;
    this.#models.get(name);
    const origin = this.#findOrigin(version);
    this.#models.touch(name);
    const now = Date.now();
    const number = Math.max(0, ...this.#numbers(name).map(Number)) + 1;
    const stored = {
      ...rest,
      name,
      version: number,
      creationTimestamp: now,
      lastUpdatedTimestamp: now,
      currentStage: "None",
      ...origin,
    };
    const files = tags.map(({ key, value }) => {
      return [`tags/${keySegments(key).join("/")}`, value] as const;
    });
    this.#store.create(this.#pathOf(name, `${number}`), {
      files: { "meta.yaml": formatVersionMeta(stored), ...Object.fromEntries(files) },
    });
    if (stored.modelId !== "") {
      this.#loggedModels.tellVersion(stored.modelId, { name, version: number });
    }
    return this.get(name, `${number}`);
  }

  /**
   * Changes a version's description.
   *
   * @param name The registered model's name.
   * @param version Its number, as text.
   * @param description The new description.
   * @returns The version.
   */
  describe(name: string, version: string, description: string): StoredVersion {
    const stored = { ...this.get(name, version), description, lastUpdatedTimestamp: Date.now() };
    this.#store.write(`${this.#pathOf(name, version)}/meta.yaml`, formatVersionMeta(stored));
    return stored;
  }

  /**
   * Deletes a version and the aliases that point to it. Its number is never used again.
   *
   * @param name The registered model's name.
   * @param version Its number, as text.
   */
  delete(name: string, version: string): void {
    const stored = this.get(name, version);
    for (const alias of stored.aliases) this.#models.setAlias(name, alias, null);
    const meta = formatVersionMeta({
      ...stored,
      currentStage: DELETED_STAGE,
      lastUpdatedTimestamp: Date.now(),
    });
    this.#store.write(`${this.#pathOf(name, version)}/meta.yaml`, meta);
    this.#models.touch(name);
  }

  /**
   * Sets a tag of a version.
   *
   * @param name The registered model's name.
   * @param version Its number, as text.
   * @param tag Key and value.
   */
  setTag(name: string, version: string, tag: KeyValue): void {
    this.get(name, version);
    writeKey(this.#store, `${this.#pathOf(name, version)}/tags`, tag);
    this.#models.touch(name);
  }

  /**
   * Removes a tag of a version; nothing happens if there is none.
   *
   * @param name The registered model's name.
   * @param version Its number, as text.
   * @param key The tag's key.
   */
  deleteTag(name: string, version: string, key: string): void {
    this.get(name, version);
    if (removeKey(this.#store, `${this.#pathOf(name, version)}/tags`, key)) {
      this.#models.touch(name);
    }
  }

  /**
   * Renames a registered model with all its versions.
   */
  renameModel(name: string, newName: string): void {
    const stored = this.#numbers(name).flatMap((number) => this.#read(name, number) ?? []);
    this.#models.rename(name, newName, (path) => {
      for (const version of stored) {
        const meta = formatVersionMeta({ ...version, name: newName });
        Deno.writeTextFileSync(`${path}/version-${version.version}/meta.yaml`, meta);
      }
    });
  }

  /** A source may name a logged model or another version, whose files it then shares. */
  #findOrigin(
    { source, runId, modelId }: Pick<StoredVersion, "source" | "runId" | "modelId">,
  ): Pick<StoredVersion, "storageLocation" | "runId" | "modelId"> {
    const uri = checkModelSource(source);
    if (uri?.kind === "model" || modelId !== "") {
      const named = uri?.kind === "model" ? uri.modelId : modelId;
      if (modelId !== "" && modelId !== named) {
        throw invalidParameter(
          `Invalid model version source: '${source}'. The model_id request parameter must identify the resource that contains the source.`,
        );
      }
      const model = this.#loggedModels.get(named);
      return {
        storageLocation: uri?.kind === "model" ? model.artifactUri : this.#locate(source),
        runId: runId || model.sourceRunId,
        modelId: named,
      };
    }
    return { storageLocation: this.#locate(source), runId, modelId };
  }

  #locate(source: string): string {
    const uri = checkModelSource(source);
    if (uri === null) return source;
    if (uri.kind === "model") return this.#loggedModels.get(uri.modelId).artifactUri;
    const version = uri.kind === "alias"
      ? this.getByAlias(uri.name, uri.alias)
      : this.get(uri.name, uri.version);
    return version.storageLocation;
  }

  #numbers(name: string): string[] {
    return listFolders(this.#models.folderOf(name)).flatMap((folder) => {
      return /^version-([1-9]\d{0,8})$/.exec(folder)?.[1] ?? [];
    });
  }

  #pathOf(name: string, version: string): string {
    return this.#store.inside(this.#models.folderOf(name), `version-${version}`);
  }

  #read(name: string, version: string): StoredVersion | null {
    const path = this.#pathOf(name, version);
    const meta = readMeta(path);
    if (meta === null) return null;
    return {
      ...parseVersionMeta(meta),
      name,
      version: Number(version),
      tags: readKeys(`${path}/tags`),
      aliases: Object.entries(this.#models.get(name).aliases)
        .filter(([, target]) => target === version).map(([alias]) => alias),
    };
  }
}
