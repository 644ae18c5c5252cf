import { ModelError } from "@mlops/model";
import type { ModelFormat } from "./formats.ts";
import { RefusedModelError } from "./refused_model_error.ts";

/**
 * Lists the files that a model needs besides its own, below the folder that its own lies in. Of a damaged
 * model it lists none: whoever loads it says so, after the digest was checked.
 *
 * @param bytes The model's own file.
 * @param about Its format, its path, and name and version for the message.
 * @returns Paths in the model's folder.
 * @throws {RefusedModelError} If the file cannot be read, or names one outside of the folder.
 */
export function pathsBeside(
  bytes: Uint8Array<ArrayBuffer>,
  { format, main, title }: { format: ModelFormat; main: string; title: string },
): string[] {
  const folder = main.slice(0, main.lastIndexOf("/") + 1);
  try {
    return format.filesBeside?.(bytes).map((path) => `${folder}${path}`) ?? [];
  } catch (cause) {
    if (cause instanceof ModelError && cause.reason === "damaged") return [];
    const found = cause instanceof Error ? cause.message : `${cause}`;
    const message = `Cannot serve ${title} as its file must be readable: ${found}`;
    throw new RefusedModelError("model_file", message, { cause });
  }
}
