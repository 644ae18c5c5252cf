import type { Arrangement } from "./arrange_nodes.ts";
import type { EnsembleNode } from "./ensemble_node.ts";
import { OnnxError } from "./onnx_error.ts";

/**
 * Gives the weights of a node's lists to their leaves.
 *
 * @param lists The lists of the file.
 * @param arrangement Where each node goes.
 * @param nOutputs Number of sums.
 * @returns Weights, row-major `[nNodes, nOutputs]`, 0 where there is none.
 * @throws {OnnxError} If weights lie anywhere but on leaves, or two on the same.
 */
export function placeWeights(
  lists: EnsembleNode,
  arrangement: Arrangement,
  nOutputs: number,
): Float64Array {
  const placed = new Float64Array(arrangement.left.length * nOutputs);
  const isSet = new Uint8Array(placed.length);
  for (let entry = 0; entry < lists.weights.length; entry++) {
    const node = arrangement.find(lists.weightTreeIds[entry]!, lists.weightNodeIds[entry]!);
    if (node === -1 || arrangement.left[node]! >= 0) {
      throw new OnnxError("damaged", `weights must be of leaves: entry ${entry} is of none`);
    }
    const id = lists.weightIds[entry]!;
    if (id < 0 || id >= nOutputs) {
      const what = `ids of weights must be 0 to ${nOutputs - 1}: entry ${entry} has ${id}`;
      throw new OnnxError("damaged", what);
    }
    const at = node * nOutputs + id;
    if (isSet[at] === 1) {
      const what = `a leaf must have one weight for each id: entry ${entry} is a second`;
      throw new OnnxError("unsupported", what);
    }
    isSet[at] = 1;
    placed[at] = lists.weights[entry]!;
  }
  return placed;
}

/**
 * Tells whether sums of weights are probabilities, as those of a random forest: each leaf's are its
 * share of the trees, and none is negative.
 *
 * @param weights Row-major `[nNodes, nOutputs]`.
 * @param arrangement Which nodes are leaves.
 * @param nOutputs Number of sums; one stands for the second of two classes.
 * @returns Whether they are.
 */
export function areShares(
  weights: Float64Array,
  { left, roots }: Arrangement,
  nOutputs: number,
): boolean {
  for (let node = 0; node < left.length; node++) {
    if (left[node]! >= 0) continue;
    let sum = 0;
    for (let k = 0; k < nOutputs; k++) {
      const share = weights[node * nOutputs + k]! * roots.length;
      if (share < 0) return false;
      sum += share;
    }
    if (sum > 1 + TOLERANCE || nOutputs > 1 && sum < 1 - TOLERANCE) return false;
  }
  return true;
}

/** float32 rounds a weight by 6e-8 of itself. */
const TOLERANCE = 1e-5;
