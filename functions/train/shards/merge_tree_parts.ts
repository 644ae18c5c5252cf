import type { DecisionTree } from "@mlops/forest";
import type { TreePart } from "./tree_part.ts";

/**
 * Puts the parts of a forest together.
 *
 * @param parts The parts, in any order.
 * @param forest What they must have been grown from (`fitDigest`), and how many trees there are to be.
 * @returns The trees by position: the same whatever parts they came in.
 * @throws {RangeError} If a part was grown from anything else, or a tree is missing or there twice.
 */
export function mergeTreeParts(
  parts: Iterable<TreePart>,
  { fit, nTrees }: { readonly fit: string; readonly nTrees: number },
): DecisionTree[] {
  const trees: (DecisionTree | undefined)[] = Array.from({ length: nTrees });
  for (const part of parts) {
    if (part.fit !== fit) {
      throw new RangeError(
        "Cannot merge the parts of a forest as all must be grown from the same table with the same " +
          `parameters: have ${fit.slice(0, 12)} and ${part.fit.slice(0, 12)}`,
      );
    }
    for (const [index, tree] of part.trees) {
      if (index >= nTrees || trees[index] !== undefined) {
        throw new RangeError(
          `Cannot merge the parts of a forest as each of ${nTrees} trees must be there once: ` +
            `tree ${index} is not`,
        );
      }
      trees[index] = tree;
    }
  }
  return trees.map((tree, index) => {
    if (tree !== undefined) return tree;
    throw new RangeError(
      `Cannot merge the parts of a forest as every tree must be there: tree ${index} is missing`,
    );
  });
}
