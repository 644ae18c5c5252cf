import { formatPyYaml } from "../py_yaml.ts";
import { checkVersion, keySegments } from "./entity_names.ts";
import { readKeys, removeKey, writeKey } from "./key_files.ts";
import { readEach, readMeta } from "./meta_file.ts";
import { doesNotExist, invalidParameter } from "./refused_request.ts";
import { checkModelSource } from "./model_source.ts";
import type { RegisteredModelStore } from "./registered_model_store.ts";
import type { KeyValue } from "./run_log.ts";
import { listFolders, type StoreFolder } from "./store_folder.ts";

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
  /** A link to that run, or empty. */
  readonly runLink: string;
  /** Tags by key. */
  readonly tags: Readonly<Record<string, string>>;
  /** Aliases that point to it. */
  readonly aliases: readonly string[];
}

const DELETED_STAGE = "Deleted_Internal";

/** Model versions of a file store: folders `version-1`, `version-2`, … in that of their model. */
export class ModelVersionStore {
  readonly #store: StoreFolder;
  readonly #models: RegisteredModelStore;

  /**
   * Opens the model versions of a folder.
   *
   * @param store The folder of everything.
   * @param models Its registered models.
   */
  constructor(store: StoreFolder, models: RegisteredModelStore) {
    this.#store = store;
    this.#models = models;
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
   * @param alias The alias.
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
   * @param version What it is.
   * @returns The version.
   * @throws {RefusedRequest} If there is no such model, or clients could not reach the source.
   */
  create(
    version: Pick<StoredVersion, "name" | "source" | "runId" | "runLink" | "description"> & {
      tags: readonly KeyValue[];
    },
  ): StoredVersion {
    const { name, tags, ...rest } = version;
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
      storageLocation: this.#locate(version.source),
    };
    const files = tags.map(({ key, value }) => {
      return [`tags/${keySegments(key).join("/")}`, value] as const;
    });
    this.#store.create(this.#pathOf(name, `${number}`), {
      files: { "meta.yaml": formatMeta(stored), ...Object.fromEntries(files) },
    });
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
    this.#store.write(`${this.#pathOf(name, version)}/meta.yaml`, formatMeta(stored));
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
    const meta = formatMeta({
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
   *
   * @param name Its name.
   * @param newName The new name.
   */
  renameModel(name: string, newName: string): void {
    const stored = this.#numbers(name).flatMap((number) => this.#read(name, number) ?? []);
    this.#models.rename(name, newName, (path) => {
      for (const version of stored) {
        const meta = formatMeta({ ...version, name: newName });
        Deno.writeTextFileSync(`${path}/version-${version.version}/meta.yaml`, meta);
      }
    });
  }

  /** A source may name another version, whose files it then shares. */
  #locate(source: string): string {
    const uri = checkModelSource(source);
    if (uri === null) return source;
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
    const aliases = Object.entries(this.#models.get(name).aliases);
    const source = meta.stringOrNull("source") ?? "";
    return {
      name,
      version: Number(version),
      creationTimestamp: meta.numberOrNull("creation_timestamp"),
      lastUpdatedTimestamp: meta.numberOrNull("last_updated_timestamp"),
      currentStage: meta.stringOrNull("current_stage") ?? "None",
      description: meta.stringOrNull("description") ?? "",
      source,
      storageLocation: meta.stringOrNull("storage_location") ?? source,
      runId: meta.stringOrNull("run_id") ?? "",
      runLink: meta.stringOrNull("run_link") ?? "",
      tags: readKeys(`${path}/tags`),
      aliases: aliases.filter(([, target]) => target === version).map(([alias]) => alias),
    };
  }
}

function formatMeta(version: Omit<StoredVersion, "tags" | "aliases">): string {
  return formatPyYaml({
    aliases: [],
    "creation_timestamp": version.creationTimestamp,
    "current_stage": version.currentStage,
    description: version.description,
    "last_updated_timestamp": version.lastUpdatedTimestamp,
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
