import { BackupError } from "./backup.ts";

/** A place for files that outlives the volumes it protects. Keys are paths with `/`. */
export interface Store {
  /**
   * Writes a file so that it is there whole or not at all.
   *
   * @param key Its key.
   * @param content Its bytes.
   */
  write(key: string, content: ReadableStream<Uint8Array>): Promise<void>;
  /**
   * Reads a file.
   *
   * @param key Its key.
   * @returns Its bytes.
   * @throws {BackupError} If there is none.
   */
  read(key: string): Promise<ReadableStream<Uint8Array>>;
  /**
   * Lists files.
   *
   * @param folder First part of their keys.
   * @returns The rests of their keys with their sizes in bytes, in no order; none where nothing was written yet.
   */
  list(folder: string): Promise<ReadonlyMap<string, number>>;
  /**
   * Removes a file, if it is there.
   *
   * @param key Its key.
   */
  remove(key: string): Promise<void>;
}

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
      const partial = `${path}.partial`;
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
        throw new BackupError(`Cannot read "${key}" as the store must hold it: it does not`, {
          cause,
        });
      }
    },
    async list(folder) {
      const found = new Map<string, number>();
      try {
        for await (const { name, isFile } of Deno.readDir(pathOf(folder))) {
          if (!isFile || name.endsWith(".partial")) continue;
          found.set(name, (await Deno.stat(`${pathOf(folder)}/${name}`)).size);
        }
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
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
