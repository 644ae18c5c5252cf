import { formatPyYaml } from "../../py_yaml.ts";
import { checkAlias, checkModelName, keySegments } from "../file_store/entity_names.ts";
import { type KeyValue, readKeys, removeKey, writeKey } from "../file_store/key_files.ts";
import { readEach, readMeta } from "../file_store/meta_file.ts";
import { doesNotExist, RefusedRequest } from "../requests/refused_request.ts";
import { exists, kindOf, listFolders, type StoreFolder } from "../file_store/store_folder.ts";

/** A registered model without its versions. */
export interface StoredModel {
  /** Its name. */
  readonly name: string;
  /** What people say about it. */
  readonly description: string;
  /** When it was made, in ms since 1970. */
  readonly creationTimestamp: number | null;
  /** When it last changed, in ms since 1970. */
  readonly lastUpdatedTimestamp: number | null;
  /** Versions by alias. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Tags by key. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Registered models of a file store: a folder each under `models/`. */
export class RegisteredModelStore {
  readonly #store: StoreFolder;

  /**
   * Opens the registered models of a folder.
   *
   * @param store The folder of everything.
   */
  constructor(store: StoreFolder) {
    this.#store = store;
  }

  /**
   * Lists registered models; malformed ones are left aside.
   *
   * @returns The models, by name.
   */
  list(): StoredModel[] {
    return readEach(listFolders(`${this.#store.mlruns}/models`), (name) => this.#read(name));
  }

  /**
   * Gets a registered model.
   *
   * @returns The model.
   * @throws {RefusedRequest} `RESOURCE_DOES_NOT_EXIST` if there is none.
   */
  get(name: string): StoredModel {
    const model = this.#read(name);
    if (model === null) throw doesNotExist(`Registered Model with name=${name} not found`);
    return model;
  }

  /**
   * Finds a registered model's folder.
   *
   * @returns The path.
   * @throws {RefusedRequest} `RESOURCE_DOES_NOT_EXIST` if there is none.
   */
  folderOf(name: string): string {
    const path = this.#pathOf(name);
    if (kindOf(path) !== "folder") {
      throw doesNotExist(`Registered Model with name=${name} not found`);
    }
    return path;
  }

  /**
   * Makes a registered model.
   *
   * @param model Its name, description and tags.
   * @returns The model.
   * @throws {RefusedRequest} `RESOURCE_ALREADY_EXISTS` if the name is taken.
   */
  create(model: { name: string; description: string; tags: readonly KeyValue[] }): StoredModel {
    this.#refuseTaken(model.name);
    const now = Date.now();
    const meta = {
      name: model.name,
      description: model.description,
      creationTimestamp: now,
      lastUpdatedTimestamp: now,
      aliases: {},
    };
    const tags = model.tags.map(({ key, value }) => {
      return [`tags/${keySegments(key).join("/")}`, value] as const;
    });
    this.#store.create(this.#pathOf(model.name), {
      files: { "meta.yaml": formatMeta(meta), ...Object.fromEntries(tags) },
    });
    return this.get(model.name);
  }

  /**
   * Notes that a registered model has changed.
   *
   * @param change A new description, if that is what changed.
   * @returns The model.
   */
  touch(name: string, change: { description?: string } = {}): StoredModel {
    const model = { ...this.get(name), ...change, lastUpdatedTimestamp: Date.now() };
    this.#store.write(`${this.folderOf(name)}/meta.yaml`, formatMeta(model));
    return model;
  }

  /**
   * Renames a registered model with all its versions: a copy with the new name appears at once, then
   * the old folder goes.
   *
   * @param newName The new name, which must be free.
   * @param renameVersions Rewrites the versions in the copy, whose path it is given.
   * @returns The model.
   */
  rename(name: string, newName: string, renameVersions: (path: string) => void): StoredModel {
    const model = { ...this.get(name), name: newName, lastUpdatedTimestamp: Date.now() };
    const from = this.folderOf(name);
    this.#refuseTaken(newName);
    const staged = this.#store.stage();
    copyFolder(from, staged);
    Deno.writeTextFileSync(`${staged}/meta.yaml`, formatMeta(model));
    renameVersions(staged);
    this.#store.publish(staged, this.#pathOf(newName));
    this.#store.remove(from);
    return this.get(newName);
  }

  /**
   * Removes a registered model with all its versions.
   */
  delete(name: string): void {
    this.#store.remove(this.folderOf(name));
  }

  /**
   * Sets a tag of a registered model.
   *
   * @param tag Key and value.
   */
  setTag(name: string, tag: KeyValue): void {
    writeKey(this.#store, `${this.folderOf(name)}/tags`, tag);
    this.touch(name);
  }

  /**
   * Removes a tag of a registered model; nothing happens if there is none.
   *
   * @param key The tag's key.
   */
  deleteTag(name: string, key: string): void {
    if (removeKey(this.#store, `${this.folderOf(name)}/tags`, key)) this.touch(name);
  }

  /**
   * Lets an alias point to a version. It stands in a file of its own, which counts, and in
   * `meta.yaml`.
   *
   * @param name The model's name.
   * @param version The version's number, which the caller has checked; `null` removes the alias.
   */
  setAlias(name: string, alias: string, version: string | null): void {
    const path = this.#store.inside(`${this.folderOf(name)}/aliases`, checkAlias(alias));
    if (version === null && !exists(path)) return;
    if (version === null) this.#store.remove(path);
    else this.#store.write(path, version);
    this.touch(name);
  }

  #read(name: string): StoredModel | null {
    const path = this.#pathOf(name);
    const meta = readMeta(path);
    if (meta === null) return null;
    return {
      name,
      description: meta.stringOrNull("description") ?? "",
      creationTimestamp: meta.numberOrNull("creation_timestamp"),
      lastUpdatedTimestamp: meta.numberOrNull("last_updated_timestamp"),
      aliases: readKeys(`${path}/aliases`),
      tags: readKeys(`${path}/tags`),
    };
  }

  #pathOf(name: string): string {
    return this.#store.inside(`${this.#store.mlruns}/models`, checkModelName(name));
  }

  #refuseTaken(name: string): void {
    if (kindOf(this.#pathOf(name)) === "nothing") return;
    throw new RefusedRequest(
      "RESOURCE_ALREADY_EXISTS",
      `Registered Model (name=${name}) already exists.`,
    );
  }
}

function formatMeta(model: Omit<StoredModel, "tags">): string {
  return formatPyYaml({
    aliases: model.aliases,
    "creation_timestamp": model.creationTimestamp,
    description: model.description,
    "last_updated_timestamp": model.lastUpdatedTimestamp,
    name: model.name,
  });
}

function copyFolder(from: string, to: string): void {
  Deno.mkdirSync(to);
  for (const { name, isDirectory, isFile } of Deno.readDirSync(from)) {
    if (isDirectory) copyFolder(`${from}/${name}`, `${to}/${name}`);
    else if (isFile) Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
  }
}
