/// <reference lib="deno.worker" />
/**
 * A thread that grows some trees of a forest; started by `fit_workers.ts`, and ended by it.
 *
 * @module
 */

import { TreeGrower } from "@mlops/forest";
import type { TreeAnswer, TreeOrder } from "./fit_workers.ts";

self.onmessage = ({ data }: MessageEvent<TreeOrder>) => {
  const answer = (message: TreeAnswer) => self.postMessage(message);
  const { table, params, seeds } = data;
  try {
    const grower = new TreeGrower(table, params);
    for (const [index, seed] of seeds) answer({ index, tree: grower.grow(seed) });
  } catch (error) {
    // Thrown out of a Worker it would be printed with its stack, beside the program's own line.
    answer({ fault: error instanceof Error ? error.message : String(error) });
  }
};
