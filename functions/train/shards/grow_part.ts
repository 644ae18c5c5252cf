import { sharedBuffer, treeSeeds } from "@mlops/forest";
import { type GrowForest, growSome } from "../fit_workers.ts";
import { fitDigest } from "./fit_digest.ts";
import type { PartStore } from "./part_store.ts";
import { readWholePart } from "./read_whole_part.ts";
import { encodeTreePart } from "./tree_part.ts";

/** The end of a program that grows a part of a forest: what follows is that of the training itself. */
export class PartGrown extends Error {
  /** Trees of the part. */
  readonly nTrees: number;
  /** Whether the part was there and whole, so that nothing was grown. */
  readonly wasThere: boolean;

  /**
   * Tells the end.
   *
   * @param nTrees Trees of the part.
   * @param wasThere Whether it was there before.
   */
  constructor(nTrees: number, wasThere: boolean) {
    super("The part of the forest is there");
    this.name = "PartGrown";
    this.nTrees = nTrees;
    this.wasThere = wasThere;
  }
}

/** Which part of a forest is grown, where it goes, and over how many threads. */
export interface GrowPartOptions {
  /** Position of the part, from 0: it has every tree whose position leaves this remainder. */
  readonly part: number;
  /** Number of parts. */
  readonly nParts: number;
  /** Where it goes. */
  readonly store: PartStore;
  /** Threads; `null` as many as help. */
  readonly workers: number | null;
}

/**
 * Makes what grows a part of a forest and leaves it in the store, unless it is there already.
 *
 * @param options Which part.
 * @returns It; in the place of a forest it throws {@linkcode PartGrown}, as there is none.
 */
export function growPart({ part, nParts, store, workers }: GrowPartOptions): GrowForest {
  const grow: GrowForest = async (rows, params, options) => {
    const seeds = [...treeSeeds(params).entries()].filter(([index]) => index % nParts === part);
    const table = rows.layOut(sharedBuffer);
    const fit = fitDigest(table, params);
    const before = await readWholePart(store, part);
    const wasThere = before !== null && before.fit === fit &&
      before.trees.map(([index]) => index).join() === seeds.map(([index]) => index).join();
    if (!wasThere) {
      const laidOut = { nRows: rows.nRows, layOut: () => table };
      const { trees } = await growSome(laidOut, params, { ...options, workers, seeds });
      const file = encodeTreePart({
        fit,
        trees: trees.map((tree, place) => [seeds[place]![0], tree] as const),
      });
      await store.write(part, file);
    }
    throw new PartGrown(seeds.length, wasThere);
  };
  return async (rows, params, options) => {
    try {
      return await grow(rows, params, options);
    } catch (error) {
      if (error instanceof PartGrown || options.signal.aborted) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      // Whoever waits for the part learns of it by this alone; what went wrong is what counts here.
      await store.noteFailure(part, reason).catch(() => {});
      throw error;
    }
  };
}
