import { UnsteadyFileError } from "./backup.ts";
import { filesBelow } from "./files_below.ts";

/** What a store tells of a file without opening it. */
export interface StoredFile {
  /** Its size. */
  readonly sizeBytes: number;
  /** A text that is another one once the file was written anew. */
  readonly changed: string;
}

/** A place for files: backups, and what they are made of. Keys are paths with `/`. */
export interface Store {
  /**
   * Writes a file so that it is there whole or not at all.
   *
   * @param key Its key.
   * @param content Its bytes; if they end in an error, nothing is written.
   */
  write(key: string, content: ReadableStream<Uint8Array>): Promise<void>;
  /**
   * Reads a file.
   *
   * @param key Its key.
   * @returns Its bytes.
   * @throws {UnsteadyFileError} If there is none.
   */
  read(key: string): Promise<ReadableStream<Uint8Array>>;
  /**
   * Lists files, those of folders below as well.
   *
   * @param folder First part of their keys; `""` is all.
   * @returns The rests of their keys, sorted; none where nothing was written yet.
   */
  list(folder: string): Promise<ReadonlyMap<string, StoredFile>>;
  /**
   * Removes a file, if it is there.
   *
   * @param key Its key.
   */
  remove(key: string): Promise<void>;
}

/** End of the name of a file that is being written, unlike any that others give. */
const PARTIAL = ".mlops-partial";

/**
 * Keeps files in a folder, on a volume.
 *
 * @param root The folder.
 * @returns The store.
 */
export function folderStore(root: string): Store {
  const pathOf = (key: string) => `${root}/${key}`;
  return {
    async write(key, content) {
      const path = pathOf(key);
      const partial = `${path}${PARTIAL}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      const file = await Deno.open(partial, { write: true, create: true, truncate: true });
      // Not pipeTo(file.writable): what was written must be on the disk before it bears its name.
      try {
        for await (const chunk of content) {
          for (let done = 0; done < chunk.length;) done += await file.write(chunk.subarray(done));
        }
        await file.sync();
      } finally {
        file.close();
      }
      await Deno.rename(partial, path);
    },
    async read(key) {
      try {
        return (await Deno.open(pathOf(key))).readable;
      } catch (cause) {
        if (!(cause instanceof Deno.errors.NotFound)) throw cause;
        throw missing(key, cause);
      }
    },
    async list(folder) {
      const found = new Map<string, StoredFile>();
      for await (const name of filesBelow(pathOf(folder))) {
        if (name.endsWith(PARTIAL)) continue;
        try {
          const { size, mtime, ino } = await Deno.stat(`${pathOf(folder)}/${name}`);
          // What took another's place may be of the same tick of the file system's clock.
          found.set(name, { sizeBytes: size, changed: `${mtime?.getTime()} ${ino}` });
        } catch (error) {
          // Removed since its folder was read.
          if (!(error instanceof Deno.errors.NotFound)) throw error;
        }
      }
      return found;
    },
    async remove(key) {
      try {
        await Deno.remove(pathOf(key));
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    },
  };
}

/**
 * Says that a file is not there.
 *
 * @param key Its key.
 * @param cause What the store answered.
 * @returns The error.
 */
export function missing(key: string, cause: unknown): UnsteadyFileError {
  return new UnsteadyFileError(`Cannot read "${key}" as the store must hold it: it does not`, {
    cause,
  });
}
