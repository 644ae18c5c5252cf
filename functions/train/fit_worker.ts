/// <reference lib="deno.worker" />
/**
 * A thread that grows some trees of a forest; started by `fit_workers.ts`, and ended by it.
 *
 * @module
 */

import { growTree, trainingTable } from "@mlops/forest";
import type { TreeOrder, TreeResult } from "./fit_workers.ts";

self.onmessage = ({ data }: MessageEvent<TreeOrder>) => {
  const { features, labels, params, seeds, shape } = data;
  const table = trainingTable(features, labels, shape);
  for (const [index, seed] of seeds) {
    const result: TreeResult = { index, tree: growTree(table, seed, params) };
    self.postMessage(result);
  }
};
