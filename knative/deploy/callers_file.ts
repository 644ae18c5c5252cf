import { resolve } from "node:path";
import type { ApplyError } from "./apply_error.ts";

/**
 * Reads a file that the command line names.
 *
 * @param file Its path, perhaps relative to the caller's folder: `deno task` changes into the repository.
 * @param folder Where the caller stands.
 * @param cannot Makes the error of why it cannot be read, as the end of a sentence.
 * @returns Its whole path, and its bytes.
 * @throws {ApplyError} What `cannot` makes.
 */
export async function readCallersFile(
  file: string,
  folder: string,
  cannot: (why: string, cause: unknown) => ApplyError,
): Promise<{ path: string; bytes: Uint8Array<ArrayBuffer> }> {
  const path = resolve(folder, file);
  try {
    return { path, bytes: await Deno.readFile(path) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw cannot(`there is no ${path}`, error);
    throw cannot(error instanceof Error ? error.message : `${error}`, error);
  }
}
