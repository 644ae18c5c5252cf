import type { PartStore } from "./part_store.ts";
import { decodeTreePart, type TreePart } from "./tree_part.ts";

/**
 * Reads a part if it is there and whole. One that is not is being written, or was by a program that died:
 * then the one that is run in its place writes it anew.
 *
 * @param store Where parts lie.
 * @param part Its position.
 * @returns The part, or `null`.
 */
export async function readWholePart(store: PartStore, part: number): Promise<TreePart | null> {
  const file = await store.read(part);
  if (file === null) return null;
  try {
    return decodeTreePart(file);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
