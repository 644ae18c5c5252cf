import { delay } from "@std/async";
import { ownBuffer } from "@mlops/forest";
import type { GrowForest } from "../fit_workers.ts";
import { fitDigest } from "./fit_digest.ts";
import { mergeTreeParts } from "./merge_tree_parts.ts";
import type { PartStore } from "./part_store.ts";
import { readWholePart } from "./read_whole_part.ts";
import type { TreePart } from "./tree_part.ts";

/** How often is looked for more parts. */
const LOOK_MS = 1_000;

/** Failed tries after which nobody tries a part again: the Job's `backoffLimitPerIndex`, and the first one. */
const TRIES_OF_A_PART = 5;

/**
 * Makes what merges the parts of a forest that other programs grow, in the place of growing it. It waits
 * for them as long as the signal lets it.
 *
 * @param nParts How many there are to be.
 * @param store Where they come to lie.
 * @param lookMs How often is looked for more, in ms.
 * @returns It; the trees are those of one machine, to the bit.
 */
export function awaitParts(nParts: number, store: PartStore, lookMs = LOOK_MS): GrowForest {
  return async (rows, params, { onTree, signal }) => {
    const table = rows.layOut(ownBuffer);
    const fit = fitDigest(table, params);
    const parts = new Map<number, TreePart>();
    let nDone = 0;
    for (;;) {
      for (const part of await store.list()) {
        if (part >= nParts || parts.has(part)) continue;
        const whole = await readWholePart(store, part);
        if (whole === null) continue;
        parts.set(part, whole);
        for (const _ of whole.trees) onTree(++nDone, params.nEstimators);
      }
      if (parts.size === nParts) break;
      await refuseLost(store, (part) => part < nParts && !parts.has(part));
      await delay(lookMs, { signal });
    }
    return { table, trees: mergeTreeParts(parts.values(), { fit, nTrees: params.nEstimators }) };
  };
}

/** Fails where a part that is wanted will not come. */
async function refuseLost(store: PartStore, isWanted: (part: number) => boolean): Promise<void> {
  for (const [part, nFailed] of await store.failures()) {
    if (nFailed < TRIES_OF_A_PART || !isWanted(part)) continue;
    throw new Error(
      `Cannot merge the parts of a forest as each must be grown: part ${part} failed ${nFailed} times, ` +
        `at last by "${await store.reason(part, nFailed)}"`,
    );
  }
}
