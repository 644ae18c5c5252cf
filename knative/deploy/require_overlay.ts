import { exists } from "@std/fs";
import { ApplyError } from "./apply_error.ts";

/**
 * Wants an overlay to be there.
 *
 * @param root Folder of the repository, with a final slash.
 * @param name Name of the overlay's folder.
 * @returns Its path.
 * @throws {ApplyError} If it is not; the message names those that are.
 */
export async function requireOverlay(root: string, name: string): Promise<string> {
  const overlays = `${root}knative/overlays/`;
  const isOverlay = (folder: string) => exists(`${overlays}${folder}/kustomization.yaml`);
  if (await isOverlay(name)) return `${overlays}${name}`;
  const there: string[] = [];
  for await (const entry of Deno.readDir(overlays)) {
    if (entry.isDirectory && await isOverlay(entry.name)) there.push(entry.name);
  }
  throw new ApplyError(
    `Cannot use overlay "${name}" as it must be a folder of knative/overlays with a ` +
      `kustomization.yaml: there are ${there.toSorted().join(", ")}`,
  );
}
