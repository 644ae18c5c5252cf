import { type BodyBounds, boundedBody } from "@mlops/closing";
import type { ArtifactQuota } from "./artifact_quota.ts";
import { doesNotExist, invalidParameter } from "../requests/refused_request.ts";
import { kindOf, type StoreFolder } from "../file_store/store_folder.ts";

/** A file or folder among artifacts. */
export interface StoredArtifact {
  /** Base name. */
  readonly name: string;
  /** Whether it is a folder. */
  readonly isDirectory: boolean;
  /** Size in bytes, or `null` for a folder. */
  readonly sizeBytes: number | null;
}

/** The bytes that runs keep, under `artifacts/`. */
export class ArtifactStore {
  readonly #store: StoreFolder;
  readonly #quota: ArtifactQuota;

  /**
   * Opens the artifacts of a folder.
   *
   * @param store The folder of everything.
   * @param quota What all artifacts may take together.
   */
  constructor(store: StoreFolder, quota: ArtifactQuota) {
    this.#store = store;
    this.#quota = quota;
  }

  /**
   * Lists a folder; links are left aside.
   *
   * @param path Path below `artifacts/`, or empty.
   * @returns What lies in it, sorted; nothing if there is no such folder.
   */
  list(path: string): StoredArtifact[] {
    const folder = this.#pathOf(path);
    if (kindOf(folder) !== "folder") return [];
    return [...Deno.readDirSync(folder)].filter((entry) => !entry.isSymlink)
      .map(({ name, isDirectory }) => ({
        name,
        isDirectory,
        sizeBytes: isDirectory ? null : Deno.lstatSync(`${folder}/${name}`).size,
      }))
      .sort((a, b) => a.name < b.name ? -1 : 1);
  }

  /**
   * Opens a file for reading.
   *
   * @param path Path below `artifacts/`.
   * @returns The file, which the caller closes, and its size in bytes.
   * @throws {RefusedRequest} `RESOURCE_DOES_NOT_EXIST` if there is none.
   */
  async open(path: string): Promise<{ file: Deno.FsFile; sizeBytes: number }> {
    const absolute = this.#pathOf(path);
    if (kindOf(absolute) !== "file") throw doesNotExist(`No such artifact: '${path}'`);
    const file = await Deno.open(absolute);
    const { size } = await file.stat();
    return { file, sizeBytes: size };
  }

  /**
   * Writes a file, replacing it if it exists. It appears once all of it has arrived.
   *
   * @param path Path below `artifacts/`.
   * @param body Its bytes.
   * @param bounds Its bounds; beyond them it is refused, and leaves nothing. `announcedBytes` is what the
   * client says of its size, 0 if nothing.
   * @throws {BodyRefused} Beyond them.
   */
  async write(
    path: string,
    body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
    bounds: BodyBounds & { readonly announcedBytes: number },
  ): Promise<void> {
    const target = this.#pathOf(path);
    if (path === "") throw invalidParameter("Invalid path");
    const upload = this.#quota.begin(bounds.announcedBytes);
    const staged = this.#store.stage();
    try {
      const file = await Deno.open(staged, { write: true, createNew: true });
      await boundedBody(body ?? new Blob().stream(), bounds)
        .pipeThrough(metered(upload.take))
        .pipeTo(file.writable);
      upload.end(true);
    } catch (error) {
      upload.end(false);
      this.#store.remove(staged);
      throw error;
    }
    if (kindOf(target) === "folder") {
      this.#store.remove(staged);
      throw invalidParameter(`Invalid path: '${path}' is a folder`);
    }
    this.#store.publish(staged, target);
  }

  /**
   * Removes a file or folder; nothing happens if there is none.
   *
   * @param path Path below `artifacts/`; empty is refused.
   */
  remove(path: string): void {
    if (path === "") throw invalidParameter("Invalid path");
    this.#store.remove(this.#pathOf(path));
    this.#quota.removed();
  }

  #pathOf(path: string): string {
    const segments = path === "" ? [] : path.replace(/\/$/, "").split("/");
    return this.#store.inside(this.#store.artifacts, ...segments);
  }
}

/**
 * Finds where an artifact URI lies in this server's artifacts.
 *
 * @param uri E.g. `mlflow-artifacts:/1/<run>/artifacts`.
 * @returns The path below `artifacts/`, or `null` if another server keeps it.
 */
export function ownArtifactPath(uri: string): string | null {
  const match = /^mlflow-artifacts:\/(?!\/)([^?#]*)$/.exec(uri);
  return match?.[1] === undefined ? null : match[1].replace(/\/$/, "");
}

/** Tells how many bytes come; whoever is told may refuse them. */
function metered(onBytes: (count: number) => void): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(piece, controller) {
      onBytes(piece.length);
      controller.enqueue(piece);
    },
  });
}
